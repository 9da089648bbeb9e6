//! Stripe's events from the request to what a tenant may do.

use crate::shop::{Database, SECRET, Shop, event, in_both, of, signature, subscription};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tiergate::now;
use tiergate_server::{AttachError, StripeAccount, StripeWebhook, attach};
use tiergate_store::By;
use tower::ServiceExt;

in_both! {
    one_that_cannot_be_stored_keeps_no_other_out,
    what_is_paid_for_is_what_a_tenant_has,
    events_of_others_are_refused,
    what_belongs_to_nobody_is_kept_and_can_be_attached,
    what_cannot_be_read_is_acknowledged,
}

async fn what_is_paid_for_is_what_a_tenant_has<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let at = now() - 100;
    let paid = event("evt_1", "created", at, &subscription("sub_1", "active", &of("acme")));
    assert_eq!(shop.event(&paid).await, StatusCode::OK);
    assert_eq!(shop.tier().await, "pro");
    let events = shop.history("acme").await;
    for _ in 0..20 {
        assert_eq!(shop.event(&paid).await, StatusCode::OK);
    }
    assert_eq!(shop.history("acme").await, events, "a second delivery changes nothing");

    // Its end is known before an older change arrives.
    let ended = event("evt_3", "deleted", at + 60, &subscription("sub_1", "canceled", &of("acme")));
    assert_eq!(shop.event(&ended).await, StatusCode::OK);
    let late = event("evt_2", "updated", at + 30, &subscription("sub_1", "active", &of("acme")));
    assert_eq!(shop.event(&late).await, StatusCode::OK);
    assert_eq!(shop.tier().await, "basic");
}

async fn events_of_others_are_refused<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let body = event("evt_1", "created", now(), &subscription("sub_1", "active", &of("acme")));
    let body = body.to_string();
    for header in [
        String::new(),
        "t=1,v1=00".to_owned(),
        signature(&body, now(), "whsec_other"),
        signature(&body, now(), ""),
        signature(&body, now() - 400, SECRET),
        signature(&format!("{body} "), now(), SECRET),
        signature(&body, now(), SECRET).to_uppercase(),
    ] {
        assert_eq!(shop.send(&body, &header).await, StatusCode::BAD_REQUEST, "{header}");
    }
    assert_eq!(shop.tier().await, "basic");
    let error =
        StripeWebhook::new([" "], StripeAccount::new(true)).err().map(|error| error.to_string());
    assert!(error.is_some(), "an empty secret starts no server");
    let metrics = shop.metrics().await;
    for (reason, count) in [("mismatch", 3), ("too_old", 1), ("malformed", 2), ("incomplete", 1)] {
        let line = format!(
            "tiergate_billing_events_total{{outcome=\"refused\",reason=\"{reason}\"}} {count}"
        );
        assert!(metrics.contains(&line), "{line} is not in\n{metrics}");
    }
}

async fn what_belongs_to_nobody_is_kept_and_can_be_attached<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let store = shop.tenants.store();
    let unknown = subscription("sub_1", "active", &json!({}));
    assert_eq!(shop.event(&event("evt_1", "created", now(), &unknown)).await, StatusCode::OK);
    assert_eq!(shop.tier().await, "basic");
    let unassigned = store.unassigned(None, 10).await.unwrap();
    assert_eq!(unassigned.rows.iter().map(|it| &it.id).collect::<Vec<_>>(), ["stripe:sub_1"]);
    for (subscription, tenant) in [("stripe:sub_1", "acne"), ("stripe:sub_\0", "acme")] {
        let error = attach(store, subscription, tenant, &By::new("ann")).await.unwrap_err();
        let named = if tenant == "acme" { subscription } else { tenant };
        assert!(error.to_string().contains(named), "{error}");
    }
    let long = By::new("ann").because("x".repeat(5_000));
    let refused = attach(store, "stripe:sub_1", "acme", &long).await;
    assert!(matches!(refused, Err(AttachError::Write(_))));
    attach(store, "stripe:sub_1", "acme", &By::new("ann")).await.unwrap();
    assert_eq!(shop.tier().await, "pro");
    assert!(store.unassigned(None, 10).await.unwrap().rows.is_empty());
    assert_eq!(store.billed("acme").await.unwrap().len(), 1);
    // The last word counts, also within a second.
    shop.tenants.create("other", None, &By::new("ann")).await.unwrap();
    for tenant in ["other", "acme", "other"] {
        attach(store, "stripe:sub_1", tenant, &By::new("ann")).await.unwrap();
        assert_eq!(store.billed(tenant).await.unwrap().len(), 1, "{tenant}");
    }
    assert_eq!(shop.tier().await, "basic");
}

async fn what_cannot_be_read_is_acknowledged<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let signed = |body: &str| signature(body, now(), SECRET);
    for body in ["[]", "nonsense", r#"{"id":"evt_9","type":"invoice.created","livemode":true}"#] {
        assert_eq!(shop.send(body, &signed(body)).await, StatusCode::OK, "{body}");
    }
    let large = format!(r#"{{"id":"evt_8","pad":"{}"}}"#, "x".repeat(1 << 20));
    assert_eq!(shop.send(&large, &signed(&large)).await, StatusCode::PAYLOAD_TOO_LARGE);
    let post = Request::post("/webhooks/stripe").body(Body::from(large)).unwrap();
    let get = Request::get("/webhooks/stripe").body(Body::empty()).unwrap();
    for (request, code) in [(post, "bad-request"), (get, "no-method")] {
        let answer = shop.routes.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        assert_eq!(parts.headers["content-type"], "application/problem+json");
        let problem = to_bytes(body, 10_000).await.unwrap();
        let problem: Value = serde_json::from_slice(&problem).unwrap();
        assert_eq!(
            (&problem["code"], &problem["status"]),
            (&json!(code), &json!(parts.status.as_u16()))
        );
    }
    let problems = async || shop.tenants.store().billing_problems(None, 10).await.unwrap().rows;
    // `invoice.created` is answered before it is stored.
    let began = Instant::now();
    while problems().await.len() < 3 {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", problems().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let problems = problems().await;
    assert!(problems.iter().any(|it| it.problems == ["the body is not a JSON object"]));
}

/// Damaged facts of one tenant, and an event with a text that PostgreSQL cannot store, come together
/// with other tenants' events.
async fn one_that_cannot_be_stored_keeps_no_other_out<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let store = shop.tenants.store();
    for name in ["one", "two"] {
        shop.tenants.create(name, None, &By::new("sign-up")).await.unwrap();
    }
    DB::change(store, "UPDATE tiergate_tenants SET facts = '{broken' WHERE id = 'acme'").await;
    let of_tenant = |name: &str| {
        let own = subscription(&format!("sub_{name}"), "active", &of(name));
        event(&format!("evt_{name}"), "created", now() - 9, &own)
    };
    let mut odd = of_tenant("odd");
    odd["data"]["object"]["metadata"]["tiergate_tenant"] = json!("o\u{0}dd");
    let events = [of_tenant("one"), of_tenant("acme"), odd, of_tenant("two")];
    let [one, acme, odd, two] = events.each_ref().map(|event| shop.event(event));
    let (one, acme, odd, two) = tokio::join!(one, acme, odd, two);
    assert_eq!([one, acme, two], [StatusCode::OK; 3], "{odd}");
    assert_eq!([shop.tier_of("one").await, shop.tier_of("two").await], ["pro", "pro"]);
    let billed = store.billed("acme").await.unwrap();
    assert!(billed.contains_key("stripe:sub_acme"), "it is written once the tenant is repaired");
}
