//! Checking that the facts are what the events amount to, and repairing them.

use crate::error::StoreError;
use crate::events::change::Change;
use crate::events::event::{By, Event, Stored};
use crate::events::identity::EventId;
use crate::events::inserts::{self, Row, Rows};
use crate::events::queries;
use crate::events::sum::{self, Sum};
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_WRITE, to_its_end, within};
use crate::store::SqlStore;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many tenants are compared at a time.
const PAGE: u64 = 500;

/// The result of comparing facts and events.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// let verified = store.verify(|_| {}).await?;
/// assert_eq!((verified.tenants, verified.events), (1, 1));
/// assert!(verified.differing.is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Verified {
    /// How many tenants were compared.
    pub tenants: u64,
    /// How many events there are.
    pub events: u64,
    /// How many numbers up to the last one have no event.
    pub missing: u64,
    /// The tenants whose facts are not what their events amount to.
    pub differing: Vec<String>,
}

impl Verified {
    /// Checks whether facts and events agree.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// assert!(store.verify(|_| {}).await?.agrees());
    /// # Ok(()) }
    /// ```
    pub fn agrees(&self) -> bool {
        self.missing == 0 && self.differing.is_empty()
    }
}

/// Tenants, and what the events of each amount to.
type Sums = BTreeMap<String, Sum>;

impl Sum {
    fn of(stored: Stored) -> Self {
        let Stored { revision, facts, policy, label, .. } = stored;
        Self { revision, facts: Some(facts), policy, label }
    }

    /// Returns the row to store, at another revision.
    fn row<'a>(&'a self, tenant: &'a str, id: EventId) -> Option<Row<'a>> {
        let (facts, policy) = (self.facts.as_ref()?, self.policy.as_deref());
        Some(Row { tenant, id, facts, policy, label: self.label.as_deref() })
    }
}

impl<DB: Backend> SqlStore<DB> {
    /// Compares every tenant's facts, all as of one moment, with what its events amount to. Calls
    /// `progress` with how many tenants it has compared.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// let verified = store.verify(|compared| println!("{compared} tenants")).await?;
    /// assert!(verified.agrees());
    /// # Ok(()) }
    /// ```
    pub async fn verify(
        &self,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<Verified, StoreError> {
        let pool = self.pool().clone();
        let begin = async move { Ok(pool.begin_with(DB::BEGIN_READING).await?) };
        let mut moment = to_its_end::<_, StoreError>(begin).await?;
        let sql = "SELECT count(*), coalesce(max(number), 0) FROM tiergate_events";
        let counts: Vec<(i64, i64)> = DB::rows(&mut moment, sql, Vec::new()).await?;
        let (events, last) = counts.first().map_or((0, 0), |it| (from_sql(it.0), from_sql(it.1)));
        let missing = last.saturating_sub(events);
        let mut verified = Verified { tenants: 0, events, missing, differing: Vec::new() };
        let mut after = String::new();
        loop {
            let names = names_after::<DB>(&mut moment, &after).await?;
            let Some(last) = names.last() else { return Ok(verified) };
            let sums = add_up::<DB>(&mut moment, &names).await?;
            let stored = stored::<DB>(&mut moment, &names).await?;
            let differs = |name: &&String| sums.get(*name) != stored.get(*name);
            verified.differing.extend(names.iter().filter(differs).cloned());
            verified.tenants += names.len() as u64;
            after.clone_from(last);
            progress(verified.tenants);
        }
    }

    /// Rebuilds tenants' facts from their events, and records that as an event of each, so that
    /// every server reads them again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer: some may be rebuilt then, and others not.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::By;
    ///
    /// let verified = store.verify(|_| {}).await?;
    /// store.rebuild(&verified.differing, &By::new("ann").because("restored rows by hand")).await?;
    /// assert!(store.verify(|_| {}).await?.agrees());
    /// # Ok(()) }
    /// ```
    pub async fn rebuild(&self, tenants: &[String], by: &By) -> Result<(), StoreError> {
        for names in tenants.chunks(DB::ROWS) {
            within(TO_WRITE, self.rebuild_chunk(names, by)).await?;
        }
        Ok(())
    }

    async fn rebuild_chunk(&self, names: &[String], by: &By) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        DB::lock(&mut transaction).await?;
        let sums = add_up::<DB>(&mut transaction, names).await?;
        let mut number = queries::last_number::<DB>(&mut transaction).await?;
        let (mut events, mut here, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for tenant in names {
            number += 1;
            let event = Event::new(number, tenant, by, Change::Rebuild);
            match sums.get(tenant).and_then(|sum| sum.row(tenant, event.id())) {
                Some(row) => here.push(row),
                None => gone.push(tenant.as_str()),
            }
            events.push(event);
        }
        // Only these: a row that is deleted ends it that an activation keeps the tenant.
        inserts::delete::<DB>(&mut transaction, ("tiergate_tenants", "id"), &gone).await?;
        let mut rows = Rows::<DB>::new();
        rows.put_tenants(&here)?;
        rows.insert_events(&events)?;
        rows.write(&mut transaction).await?;
        transaction.commit().await?;
        for event in &events {
            self.subscribers().note(event.id());
            self.subscribers().invalidate(&event.tenant, event.id());
        }
        Ok(())
    }
}

/// Returns some of the tenants that are stored, or that have events, in byte order.
async fn names_after<DB: Backend>(
    connection: &mut DB::Connection,
    after: &str,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT id FROM \
               (SELECT id FROM (SELECT id FROM tiergate_tenants WHERE id > $1 \
                                ORDER BY id LIMIT $2) AS stored \
                UNION \
                SELECT tenant FROM (SELECT tenant FROM tiergate_events WHERE tenant > $1 \
                                    GROUP BY tenant ORDER BY tenant LIMIT $2) AS told) AS known \
               ORDER BY id LIMIT $2";
    let values = vec![Value::Text(after), Value::Number(PAGE)];
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Returns what the events of some tenants amount to.
async fn add_up<DB: Backend>(
    connection: &mut DB::Connection,
    names: &[String],
) -> Result<Sums, StoreError> {
    let mut sums = Sums::new();
    for (tenant, id, change) in sum::changes::<DB>(connection, names).await? {
        sums.entry(tenant).or_default().add(id.number, &change);
    }
    sums.retain(|_, sum| sum.facts.is_some());
    Ok(sums)
}

/// Returns some tenants as they are stored.
async fn stored<DB: Backend>(
    connection: &mut DB::Connection,
    names: &[String],
) -> Result<Sums, StoreError> {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let stored = queries::find_many::<DB>(connection, &names).await?;
    let sum = |stored: Result<Stored, StoreError>| match stored {
        Ok(stored) => Ok(Sum::of(stored)),
        // There is nothing to repair.
        Err(error @ StoreError::Newer { .. }) => Err(error),
        // Facts that cannot be read differ from what the events amount to, whatever that is.
        Err(_) => Ok(Sum::default()),
    };
    stored.into_iter().map(|(tenant, stored)| Ok((tenant, sum(stored)?))).collect()
}
