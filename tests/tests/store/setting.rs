//! A policy, stores and clocks to test with.

use sqlx::{Pool, Postgres, Sqlite};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use tiergate::{Policy, Tiers};
use tiergate_store::{Backend, By, Event, SqlStore, Store, StoreError, Tenants};
use tiergate_tests::{plans, postgres::fresh_database};

static WITH_TRIAL: LazyLock<Policy> = LazyLock::new(|| plans::with_trial().unwrap());
static WITHOUT_TRIAL: LazyLock<Policy> = LazyLock::new(|| plans::without_trial().unwrap());

/// The policy, without a trial.
pub fn policy() -> Policy {
    WITHOUT_TRIAL.clone()
}

/// The policy, with a trial of `premium`.
pub fn with_trial() -> Policy {
    WITH_TRIAL.clone()
}

/// A database to make stores in.
pub trait Database: Backend {
    /// A new store with nothing in it, and what keeps it.
    async fn store() -> (SqlStore<Self>, Option<TempDir>);

    /// Connections of the product's own, to the same database.
    async fn own(store: &SqlStore<Self>) -> Pool<Self>;

    /// The same store at another server.
    async fn beside(store: &SqlStore<Self>) -> SqlStore<Self> {
        Self::open_again(store).await.unwrap()
    }

    /// The same store at another server, or why it does not start there.
    async fn open_again(store: &SqlStore<Self>) -> Result<SqlStore<Self>, StoreError>;
}

impl Database for Sqlite {
    async fn store() -> (SqlStore<Self>, Option<TempDir>) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqlStore::<Self>::open(folder.path().join("tiers.db")).await.unwrap();
        (store, Some(folder))
    }

    async fn own(store: &SqlStore<Self>) -> Pool<Self> {
        let options = store.pool().connect_options().as_ref().clone();
        Pool::connect_with(options.read_only(false)).await.unwrap()
    }

    async fn open_again(store: &SqlStore<Self>) -> Result<SqlStore<Self>, StoreError> {
        let options = store.pool().connect_options();
        SqlStore::<Self>::open(options.get_filename()).await
    }
}

impl Database for Postgres {
    async fn store() -> (SqlStore<Self>, Option<TempDir>) {
        let url = fresh_database().await.unwrap();
        (SqlStore::<Self>::connect(&url).await.unwrap(), None)
    }

    async fn own(store: &SqlStore<Self>) -> Pool<Self> {
        store.pool().clone()
    }

    async fn open_again(store: &SqlStore<Self>) -> Result<SqlStore<Self>, StoreError> {
        let options = store.pool().connect_options().as_ref().clone();
        SqlStore::<Self>::from_pool(Pool::connect_with(options).await.unwrap()).await
    }
}

/// Tenants in a store of their own, with a clock that the test sets.
pub struct Setting<DB: Backend> {
    pub tenants: Tenants<SqlStore<DB>>,
    pub clock: Clock,
    _folder: Option<TempDir>,
}

/// A clock that the test sets; it begins with the system's time.
#[derive(Clone)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    pub fn at(now: u64) -> Self {
        Self(Arc::new(AtomicU64::new(now)))
    }

    pub fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    pub fn set(&self, now: u64) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl<DB: Database> Setting<DB> {
    pub async fn new() -> Self {
        Self::with(policy()).await
    }

    pub async fn with(policy: Policy) -> Self {
        let (store, folder) = DB::store().await;
        let clock = Clock::at(system_now());
        let read = clock.clone();
        let tiers = Tiers::builder(policy, store).clock(move || read.now()).build();
        Self { tenants: Tenants::new(tiers), clock, _folder: folder }
    }
}

impl<DB: Database> Setting<DB> {
    /// Tenants whose tiers follow the store's active policy, the first of these files; all are
    /// published.
    pub async fn following(files: &[Vec<u8>]) -> Self {
        let (store, folder) = DB::store().await;
        for file in files {
            store.publish(file, &by("ann")).await.unwrap();
        }
        let first = Policy::from_bytes(&files[0]).unwrap();
        store.activate(first.digest(), &by("ann")).await.unwrap();
        let tiers = Tiers::builder(policy(), store).follow().build();
        let clock = Clock::at(system_now());
        Self { tenants: Tenants::new(tiers), clock, _folder: folder }
    }
}

impl<DB: Backend> Setting<DB> {
    pub fn tiers(&self) -> &Tiers<SqlStore<DB>> {
        self.tenants.tiers()
    }

    pub fn store(&self) -> &SqlStore<DB> {
        self.tenants.store()
    }

    pub async fn create(&self, tenant: &str) {
        self.tenants.create(tenant, None, &by("sign-up")).await.unwrap();
    }

    /// Runs SQL behind the store's back.
    pub async fn sql(&self, sql: &'static str) -> sqlx::Result<()>
    where
        DB: Database,
    {
        let pool = DB::own(self.store()).await;
        DB::run(&mut *pool.acquire().await?, sql, Vec::new()).await
    }

    /// Whether a check lets the tenant use a feature.
    pub async fn may(&self, tenant: &str, feature: &str) -> bool {
        self.tiers().check(tenant, feature).await.unwrap().allowed
    }

    pub async fn tier(&self, tenant: &str) -> String {
        self.tiers().resolve(tenant).await.unwrap().tier
    }

    /// All events of a tenant, the first one first.
    pub async fn events(&self, tenant: &str) -> Vec<Event> {
        let mut events = self.store().history(tenant, None, 100_000).await.unwrap();
        events.reverse();
        events
    }
}

pub fn by(actor: &str) -> By {
    By::new(actor)
}

pub fn system_now() -> u64 {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    elapsed.unwrap().as_secs()
}

/// Runs each test in both stores.
macro_rules! in_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test::<sqlx::Sqlite>().await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() { super::$test::<sqlx::Postgres>().await; })*
        }
    };
}
pub(crate) use in_both;
