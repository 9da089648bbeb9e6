//! Prices and products with another name than before: the subscriptions that have them are worked
//! out again, some at a time. A price may have a hundred thousand.

use super::work_out::{affected, differing, keep_owners, load, writer};
use super::{BillingReader, TakenIn, names, rows};
use crate::error::{StoreError, WriteError};
use crate::events::event::By;
use crate::events::inserts::Rows;
use crate::sql::backend::{Backend, Value, from_sql, to_sql};
use crate::sql::timeouts::to_its_end;
use crate::store::SqlStore;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many subscriptions one transaction works out: few enough that other writers have their turn
/// in some milliseconds.
const MOST: usize = 200;

#[derive(Serialize)]
struct RenamedRow<'a> {
    name: &'a str,
    place: i64,
    after: &'static str,
}

/// Returns the last place in the list, if any of these names must be put on it.
pub(super) async fn last_place<DB: Backend>(
    connection: &mut DB::Connection,
    names: &BTreeSet<String>,
) -> Result<u64, StoreError> {
    if names.is_empty() {
        return Ok(0);
    }
    let sql = "SELECT COALESCE(MAX(place), 0) FROM tiergate_billing_renamed";
    let rows: Vec<(i64,)> = DB::rows(connection, sql, Vec::new()).await?;
    Ok(rows.first().map_or(0, |row| from_sql(row.0)))
}

/// Records, behind this place, that these have another name. What is under way for one of them
/// begins again.
pub(super) fn insert<DB: Backend>(
    rows: &mut Rows<DB>,
    names: &BTreeSet<String>,
    last: u64,
) -> Result<(), StoreError> {
    let place = to_sql(last.saturating_add(1));
    let all: Vec<_> = names.iter().map(|name| RenamedRow { name, place, after: "" }).collect();
    let again = "ON CONFLICT (name) DO UPDATE SET after = excluded.after";
    let columns = [("name", "TEXT"), ("place", "BIGINT"), ("after", "TEXT")];
    rows.insert("tiergate_billing_renamed", &columns, &all, again)
}

impl<DB: Backend> SqlStore<DB> {
    /// Works out some of the subscriptions again that have something with another name than before,
    /// and returns whether there are more. Names have their turns one after the other, so that none
    /// waits for all subscriptions of another one. Several servers may do it at the same time. A key
    /// and a revision of `by` do not count.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if the history cannot have the writer, or the database does not answer: the
    /// next call goes on from there.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     store: tiergate_store::SqliteStore,
    /// #     reader: std::sync::Arc<dyn tiergate_store::BillingReader>,
    /// # ) -> Result<(), tiergate_store::WriteError> {
    /// use std::sync::Arc;
    /// use tiergate_store::By;
    ///
    /// let by = By::new("stripe");
    /// while store.work_out_renamed(Arc::clone(&reader), &by).await? {}
    /// # Ok(())
    /// # }
    /// ```
    pub async fn work_out_renamed(
        &self,
        reader: Arc<dyn BillingReader>,
        by: &By,
    ) -> Result<bool, WriteError> {
        let (store, by) = (self.clone(), writer(by)?);
        let worked_out = async move { store.work_out_some(reader.as_ref(), &by).await };
        Ok(to_its_end(worked_out).await?)
    }

    async fn work_out_some(&self, reader: &dyn BillingReader, by: &By) -> Result<bool, StoreError> {
        let mut reading = self.reading().await?;
        let Some((name, after)) = first::<DB>(&mut reading).await? else { return Ok(false) };
        // Writers do not wait for this. What is reported after it has the new name anyway.
        let found = names::having::<DB>(&mut reading, &name, &after, MOST).await?;
        drop(reading);
        let mut turn = self.turn_to_write().await?;
        if first::<DB>(&mut turn).await? != Some((name.clone(), after)) {
            // Another server went on meanwhile.
            return Ok(true);
        }
        let next = found.last().filter(|_| found.len() >= MOST).cloned();
        step::<DB>(&mut turn, &name, next.as_deref()).await?;
        let subjects: BTreeSet<String> = found.into_iter().collect();
        let facts = load::<DB>(&mut turn, &[], subjects.clone(), reader).await?;
        let mut state = reader.state(&facts);
        keep_owners::<DB>(&mut turn, &facts, &mut state, reader).await?;
        state.retain(|id, _| subjects.contains(id));
        let previous = rows::these::<DB>(&mut turn, &subjects).await?;
        let of_tenants = affected::<DB>(&mut turn, &state, &previous).await?;
        let mut batch_rows = Rows::<DB>::new();
        rows::put_subscriptions(&mut batch_rows, &differing(&state, &previous))?;
        if !batch_rows.is_empty() {
            batch_rows.write(&mut turn).await?;
        }
        let (creating, mut taken) = (BTreeSet::new(), TakenIn::default());
        self.bill_all(turn, of_tenants, reader, by, &creating, &mut taken).await?;
        Ok(true)
    }
}

/// Returns the name to work on, and the last subscription for which that is done.
async fn first<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Option<(String, String)>, StoreError> {
    let sql = "SELECT name, after FROM tiergate_billing_renamed ORDER BY place, name LIMIT 1";
    let rows: Vec<(String, String)> = DB::rows(connection, sql, Vec::new()).await?;
    Ok(rows.into_iter().next())
}

/// Records how far the work on a name is, and lets the others go first; it is done if there is no
/// next subscription.
async fn step<DB: Backend>(
    connection: &mut DB::Connection,
    name: &str,
    next: Option<&str>,
) -> Result<(), StoreError> {
    let Some(next) = next else {
        let sql = "DELETE FROM tiergate_billing_renamed WHERE name = $1";
        return Ok(DB::run(connection, sql, vec![Value::Text(name)]).await?);
    };
    let sql = "UPDATE tiergate_billing_renamed SET after = $1, place = \
               (SELECT MAX(place) + 1 FROM tiergate_billing_renamed) WHERE name = $2";
    Ok(DB::run(connection, sql, vec![Value::Text(next), Value::Text(name)]).await?)
}
