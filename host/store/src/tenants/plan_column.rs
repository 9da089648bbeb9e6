//! An existing table's plan column as the source of facts.

use crate::error::StoreError;
use crate::events::identity::EventId;
use crate::follow::watchers::Watchers;
use crate::sql::backend::{Backend, Value};
use crate::sql::timeouts::{TO_READ, within};
use sqlx::Pool;
use std::sync::Arc;
use std::time::Duration;
use tiergate::{Assignment, Changes, Facts, FactsError, Source, Standing, StoredFacts, Tenant};

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
    watchers: Arc<Watchers>,
}

impl<DB: Backend> PlanColumn<DB> {
    /// Returns the column that a query reads: one row with one text, or NULL, for the tenant `$1`,
    /// and no row if there is no such tenant. An empty text means no plan.
    pub fn new(pool: Pool<DB>, query: &'static str) -> Self {
        Self { pool, query, keep_for: Duration::ZERO, watchers: Arc::default() }
    }

    /// Reads a tenant's plan again only after this time, or after [`tell`](Self::tell).
    pub fn keep_for(mut self, time: Duration) -> Self {
        self.keep_for = time;
        self
    }

    /// Makes checks read a tenant's plan again: call it after the column was written.
    pub fn tell(&self, tenant: &str) {
        self.watchers.invalidate(tenant, EventId { number: u64::MAX, identity: 0 });
    }
}

impl<DB: Backend> Facts for PlanColumn<DB> {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        let read = async {
            let mut connection = self.pool.acquire().await?;
            let values = vec![Value::Text(tenant)];
            Ok::<_, StoreError>(DB::rows(&mut connection, self.query, values).await?)
        };
        let rows: Vec<(Option<String>,)> = within(TO_READ, read).await?;
        Ok(rows
            .into_iter()
            .next()
            .map(|(plan,)| Arc::new(on_plan(plan).into()))
            .map(|facts| StoredFacts { facts, revision: 0, identity: 0, policy: None }))
    }

    fn watch(&self, changes: Changes) {
        self.watchers.add(changes);
    }

    fn keep_for(&self) -> Option<Duration> {
        Some(self.keep_for)
    }
}

impl<DB: Backend> Clone for PlanColumn<DB> {
    fn clone(&self) -> Self {
        let Self { pool, query, keep_for, watchers } = self;
        Self { pool: pool.clone(), query, keep_for: *keep_for, watchers: Arc::clone(watchers) }
    }
}

fn on_plan(plan: Option<String>) -> Tenant {
    let plan = plan.filter(|plan| !plan.is_empty());
    let source = Source::Billing;
    let assignment = Assignment { source, plan, standing: Standing::Good, expires_at: None };
    Tenant { assignments: vec![assignment], ..Tenant::new() }
}
