//! What a tenant has while what it bought changes: grants that cover it, and grace that ends.

use crate::shop::{Database, Shop, event, in_both, of, subscription, webhook};
use crate::test_sessions::SECRET;
use crate::test_tokens::{token, tokens};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tiergate::now;
use tiergate_server::Sessions;
use tiergate_store::By;
use tiergate_tests::plans;
use tower::ServiceExt;

in_both! {
    a_grant_covers_a_whole_life_and_leaves_billings_present_word,
    grace_ends_by_the_clock_and_the_session_said_so_before,
}

const DAY: u64 = 86_400;

/// A life: what each event reports, and the tier that it amounts to.
const LIFE: [(&str, &str, &str); 7] = [
    ("created", "incomplete", "basic"),
    ("updated", "active", "pro"),
    ("updated", "past_due", "pro"),
    ("updated", "unpaid", "pro"),
    ("updated", "active", "pro"),
    ("paused", "paused", "basic"),
    ("deleted", "canceled", "basic"),
];

async fn a_grant_covers_a_whole_life_and_leaves_billings_present_word<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let by = By::new("ann").because("a friend of the house");
    shop.tenants.grant("acme", "premium", None, &by).await.unwrap();
    let began = now() - 1_000;
    for (number, (kind, status, tier)) in (0..).zip(LIFE) {
        let own = subscription("sub_1", status, &of("acme"));
        shop.events(&[event(&format!("evt_{number}"), kind, began + number * 60, &own)]).await;
        assert_eq!(shop.tier().await, "premium", "{status}");
        shop.tenants.revoke("acme", &by).await.unwrap();
        assert_eq!(shop.tier().await, tier, "{status}");
        shop.tenants.grant("acme", "premium", None, &by).await.unwrap();
    }
    let billed = shop.history("acme").await.into_iter().filter(|it| it.actor == "stripe").count();
    assert_eq!(billed, LIFE.len(), "each change is in the history");
    assert!(shop.tenants.store().verify(|_| {}).await.unwrap().agrees());
}

/// Asks a session, and returns what a browser reads.
async fn session(routes: &Router, method: &str, headers: &[(&str, &str)]) -> (Value, String) {
    let mut request = Request::builder().method(method).uri("/session");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let answer = routes.clone().oneshot(request).await.unwrap();
    let (status, cookie) = (answer.status(), answer.headers().get("set-cookie").cloned());
    let body = to_bytes(answer.into_body(), 100_000).await.unwrap();
    assert!(status.is_success(), "{status}: {body:?}");
    let cookie = cookie.map(|it| it.to_str().unwrap().split(';').next().unwrap().to_owned());
    (serde_json::from_slice(&body).unwrap_or_default(), cookie.unwrap_or_default())
}

async fn grace_ends_by_the_clock_and_the_session_said_so_before<DB: Database>() {
    let fortnight = (r#""pastDueGraceDays": 7"#, r#""pastDueGraceDays": 14"#);
    let policy = plans::changed_file(fortnight.0, fortnight.1).unwrap();
    let shop = Shop::<DB>::with(&policy, |account, _| webhook(account)).await;
    let (paid, failed) = (now() - 2_000, now() - 1_000);
    let own = |status| subscription("sub_1", status, &of("acme"));
    shop.events(&[
        event("evt_1", "created", paid, &own("active")),
        event("evt_2", "updated", failed, &own("past_due")),
    ])
    .await;
    let end = failed + 14 * DAY;

    let sessions = Sessions::new(SECRET, shop.tenants.tiers().clone(), tokens()).unwrap();
    let routes = sessions.router().layer(sessions.layer());
    let bearer = format!("Bearer {}", token("uma", Some("acme"), &[]));
    let (_, cookie) = session(&routes, "POST", &[("authorization", &bearer)]).await;
    let (state, _) = session(&routes, "GET", &[("cookie", &cookie)]).await;
    assert_eq!(state["entitlements"]["resolution"]["tier"], "pro", "{state}");
    let standing = &state["entitlements"]["resolution"]["standing"];
    assert_eq!(*standing, json!({ "past-due": end }), "{state}");
    assert_eq!(state["entitlements"]["validUntil"], json!(end), "{state}");
    let assignments = state["facts"]["assignments"].as_array().unwrap();
    let ends = assignments.iter().filter(|it| it["plan"] == "pro" && it["expiresAt"] == end);
    assert_eq!(ends.count(), 1, "the browser has the end, too: {state}");
    assert!(!state.to_string().contains("sub_1"), "no identifier of billing: {state}");

    let revision = shop.history("acme").await.last().unwrap().number;
    for (at, allowed) in [(end - 1, true), (end, false), (end - 1, true), (end + 400 * DAY, false)]
    {
        shop.set_clock(at);
        let decision = shop.tenants.tiers().check("acme", "export").await.unwrap();
        assert_eq!(decision.allowed, allowed, "{} seconds before the end", end.abs_diff(at));
    }
    assert_eq!(shop.history("acme").await.last().unwrap().number, revision, "without an event");
}
