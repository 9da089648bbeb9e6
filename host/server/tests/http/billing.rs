//! What operators see and do about billing, over HTTP.

use crate::shop::{SECRET, any_event, event, of, signature, subscription, webhook};
use crate::test_server::{Others, Route, Server};
use crate::test_tokens::token;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tiergate::now;
use tiergate_server::StripeAccount;
use tiergate_store::SqliteStore;
use tower::ServiceExt;

/// Sends events to a webhook of this store.
pub async fn report(store: &SqliteStore, events: &[Value]) {
    let routes = webhook(StripeAccount::new(true)).router(store.clone());
    for event in events {
        let body = event.to_string();
        let request = Request::post("/webhooks/stripe")
            .header("stripe-signature", signature(&body, now(), SECRET));
        let request = request.body(Body::from(body)).unwrap();
        assert_eq!(routes.clone().oneshot(request).await.unwrap().status().as_u16(), 200);
    }
}

async fn get(server: &Server, path: &str) -> Value {
    let path: &'static str = path.to_owned().leak();
    let (status, answer) = server.operate("GET", path, Value::Null).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// Returns every page of a list.
async fn pages(server: &Server, path: &str, field: &str) -> (Vec<Value>, usize) {
    let (mut all, mut pages, mut next) = (Vec::new(), 0, String::new());
    loop {
        let page = get(server, &format!("{path}?limit=3{next}")).await;
        all.extend(page[field].as_array().unwrap().clone());
        pages += 1;
        match page["next"].as_str() {
            Some(after) => next = format!("&after={after}"),
            None => return (all, pages),
        }
    }
}

#[tokio::test]
async fn operators_find_and_assign_what_belongs_to_nobody() {
    let server = Server::new().await;
    let subscriptions = (0..10).map(|it| {
        let id = format!("sub_1{it}");
        event(&format!("evt_{it}"), "created", now(), &subscription(&id, "active", &json!({})))
    });
    report(server.tenants.store(), &subscriptions.collect::<Vec<_>>()).await;
    let (all, count) = pages(&server, "/v1/billing/unassigned", "subscriptions").await;
    // One is there in each server of these tests.
    assert_eq!((all.len(), count), (11, 4));
    assert!(all.is_sorted_by_key(|it| it["id"].as_str().unwrap().to_owned()));
    assert_eq!(all[3]["doubts"], json!(["nothing says whose it is"]));
    assert_eq!(all[3]["subscription"]["status"], "active");

    let path = "/v1/tenants/acme/billing/stripe:sub_13";
    let reason = json!({ "reason": "paid by invoice" });
    let (status, answer) = server.operate("PUT", path, reason.clone()).await;
    assert_eq!((status, &answer["tenant"]), (200, &json!("acme")), "{answer}");
    assert_eq!(answer["id"], "stripe:sub_13");
    assert_eq!(server.tenants.tiers().resolve("acme").await.unwrap().tier, "pro");
    let history = get(&server, "/v1/tenants/acme/history").await;
    assert_eq!(history[0]["kind"], "bill");
    assert_eq!(history[0]["actor"], "ann@example.com");
    assert_eq!(history[0]["reason"], "paid by invoice");
    let own = get(&server, "/v1/tenants/acme/billing").await;
    assert_eq!(own["subscriptions"][0]["id"], "stripe:sub_13");
    assert_eq!(own["subscriptions"].as_array().unwrap().len(), 1);
    let (rest, _) = pages(&server, "/v1/billing/unassigned", "subscriptions").await;
    assert_eq!(rest.len(), 10);
}

#[tokio::test]
async fn what_waits_to_be_asked_is_listed_page_by_page() {
    let server = Server::new().await;
    let store = server.tenants.store();
    let subjects = (0..8).map(|it| format!("stripe:cus_{it}")).collect();
    store.ask_about(&subjects).await.unwrap();
    tiergate_store::sqlx::query(
        "UPDATE tiergate_billing_asks SET failures = 2, since = 7 WHERE subject < 'stripe:cus_5'",
    )
    .execute(store.pool())
    .await
    .unwrap();
    let (all, count) = pages(&server, "/v1/billing/asks", "asks").await;
    let listed: Vec<_> = all.iter().map(|it| it["subject"].as_str().unwrap()).collect();
    let wanted: Vec<_> = (0..8).map(|it| format!("stripe:cus_{it}")).collect();
    assert_eq!((listed, count), (wanted.iter().map(String::as_str).collect(), 3));
    // A page begins at its place also if what was there is no longer on the list.
    let first = get(&server, "/v1/billing/asks?limit=3").await;
    let gone = "DELETE FROM tiergate_billing_asks WHERE subject = 'stripe:cus_2'";
    tiergate_store::sqlx::query(gone).execute(store.pool()).await.unwrap();
    let next = first["next"].as_str().unwrap();
    let rest = get(&server, &format!("/v1/billing/asks?after={next}")).await;
    assert_eq!(rest["asks"][0]["subject"], "stripe:cus_3");
    assert_eq!(rest["asks"].as_array().unwrap().len(), 5);
    assert!(rest["next"].is_null());
    for other in ["x", "1.2", "-1.7.stripe:cus_0", "99999999999999999.7.x", "2.7.%00"] {
        let page = get(&server, &format!("/v1/billing/asks?after={other}")).await;
        assert_eq!(page, json!({ "asks": [] }), "{other}");
    }
}

#[tokio::test]
async fn an_assignment_is_refused_with_a_reason_or_made_once() {
    let server = Server::new().await;
    for (path, body, status, code) in [
        ("/v1/tenants/acne/billing/stripe:sub_1", json!({}), 404, "unknown-tenant"),
        ("/v1/tenants/acme/billing/stripe:sub_9", json!({}), 404, "unknown-subscription"),
        ("/v1/tenants/acme/billing/stripe:sub_%00", json!({}), 404, "unknown-subscription"),
        ("/v1/tenants/acme/billing/stripe:sub_1", json!({"tenant": "x"}), 422, "bad-request"),
        (
            "/v1/tenants/acme/billing/stripe:sub_1",
            json!({ "reason": "x".repeat(4_001) }),
            422,
            "bad-request",
        ),
    ] {
        let (found, problem) = server.operate("PUT", path, body).await;
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{path}: {problem}");
    }
    assert_eq!(server.operate("GET", "/v1/tenants/acne/billing", Value::Null).await.0, 404);

    let ann = token("ann", None, &["system-admin"]);
    let put = |tenant: &str| Route {
        method: "PUT".parse().unwrap(),
        path: format!("/v1/tenants/{tenant}/billing/stripe:sub_1").leak(),
        body: Some(json!({})),
        others: Others::None,
    };
    let headers = [("idempotency-key", "k-1"), ("if-match", "\"1\"")];
    assert_eq!(server.ask(&put("acme"), Some(&ann), &headers).await.0, 400, "it has no revision");
    assert_eq!(server.ask(&put("acme"), Some(&ann), &headers[..1]).await.0, 200);
    // Of one second no order is known.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let other = [("idempotency-key", "k-2")];
    assert_eq!(server.ask(&put("other"), Some(&ann), &other).await.0, 200);
    // A retry of the first one changes nothing.
    let (status, answer) = server.ask(&put("acme"), Some(&ann), &headers[..1]).await;
    assert_eq!((status, &answer["tenant"]), (200, &json!("other")), "{answer}");
    let tier = async |tenant| server.tenants.tiers().resolve(tenant).await.unwrap().tier;
    assert_eq!((tier("acme").await, tier("other").await), ("basic".into(), "pro".into()));
}

#[tokio::test]
async fn operators_see_what_was_not_understood_and_no_bodies() {
    let server = Server::new().await;
    let mut events: Vec<Value> = (0..7)
        .map(|it| {
            let own = subscription("sub_2", "active", &of("acme"));
            let mut event = event(&format!("evt_{it}"), "updated", now(), &own);
            event["livemode"] = json!(false);
            event
        })
        .collect();
    let strange = json!({ "id": "sub_3", "status": 7, "email": "ann@example.com" });
    events.push(any_event("evt_7", "customer.subscription.updated", now(), &strange));
    report(server.tenants.store(), &events).await;
    let (all, pages) = pages(&server, "/v1/billing/problems", "reports").await;
    assert_eq!((all.len(), pages), (8, 3));
    let of = |id: &str| all.iter().find(|it| it["id"] == id).unwrap();
    assert_eq!(of("evt_0")["kind"], "customer.subscription.updated");
    let words = "`livemode` is `false`, and this endpoint is for the other mode";
    assert_eq!(of("evt_0")["problems"], json!([words]));
    assert!(of("evt_7")["received"].as_u64().unwrap() >= now() - 60);
    assert_eq!(of("evt_7")["problems"], json!(["`status` is missing"]));
    assert!(!json!(all).to_string().contains("ann@example.com"), "no body is stored");
}
