//! What is no longer kept: subscriptions that have belonged to no tenant for long, and what others
//! supersede.
//!
//! A subscription is marked when it is first seen to belong to nobody, and unmarked by whatever
//! changes whose it is. So it is kept for as long as was promised, however old its events are.

// Tests: host/server/tests/http/kept.rs

use super::work_out::load;
use super::{BillingReader, StoredFact, names, rows};
use crate::error::StoreError;
use crate::events::inserts::{delete, json};
use crate::events::queries;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_WRITE, to_its_end, within};
use crate::store::SqlStore;
use std::collections::BTreeSet;
use std::sync::Arc;
use tiergate::{Timestamp, now};

/// How many subscriptions are looked at by one query, so that it takes some milliseconds.
const LOOKED_AT: u64 = 5_000;

/// How many subscriptions one query returns that may be deleted.
const MOST: u64 = 100;

/// What was deleted, or could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BillingForgotten {
    /// How many subscriptions that belonged to no tenant were deleted.
    pub subscriptions: u64,
    /// How many such subscriptions were kept: those of tenants depend on their facts, something was
    /// received about them, or a tenant is theirs after all.
    pub kept: u64,
    /// How many reports were deleted of which no fact is left.
    pub reports: u64,
}

/// A subscription that belongs to no tenant, or to one that does not exist.
pub(super) const NOBODYS: &str = "(own.tenant IS NULL OR NOT EXISTS \
     (SELECT 1 FROM tiergate_tenants AS known WHERE known.id = own.tenant))";

impl<DB: Backend> SqlStore<DB> {
    /// Deletes what is no longer of use since before `before`: subscriptions that have belonged to
    /// no tenant since then, with their facts; facts from before that have to do with no
    /// subscription; and reports from before that have no facts, because they were not understood,
    /// or because later ones supersede them. The state of tenants' subscriptions does not change.
    ///
    /// The time of a subscription begins when this is first called after it lost its tenant: call
    /// this often. Several servers may do it at the same time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer: the next call goes on from there.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     store: tiergate_store::SqliteStore,
    /// #     reader: std::sync::Arc<dyn tiergate_store::BillingReader>,
    /// # ) -> Result<(), tiergate_store::StoreError> {
    /// let a_year_ago = tiergate::now() - 365 * 86_400;
    /// let forgotten = store.forget_billing(reader, a_year_ago).await?;
    /// println!("{} reports were deleted", forgotten.reports);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn forget_billing(
        &self,
        reader: Arc<dyn BillingReader>,
        before: Timestamp,
    ) -> Result<BillingForgotten, StoreError> {
        let mut forgotten = BillingForgotten::default();
        self.mark_unassigned().await?;
        self.forget_subscriptions(&reader, before, &mut forgotten).await?;
        forgotten.reports = self.forget_reports(&reader, before).await?;
        Ok(forgotten)
    }

    /// Returns whether this server may call [`forget_billing`](Self::forget_billing) now: of all servers of a
    /// database, one may in each time of this many seconds.
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
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// assert!(store.claim_forgetting(3_600).await?);
    /// assert!(!store.claim_forgetting(3_600).await?);
    /// # Ok(()) }
    /// ```
    pub async fn claim_forgetting(&self, seconds: u64) -> Result<bool, StoreError> {
        let store = self.clone();
        to_its_end(async move {
            let mut turn = store.turn_to_write().await?;
            let sql = "UPDATE tiergate_billing_forgetting SET leased_until = $1 \
                       WHERE leased_until <= $2 RETURNING leased_until";
            let (now, until) = (now(), now().saturating_add(seconds));
            let values = vec![Value::Number(until), Value::Number(now)];
            let rows: Vec<(i64,)> = DB::rows(&mut turn, sql, values).await?;
            turn.commit().await?;
            Ok(!rows.is_empty())
        })
        .await
    }

    /// Marks the subscriptions that belong to nobody, and are not marked.
    async fn mark_unassigned(&self) -> Result<(), StoreError> {
        // One lookup for each, and not a join: PostgreSQL would read all tenants for every page.
        let sql = format!(
            "SELECT own.id, CAST(CASE WHEN (SELECT known.id FROM tiergate_tenants AS known \
             WHERE known.id = own.tenant) IS NULL THEN 1 ELSE 0 END AS BIGINT) \
             FROM tiergate_billing_subscriptions AS own \
             WHERE own.unassigned_since IS NULL AND own.id > $1 ORDER BY own.id LIMIT {LOOKED_AT}"
        );
        let mut after = String::new();
        loop {
            let (sql, values) = (sql.clone(), vec![Value::Text(&after)]);
            let read = async { Ok(DB::rows(&mut *self.reading().await?, sql, values).await?) };
            let rows: Vec<(String, i64)> = within::<_, StoreError>(TO_WRITE, read).await?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after.clone_from(last);
            let marked = rows.into_iter().filter(|(_, is_nobodys)| *is_nobodys != 0);
            let marked: Vec<String> = marked.map(|(id, _)| id).collect();
            let store = self.clone();
            if !marked.is_empty() {
                to_its_end(async move { store.mark(&marked).await }).await?;
            }
        }
    }

    async fn mark(&self, ids: &[String]) -> Result<(), StoreError> {
        let mut turn = self.turn_to_write().await?;
        let sql = format!(
            "UPDATE tiergate_billing_subscriptions AS own SET unassigned_since = $2 \
             WHERE own.unassigned_since IS NULL AND {NOBODYS} AND own.id {}",
            DB::among(1)
        );
        DB::run(&mut turn, sql, vec![Value::Text(&json(&ids)?), Value::Number(now())]).await?;
        Ok(turn.commit().await?)
    }

    async fn forget_subscriptions(
        &self,
        reader: &Arc<dyn BillingReader>,
        before: Timestamp,
        forgotten: &mut BillingForgotten,
    ) -> Result<(), StoreError> {
        let mut after = (0, String::new());
        loop {
            let some = self.marked(&after, before).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after.clone_from(last);
            for (_, id) in some {
                let (store, reader) = (self.clone(), Arc::clone(reader));
                let work = async move { store.forget_one(&id, reader.as_ref(), before).await };
                match to_its_end(work).await? {
                    Some(true) => forgotten.subscriptions += 1,
                    Some(false) => forgotten.kept += 1,
                    None => {}
                }
            }
        }
    }

    /// Returns some subscriptions that were marked before `before`, with when, after this one.
    async fn marked(
        &self,
        (since, id): &(u64, String),
        before: Timestamp,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let sql = format!(
            "SELECT unassigned_since, id FROM tiergate_billing_subscriptions \
             WHERE unassigned_since IS NOT NULL AND unassigned_since < $1 \
             AND (unassigned_since, id) > ($2, $3) ORDER BY unassigned_since, id LIMIT {MOST}"
        );
        let values = vec![Value::Number(before), Value::Number(*since), Value::Text(id)];
        let read = async { Ok(DB::rows(&mut *self.reading().await?, sql, values).await?) };
        let rows: Vec<(i64, String)> = within::<_, StoreError>(TO_WRITE, read).await?;
        Ok(rows.into_iter().map(|(since, id)| (from_sql(since), id)).collect())
    }

    /// Deletes a subscription that belongs to nobody, and returns whether it was deleted; `None` if
    /// it is somebody's again. One that is kept is looked at again after as long.
    async fn forget_one(
        &self,
        id: &str,
        reader: &dyn BillingReader,
        before: Timestamp,
    ) -> Result<Option<bool>, StoreError> {
        let mut turn = self.turn_to_write().await?;
        if !is_marked::<DB>(&mut turn, id, before).await? {
            return Ok(None);
        }
        let subject = BTreeSet::from([id.to_owned()]);
        let own: BTreeSet<_> = rows::facts::<DB>(&mut turn, &subject).await?.into_iter().collect();
        let events: BTreeSet<&str> = own.iter().map(|(event, ..)| event.as_str()).collect();
        let is_needed = decides_others::<DB>(&mut turn, id, &own, reader).await?
            || is_new::<DB>(&mut turn, &events, before).await?;
        if is_needed {
            let sql = "UPDATE tiergate_billing_subscriptions SET unassigned_since = $1 \
                       WHERE id = $2";
            let values = vec![Value::Number(now().max(before)), Value::Text(id)];
            DB::run(&mut turn, sql, values).await?;
        } else {
            let keys = own.into_iter().map(|(event, number, _)| (event, number)).collect();
            rows::delete_facts::<DB>(&mut turn, &keys).await?;
            names::delete::<DB>(&mut turn, id).await?;
            delete::<DB>(&mut turn, ("tiergate_billing_subscriptions", "id"), &[id]).await?;
        }
        turn.commit().await?;
        Ok(Some(!is_needed))
    }
}

/// Returns whether a subscription is still nobody's, and was marked before `before`.
async fn is_marked<DB: Backend>(
    connection: &mut DB::Connection,
    id: &str,
    before: Timestamp,
) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT own.id FROM tiergate_billing_subscriptions AS own \
         WHERE own.unassigned_since < $1 AND own.id = $2 AND {NOBODYS}"
    );
    let values = vec![Value::Number(before), Value::Text(id)];
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    Ok(!rows.is_empty())
}

/// Returns whether a tenant has a subscription after all, or others' state depends on its facts.
async fn decides_others<DB: Backend>(
    connection: &mut DB::Connection,
    id: &str,
    own: &BTreeSet<StoredFact>,
    reader: &dyn BillingReader,
) -> Result<bool, StoreError> {
    let subject = BTreeSet::from([id.to_owned()]);
    let all = load::<DB>(connection, &[], subject, reader).await?;
    let others: Vec<_> = all.iter().filter(|fact| !own.contains(*fact)).cloned().collect();
    let (mut state, mut without) = (reader.state(&all), reader.state(&others));
    let owner = state.remove(id).and_then(|it| it.tenant);
    without.remove(id);
    let owned = match &owner {
        Some(tenant) => !queries::find_many::<DB>(connection, &[tenant]).await?.is_empty(),
        None => false,
    };
    Ok(owned || state != without)
}

/// Returns whether any of these reports was received since `since`.
async fn is_new<DB: Backend>(
    connection: &mut DB::Connection,
    reports: &BTreeSet<&str>,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT id FROM tiergate_billing_events WHERE received >= $2 AND id {} LIMIT 1",
        DB::among(1)
    );
    let reports = json(reports)?;
    let values = vec![Value::Text(&reports), Value::Number(since)];
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    Ok(!rows.is_empty())
}
