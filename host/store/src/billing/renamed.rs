//! Prices and products with another name than before: the subscriptions that have them are worked
//! out again, some at a time. A price may have a hundred thousand.

use super::work_out::{WorkedOut, affected, load, work_out, writer};
use super::{BillingReader, TakenIn, rows};
use crate::error::{StoreError, WriteError};
use crate::events::event::By;
use crate::events::inserts::{Rows, json};
use crate::sql::backend::{Backend, Value};
use crate::sql::timeouts::to_its_end;
use crate::store::SqlStore;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use tiergate::Subscription;

/// How many subscriptions one transaction works out: few enough that other writers have their turn
/// in some milliseconds.
const MOST: usize = 200;

#[derive(Serialize)]
struct RenamedRow<'a> {
    name: &'a str,
    after: &'static str,
}

/// Records that these have another name. What is under way for one of them begins again.
pub(super) fn insert<DB: Backend>(
    rows: &mut Rows<DB>,
    names: &BTreeSet<String>,
) -> Result<(), StoreError> {
    let all: Vec<_> = names.iter().map(|name| RenamedRow { name, after: "" }).collect();
    let again = "ON CONFLICT (name) DO UPDATE SET after = excluded.after";
    rows.insert("tiergate_billing_renamed", &[("name", "TEXT"), ("after", "TEXT")], &all, again)
}

impl<DB: Backend> SqlStore<DB> {
    /// Works out some of the subscriptions again that have something with another name than before,
    /// and returns whether there are more. Several servers may do it at the same time. A key and a
    /// revision of `by` do not count.
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
        let (subjects, next) = named::<DB>(&mut reading, &name, &after).await?;
        drop(reading);
        let mut turn = self.turn_to_write().await?;
        if first::<DB>(&mut turn).await? != Some((name.clone(), after)) {
            // Another server went on meanwhile.
            return Ok(true);
        }
        step::<DB>(&mut turn, &name, next.as_deref()).await?;
        let facts = load::<DB>(&mut turn, &[], subjects.clone(), reader).await?;
        let WorkedOut { mut state, .. } = work_out::<DB>(&mut turn, &facts, reader).await?;
        state.retain(|id, _| subjects.contains(id));
        let of_tenants = affected::<DB>(&mut turn, &state).await?;
        let mut batch_rows = Rows::<DB>::new();
        rows::put_subscriptions(&mut batch_rows, &state)?;
        batch_rows.write(&mut turn).await?;
        self.bill_all(turn, of_tenants, reader, by, &mut TakenIn::default()).await?;
        Ok(true)
    }
}

/// Returns the name to work on, and the last subscription for which that is done.
async fn first<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Option<(String, String)>, StoreError> {
    let sql = "SELECT name, after FROM tiergate_billing_renamed ORDER BY name LIMIT 1";
    let rows: Vec<(String, String)> = DB::rows(connection, sql, Vec::new()).await?;
    Ok(rows.into_iter().next())
}

/// Returns some subscriptions after this one of which an item has this name, and after which one to
/// go on; `None` if these are the last ones.
async fn named<DB: Backend>(
    connection: &mut DB::Connection,
    name: &str,
    after: &str,
) -> Result<(BTreeSet<String>, Option<String>), StoreError> {
    let (prefix, bare) = name.split_once(':').unwrap_or(("", name));
    // The text in quotes is in all that are wanted, and in few others.
    let sql = format!(
        "SELECT id, subscription FROM tiergate_billing_subscriptions \
         WHERE id > $1 AND replace(subscription, $2, '') <> subscription ORDER BY id LIMIT {MOST}"
    );
    let text = json(&bare)?;
    let values = vec![Value::Text(after), Value::Text(&text)];
    let rows: Vec<(String, String)> = DB::rows(connection, sql, values).await?;
    let is_wanted = |(id, text): &(String, String)| {
        let subscription: Option<Subscription> = serde_json::from_str(text).ok();
        let mut items = subscription.iter().flat_map(|it| &it.items);
        let is_named = items.any(|item| item.names.iter().any(|it| it == bare));
        is_named && id.split_once(':').is_some_and(|(own, _)| own == prefix)
    };
    let next = rows.last().filter(|_| rows.len() >= MOST).map(|(id, _)| id.clone());
    Ok((rows.into_iter().filter(is_wanted).map(|(id, _)| id).collect(), next))
}

/// Records how far the work on a name is; it is done if there is no next subscription.
async fn step<DB: Backend>(
    connection: &mut DB::Connection,
    name: &str,
    next: Option<&str>,
) -> Result<(), StoreError> {
    let Some(next) = next else {
        let sql = "DELETE FROM tiergate_billing_renamed WHERE name = $1";
        return Ok(DB::run(connection, sql, vec![Value::Text(name)]).await?);
    };
    let sql = "UPDATE tiergate_billing_renamed SET after = $1 WHERE name = $2";
    Ok(DB::run(connection, sql, vec![Value::Text(next), Value::Text(name)]).await?)
}
