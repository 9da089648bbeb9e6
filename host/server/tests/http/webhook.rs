//! Stripe's events from the request to what a tenant may do.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tiergate::{Tiers, now};
use tiergate_server::{StripeWebhook, attach};
use tiergate_store::{By, SqliteStore, Store, Tenants};
use tiergate_tests::plans;
use tower::ServiceExt;

const SECRET: &str = "whsec_test";

struct Shop {
    tenants: Tenants<SqliteStore>,
    routes: Router,
}

impl Shop {
    async fn new() -> Self {
        let store = SqliteStore::in_memory().await.unwrap();
        let routes = StripeWebhook::new([SECRET], true).unwrap().router(store.clone());
        let policy = tiergate::Policy::from_bytes(&plans::file().unwrap()).unwrap();
        let tenants = Tenants::new(Tiers::new(policy, store));
        tenants.create("acme", None, &By::new("sign-up")).await.unwrap();
        Self { tenants, routes }
    }

    async fn send(&self, body: &str, header: &str) -> StatusCode {
        let request = Request::post("/webhooks/stripe").header("stripe-signature", header);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.routes.clone().oneshot(request).await.unwrap().status()
    }

    async fn event(&self, event: &Value) -> StatusCode {
        let body = event.to_string();
        self.send(&body, &signature(&body, now(), SECRET)).await
    }

    async fn tier(&self) -> String {
        self.tenants.tiers().resolve("acme").await.unwrap().tier
    }

    async fn events(&self) -> usize {
        self.tenants.store().history("acme", None, 100).await.unwrap().len()
    }
}

fn signature(body: &str, at: u64, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|it| format!("{it:02x}")).collect();
    format!("t={at},v1={hex}")
}

/// A subscription of `acme` to the Pro plan.
fn subscription(id: &str, status: &str, metadata: Value) -> Value {
    json!({ "id": id, "object": "subscription", "status": status, "customer": "cus_1",
        "metadata": metadata, "cancel_at_period_end": false, "items": { "data": [
            { "id": "si_1", "quantity": 1, "price": { "id": "p-pro", "product": "prod_1" } } ] } })
}

fn event(id: &str, kind: &str, at: u64, object: &Value) -> Value {
    json!({ "id": id, "object": "event", "type": format!("customer.subscription.{kind}"),
        "created": at, "livemode": true, "data": { "object": object } })
}

fn of_acme() -> Value {
    json!({ "tiergate_tenant": "acme" })
}

#[tokio::test]
async fn what_is_paid_for_is_what_a_tenant_has() {
    let shop = Shop::new().await;
    let at = now() - 100;
    let paid = event("evt_1", "created", at, &subscription("sub_1", "active", of_acme()));
    assert_eq!(shop.event(&paid).await, StatusCode::OK);
    assert_eq!(shop.tier().await, "pro");
    let events = shop.events().await;
    for _ in 0..20 {
        assert_eq!(shop.event(&paid).await, StatusCode::OK);
    }
    assert_eq!(shop.events().await, events, "a second delivery changes nothing");

    // Its end is known before an older change arrives.
    let ended = event("evt_3", "deleted", at + 60, &subscription("sub_1", "canceled", of_acme()));
    assert_eq!(shop.event(&ended).await, StatusCode::OK);
    let late = event("evt_2", "updated", at + 30, &subscription("sub_1", "active", of_acme()));
    assert_eq!(shop.event(&late).await, StatusCode::OK);
    assert_eq!(shop.tier().await, "basic");
}

#[tokio::test]
async fn events_of_others_are_refused() {
    let shop = Shop::new().await;
    let body = event("evt_1", "created", now(), &subscription("sub_1", "active", of_acme()));
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
    let error = StripeWebhook::new([" "], true).err().map(|error| error.to_string());
    assert!(error.is_some(), "an empty secret starts no server");
}

#[tokio::test]
async fn what_belongs_to_nobody_is_kept_and_can_be_attached() {
    let shop = Shop::new().await;
    let store = shop.tenants.store();
    let unknown = subscription("sub_1", "active", json!({}));
    assert_eq!(shop.event(&event("evt_1", "created", now(), &unknown)).await, StatusCode::OK);
    assert_eq!(shop.tier().await, "basic");
    let unassigned = store.unassigned().await.unwrap();
    assert_eq!(unassigned.keys().collect::<Vec<_>>(), ["stripe:sub_1"]);
    attach(store, "stripe:sub_1", "acme", &By::new("ann")).await.unwrap();
    assert_eq!(shop.tier().await, "pro");
    assert!(store.unassigned().await.unwrap().is_empty());
    assert_eq!(store.billed("acme").await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_acknowledged() {
    let shop = Shop::new().await;
    let signed = |body: &str| signature(body, now(), SECRET);
    for body in ["[]", "nonsense", r#"{"id":"evt_9","type":"invoice.created","livemode":true}"#] {
        assert_eq!(shop.send(body, &signed(body)).await, StatusCode::OK, "{body}");
    }
    let large = format!(r#"{{"id":"evt_8","pad":"{}"}}"#, "x".repeat(1 << 20));
    assert_eq!(shop.send(&large, &signed(&large)).await, StatusCode::PAYLOAD_TOO_LARGE);
}
