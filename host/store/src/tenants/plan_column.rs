//! An existing table's plan column as the source of facts.

use crate::error::StoreError;
use crate::events::identity::EventId;
use crate::follow::subscribers::Subscribers;
use crate::sql::backend::{Backend, Value};
use crate::sql::lent::Lent;
use crate::sql::timeouts::{TO_READ, within};
use sqlx::Pool;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tiergate::{Assignment, Changes, Facts, FactsError, Source, Standing, StoredFacts, Tenant};
use tokio::sync::Semaphore;

/// Facts from one column of the product's own: the tenant's plan, which counts as billing's. The
/// column is read, never written, and has no revisions.
///
/// Every check reads it, unless [`keep_for`](Self::keep_for) sets a time. A clone is one more
/// handle on the same column.
///
/// # Examples
///
/// ```no_run
/// # async fn example(policy: tiergate::Policy) -> Result<(), Box<dyn std::error::Error>> {
/// use tiergate::Tiers;
/// use tiergate_store::PlanColumn;
///
/// let pool = sqlx::PgPool::connect("postgres://notes@db.example.com/notes").await?;
/// let plans = PlanColumn::new(pool, "SELECT plan FROM tenants WHERE id = $1::uuid");
/// let tiers = Tiers::new(policy, plans);
/// # Ok(())
/// # }
/// ```
pub struct PlanColumn<DB: Backend> {
    pool: Pool<DB>,
    query: &'static str,
    keep_for: Duration,
    subscribers: Arc<Subscribers>,
    /// Whether the database did not answer the last read.
    is_lost: Arc<AtomicBool>,
    /// For the one read that tries it then.
    trial: Arc<Semaphore>,
}

impl<DB: Backend> PlanColumn<DB> {
    /// Returns the column that a query reads: one row with one text, or NULL, for the tenant `$1`,
    /// and no row if there is no such tenant. An empty text means no plan.
    pub fn new(pool: Pool<DB>, query: &'static str) -> Self {
        let (keep_for, subscribers, is_lost) = (Duration::ZERO, Arc::default(), Arc::default());
        Self { pool, query, keep_for, subscribers, is_lost, trial: Arc::new(Semaphore::new(1)) }
    }

    /// Reads a tenant's plan again only after this time, or after [`tell`](Self::tell).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    /// # let pool = pool.connect("sqlite::memory:").await?;
    /// # sqlx::query("CREATE TABLE customers (id TEXT, plan TEXT)").execute(&pool).await?;
    /// # sqlx::query("INSERT INTO customers VALUES ('acme', 'pro')").execute(&pool).await?;
    /// use std::time::Duration;
    /// use tiergate_store::PlanColumn;
    ///
    /// let plans = PlanColumn::new(pool, "SELECT plan FROM customers WHERE id = $1");
    /// let tiers = tiergate::Tiers::new(policy()?, plans.keep_for(Duration::from_secs(60)));
    /// assert_eq!(tiers.entitlements("acme").await?.tier(), "pro");
    /// # Ok(()) }
    /// ```
    pub fn keep_for(mut self, time: Duration) -> Self {
        self.keep_for = time;
        self
    }

    /// Makes checks read a tenant's plan again: call it after the column was written.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
    /// # let pool = pool.connect("sqlite::memory:").await?;
    /// # sqlx::query("CREATE TABLE customers (id TEXT, plan TEXT)").execute(&pool).await?;
    /// # sqlx::query("INSERT INTO customers VALUES ('acme', 'pro')").execute(&pool).await?;
    /// # let plans = tiergate_store::PlanColumn::new(pool.clone(), "SELECT plan FROM customers WHERE id = $1");
    /// # let plans = plans.keep_for(std::time::Duration::from_secs(60));
    /// # let tiers = tiergate::Tiers::new(policy()?, plans.clone());
    /// assert_eq!(tiers.entitlements("acme").await?.tier(), "pro");
    /// sqlx::query("UPDATE customers SET plan = 'free'").execute(&pool).await?;
    /// plans.tell("acme");
    /// assert_eq!(tiers.entitlements("acme").await?.tier(), "free");
    /// # Ok(()) }
    /// ```
    pub fn tell(&self, tenant: &str) {
        self.subscribers.invalidate(tenant, EventId { number: u64::MAX, identity: 0 });
    }

    /// Reads a tenant's row. While the database is away, one read at a time tries it, and others are
    /// refused at once.
    async fn row(&self, tenant: &str) -> Result<Option<(Option<String>,)>, StoreError> {
        let is_lost = self.is_lost.load(Ordering::Relaxed);
        let trial = is_lost.then(|| self.trial.try_acquire()).transpose();
        let _trial = trial.map_err(|_| StoreError::Lost)?;
        let read = async {
            let mut connection = Lent::from(&self.pool).await?;
            let values = vec![Value::Text(tenant)];
            let rows: Vec<_> = DB::rows(&mut connection, self.query, values).await?;
            Ok(rows.into_iter().next())
        };
        let row = within(TO_READ, read).await;
        let is_lost = matches!(row, Err(StoreError::Database(_) | StoreError::TimedOut(_)));
        self.is_lost.store(is_lost, Ordering::Relaxed);
        row
    }
}

impl<DB: Backend> Facts for PlanColumn<DB> {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        let row = self.row(tenant).await?;
        Ok(row.map(|(plan,)| Arc::new(on_plan(plan).into())).map(|facts| StoredFacts {
            facts,
            revision: 0,
            identity: 0,
            policy: None,
        }))
    }

    fn watch(&self, changes: Changes) {
        self.subscribers.add(changes);
    }

    fn keep_for(&self) -> Option<Duration> {
        Some(self.keep_for)
    }
}

impl<DB: Backend> Clone for PlanColumn<DB> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            query: self.query,
            keep_for: self.keep_for,
            subscribers: Arc::clone(&self.subscribers),
            is_lost: Arc::clone(&self.is_lost),
            trial: Arc::clone(&self.trial),
        }
    }
}

fn on_plan(plan: Option<String>) -> Tenant {
    let plan = plan.filter(|plan| !plan.is_empty());
    let source = Source::Billing;
    let assignment = Assignment { source, plan, standing: Standing::Good, expires_at: None };
    Tenant { assignments: vec![assignment], ..Tenant::new() }
}
