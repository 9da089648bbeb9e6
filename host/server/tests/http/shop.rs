//! Helpers: a product that sells plans, in either database, and Stripe's events about it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tempfile::TempDir;
use tiergate::{Policy, Tiers, now};
use tiergate_server::{Metrics, StripeWebhook};
use tiergate_store::sqlx::{Postgres, Sqlite};
use tiergate_store::{Backend, By, Event, PostgresStore, SqlStore, SqliteStore, Store, Tenants};
use tiergate_tests::{plans, postgres::fresh_database};
use tower::ServiceExt;

pub const SECRET: &str = "whsec_test";

/// A database for stores.
pub trait Database: Backend {
    async fn store() -> SqlStore<Self>;

    /// Two servers' stores of one database, and the folder that it is in.
    async fn two() -> ([SqlStore<Self>; 2], Option<TempDir>);
}

impl Database for Sqlite {
    async fn store() -> SqlStore<Self> {
        SqliteStore::in_memory().await.unwrap()
    }

    async fn two() -> ([SqlStore<Self>; 2], Option<TempDir>) {
        let folder = tempfile::tempdir().unwrap();
        let open = async || SqliteStore::open(folder.path().join("tiers.db")).await.unwrap();
        ([open().await, open().await], Some(folder))
    }
}

impl Database for Postgres {
    async fn store() -> SqlStore<Self> {
        PostgresStore::connect(&fresh_database().await.unwrap()).await.unwrap()
    }

    async fn two() -> ([SqlStore<Self>; 2], Option<TempDir>) {
        let url = fresh_database().await.unwrap();
        let open = async || PostgresStore::connect(&url).await.unwrap();
        ([open().await, open().await], None)
    }
}

/// A product with the tenant `acme` and Stripe's events.
pub struct Shop<DB: Backend> {
    pub tenants: Tenants<SqlStore<DB>>,
    pub routes: Router,
    pub metrics: Metrics,
}

impl<DB: Database> Shop<DB> {
    pub async fn new() -> Self {
        Self::with(&plans::file().unwrap(), |webhook, _| webhook).await
    }

    /// One with this policy, and these settings.
    pub async fn with(
        policy: &[u8],
        set: impl FnOnce(StripeWebhook, &Tenants<SqlStore<DB>>) -> StripeWebhook,
    ) -> Self {
        let shop = Self::over(DB::store().await, policy, set);
        shop.tenants.create("acme", None, &By::new("sign-up")).await.unwrap();
        shop
    }

    /// One more server of a store.
    pub fn over(
        store: SqlStore<DB>,
        policy: &[u8],
        set: impl FnOnce(StripeWebhook, &Tenants<SqlStore<DB>>) -> StripeWebhook,
    ) -> Self {
        let tiers = Tiers::new(Policy::from_bytes(policy).unwrap(), store);
        Self::of(Tenants::new(tiers), set)
    }

    fn of(
        tenants: Tenants<SqlStore<DB>>,
        set: impl FnOnce(StripeWebhook, &Tenants<SqlStore<DB>>) -> StripeWebhook,
    ) -> Self {
        let (store, metrics) = (tenants.store().clone(), Metrics::new());
        let webhook = set(StripeWebhook::new([SECRET], true).unwrap(), &tenants);
        let routes = webhook.router(store).layer(metrics.layer());
        Self { tenants, routes, metrics }
    }

    pub async fn send(&self, body: &str, header: &str) -> StatusCode {
        let request = Request::post("/webhooks/stripe").header("stripe-signature", header);
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.routes.clone().oneshot(request).await.unwrap().status()
    }

    pub async fn event(&self, event: &Value) -> StatusCode {
        let body = event.to_string();
        self.send(&body, &signature(&body, now(), SECRET)).await
    }

    /// Sends events that must be taken.
    pub async fn events(&self, events: &[Value]) {
        for event in events {
            assert_eq!(self.event(event).await, StatusCode::OK, "{event}");
        }
    }

    pub async fn tier(&self) -> String {
        self.tier_of("acme").await
    }

    pub async fn tier_of(&self, tenant: &str) -> String {
        self.tenants.tiers().resolve(tenant).await.unwrap().tier
    }

    /// What was written about a tenant, the first event first.
    pub async fn history(&self, tenant: &str) -> Vec<Event> {
        let mut events = self.tenants.store().history(tenant, None, 1_000).await.unwrap();
        events.reverse();
        events
    }

    /// The text of the metrics.
    pub async fn metrics(&self) -> String {
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let answer = self.metrics.router().oneshot(request).await.unwrap();
        let text = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
        String::from_utf8(text.to_vec()).unwrap()
    }
}

pub fn signature(body: &str, at: u64, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|it| format!("{it:02x}")).collect();
    format!("t={at},v1={hex}")
}

/// A subscription to the Pro plan, of a customer of its own.
pub fn subscription(id: &str, status: &str, metadata: &Value) -> Value {
    json!({ "id": id, "object": "subscription", "status": status, "customer": format!("cus_{id}"),
        "metadata": metadata, "cancel_at_period_end": false, "items": { "data": [
            { "id": "si_1", "quantity": 1, "price": { "id": "p-pro", "product": "prod_1" } } ] } })
}

/// An event about a subscription.
pub fn event(id: &str, kind: &str, at: u64, object: &Value) -> Value {
    any_event(id, &format!("customer.subscription.{kind}"), at, object)
}

pub fn any_event(id: &str, kind: &str, at: u64, object: &Value) -> Value {
    json!({ "id": id, "object": "event", "type": kind, "created": at, "livemode": true,
        "data": { "object": object } })
}

pub fn of(tenant: &str) -> Value {
    json!({ "tiergate_tenant": tenant })
}

/// Runs each test in both databases.
macro_rules! in_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test::<tiergate_store::sqlx::Sqlite>().await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test::<tiergate_store::sqlx::Postgres>().await; })*
        }
    };
}
pub(crate) use in_both;
