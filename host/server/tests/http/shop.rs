//! Helpers: a product that sells plans, in either database, and Stripe's events about it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use tiergate::{Policy, Tiers, now};
use tiergate_server::{Metrics, StripeAccount, StripeWebhook};
use tiergate_store::sqlx::{Postgres, Sqlite, raw_sql};
use tiergate_store::{Backend, By, Event, PostgresStore, SqlStore, SqliteStore, Store, Tenants};
pub use tiergate_tests::stripe::{SECRET, any_event, event, of, subscription};
use tiergate_tests::{plans, postgres::fresh_database, stripe};
use tower::ServiceExt;

/// A database for stores.
pub trait Database: Backend {
    async fn store() -> SqlStore<Self>;

    /// Two servers' stores of one database, and the folder that it is in.
    async fn two() -> ([SqlStore<Self>; 2], Option<TempDir>);

    /// Changes the database behind the store's back.
    async fn change(store: &SqlStore<Self>, sql: &'static str);
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

    async fn change(store: &SqlStore<Self>, sql: &'static str) {
        raw_sql(sql).execute(store.pool()).await.unwrap();
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

    async fn change(store: &SqlStore<Self>, sql: &'static str) {
        raw_sql(sql).execute(store.pool()).await.unwrap();
    }
}

/// A product with the tenant `acme`, a clock that the test sets, and Stripe's events.
pub struct Shop<DB: Backend> {
    pub tenants: Tenants<SqlStore<DB>>,
    pub routes: Router,
    pub metrics: Metrics,
    clock: Arc<AtomicU64>,
}

impl<DB: Database> Shop<DB> {
    pub async fn new() -> Self {
        Self::with(&plans::file().unwrap(), |account, _| webhook(account)).await
    }

    /// One with this policy, and these settings.
    pub async fn with(
        policy: &[u8],
        set: impl FnOnce(StripeAccount, &Tenants<SqlStore<DB>>) -> StripeWebhook,
    ) -> Self {
        let shop = Self::over(DB::store().await, policy, set);
        shop.tenants.create("acme", None, &By::new("sign-up")).await.unwrap();
        shop
    }

    /// One more server of a store.
    pub fn over(
        store: SqlStore<DB>,
        policy: &[u8],
        set: impl FnOnce(StripeAccount, &Tenants<SqlStore<DB>>) -> StripeWebhook,
    ) -> Self {
        let clock = Arc::<AtomicU64>::default();
        let read = Arc::clone(&clock);
        let time = move || match read.load(Ordering::SeqCst) {
            0 => now(),
            set => set,
        };
        let tiers = Tiers::builder(Policy::from_bytes(policy).unwrap(), store.clone());
        let tiers = tiers.clock(time).build();
        Self::of(Tenants::new(tiers), clock, set)
    }

    /// A server of a store that decides by the active policy.
    pub fn following(store: SqlStore<DB>, policy: &[u8]) -> Self {
        let tiers = Tiers::builder(Policy::from_bytes(policy).unwrap(), store).follow().build();
        Self::of(Tenants::new(tiers), Arc::default(), |account, _| webhook(account))
    }

    fn of(
        tenants: Tenants<SqlStore<DB>>,
        clock: Arc<AtomicU64>,
        set: impl FnOnce(StripeAccount, &Tenants<SqlStore<DB>>) -> StripeWebhook,
    ) -> Self {
        let (store, metrics) = (tenants.store().clone(), Metrics::new());
        let webhook = set(StripeAccount::new(true), &tenants);
        metrics.billing(&store);
        let routes = webhook.router(store).layer(metrics.layer());
        Self { tenants, routes, metrics, clock }
    }

    /// Sets the time by which is decided; until then it is the present.
    pub fn set_clock(&self, now: u64) {
        self.clock.store(now, Ordering::SeqCst);
    }

    pub async fn send(&self, body: &str, header: &str) -> StatusCode {
        let request = Request::post("/webhooks/stripe").header(stripe::HEADER, header);
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

impl Shop<Postgres> {
    /// One more server of this database.
    pub async fn at(url: &str) -> Self {
        let store = PostgresStore::connect(url).await.unwrap();
        Self::over(store, &plans::file().unwrap(), |account, _| webhook(account))
    }
}

/// The endpoint of an account.
pub fn webhook(account: StripeAccount) -> StripeWebhook {
    StripeWebhook::new([SECRET], account).unwrap()
}

pub fn signature(body: &str, at: u64, secret: &str) -> String {
    stripe::signature(body, at, secret).unwrap()
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
