//! What is no longer kept: facts that others supersede, subscriptions that belong to no tenant, and
//! reports of which nothing is left.

use super::work_out::load;
use super::{BillingReader, FactKey, rows};
use crate::error::StoreError;
use crate::events::inserts::{delete, json};
use crate::sql::backend::{Backend, Value, to_sql};
use crate::sql::timeouts::to_its_end;
use crate::store::SqlStore;
use std::collections::BTreeSet;
use std::sync::Arc;
use tiergate::Timestamp;

/// How many reports one transaction deletes.
const MOST: usize = 1_000;

/// What was deleted, or could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forgotten {
    /// How many subscriptions that belonged to no tenant were deleted.
    pub subscriptions: u64,
    /// How many such subscriptions were kept, because those of tenants depend on their facts.
    pub kept: u64,
    /// How many reports were deleted of which no fact is left.
    pub reports: u64,
}

/// A subscription that belongs to no tenant, and about which nothing was received since `$1`.
const FORGOTTEN: &str = "(tenant IS NULL OR NOT EXISTS (SELECT 1 FROM tiergate_tenants \
     WHERE tiergate_tenants.id = own.tenant)) AND NOT EXISTS (SELECT 1 FROM \
     tiergate_billing_facts AS fact JOIN tiergate_billing_events AS event ON event.id = fact.event \
     WHERE fact.subject = own.id AND event.received >= $1)";

impl<DB: Backend> SqlStore<DB> {
    /// Deletes what was received before `before` and is no longer of use: subscriptions that belong
    /// to no tenant, with their facts, and reports that have no facts, because they were not
    /// understood, or because later ones supersede them. The state of tenants' subscriptions does
    /// not change. Several servers may do it at the same time.
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
    /// let forgotten = store.forget(reader, a_year_ago).await?;
    /// println!("{} reports were deleted", forgotten.reports);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn forget(
        &self,
        reader: Arc<dyn BillingReader>,
        before: Timestamp,
    ) -> Result<Forgotten, StoreError> {
        let mut forgotten = Forgotten::default();
        let mut after = String::new();
        while let Some(id) = self.next_forgotten(&after, before).await? {
            let (store, reader, one) = (self.clone(), Arc::clone(&reader), id.clone());
            let work = async move { store.forget_one(&one, reader.as_ref(), before).await };
            match to_its_end(work).await? {
                Some(true) => forgotten.subscriptions += 1,
                Some(false) => forgotten.kept += 1,
                None => {}
            }
            after = id;
        }
        loop {
            let store = self.clone();
            match to_its_end(async move { store.forget_reports(before).await }).await? {
                0 => return Ok(forgotten),
                count => forgotten.reports += count,
            }
        }
    }

    async fn next_forgotten(
        &self,
        after: &str,
        before: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let sql = format!(
            "SELECT id FROM tiergate_billing_subscriptions AS own \
             WHERE {FORGOTTEN} AND id > $2 ORDER BY id LIMIT 1"
        );
        let values = vec![Value::Number(before), Value::Text(after)];
        let rows: Vec<(String,)> = DB::rows(&mut *self.reading().await?, sql, values).await?;
        Ok(rows.into_iter().next().map(|(id,)| id))
    }

    /// Deletes a subscription if no other one depends on its facts, and returns whether it was
    /// deleted; `None` if it must be kept for now.
    async fn forget_one(
        &self,
        id: &str,
        reader: &dyn BillingReader,
        before: Timestamp,
    ) -> Result<Option<bool>, StoreError> {
        let mut turn = self.turn_to_write().await?;
        let sql = format!(
            "SELECT id FROM tiergate_billing_subscriptions AS own WHERE {FORGOTTEN} AND id = $2"
        );
        let values = vec![Value::Number(before), Value::Text(id)];
        let still: Vec<(String,)> = DB::rows(&mut turn, sql, values).await?;
        if still.is_empty() {
            return Ok(None);
        }
        let Some(keys) = own_facts::<DB>(&mut turn, id, reader).await? else {
            return Ok(Some(false));
        };
        delete_facts::<DB>(&mut turn, &keys).await?;
        delete::<DB>(&mut turn, ("tiergate_billing_subscriptions", "id"), &[id]).await?;
        turn.commit().await?;
        Ok(Some(true))
    }

    /// Deletes some reports of which no fact is left, and returns how many.
    async fn forget_reports(&self, before: Timestamp) -> Result<u64, StoreError> {
        let sql = format!(
            "SELECT id FROM tiergate_billing_events AS event WHERE received < $1 AND NOT EXISTS \
             (SELECT 1 FROM tiergate_billing_facts AS fact WHERE fact.event = event.id) \
             ORDER BY received LIMIT {MOST}"
        );
        let rows: Vec<(String,)> =
            DB::rows(&mut *self.reading().await?, sql, vec![Value::Number(before)]).await?;
        let ids: Vec<&str> = rows.iter().map(|(id,)| id.as_str()).collect();
        if ids.is_empty() {
            return Ok(0);
        }
        let mut turn = self.turn_to_write().await?;
        delete::<DB>(&mut turn, ("tiergate_billing_events", "id"), &ids).await?;
        turn.commit().await?;
        Ok(ids.len() as u64)
    }
}

/// Returns the facts about a subscription; `None` if the state of another one depends on them.
async fn own_facts<DB: Backend>(
    connection: &mut DB::Connection,
    id: &str,
    reader: &dyn BillingReader,
) -> Result<Option<BTreeSet<FactKey>>, StoreError> {
    let subject = BTreeSet::from([id.to_owned()]);
    let own: BTreeSet<_> = rows::facts::<DB>(connection, &subject).await?.into_iter().collect();
    let all = load::<DB>(connection, &[], subject, reader).await?;
    let others: Vec<_> = all.iter().filter(|fact| !own.contains(*fact)).cloned().collect();
    let (mut state, mut without) = (reader.state(&all), reader.state(&others));
    state.remove(id);
    without.remove(id);
    let keys = own.into_iter().map(|(event, number, _)| (event, number));
    Ok((state == without).then(|| keys.collect()))
}

/// Deletes stored facts.
pub(super) async fn delete_facts<DB: Backend>(
    connection: &mut DB::Connection,
    keys: &BTreeSet<FactKey>,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let columns = [("event", "TEXT"), ("number", "BIGINT")];
    let (fields, records) = DB::records(&columns, 1);
    let sql = format!(
        "DELETE FROM tiergate_billing_facts WHERE (event, number) IN \
         (SELECT {fields} FROM {records})"
    );
    let row = |(event, number): &FactKey| serde_json::json!({ "event": event, "number": to_sql(*number) });
    let keys: Vec<_> = keys.iter().map(row).collect();
    Ok(DB::run(connection, sql, vec![Value::Text(&json(&keys)?)]).await?)
}
