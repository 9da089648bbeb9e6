//! The names of subscriptions' items, by which those are found that have a price or a product. They
//! are only added to: a subscription that no longer has a name is found by it, too, and worked out
//! once more than is needed.

use super::BilledSubscription;
use crate::error::StoreError;
use crate::events::inserts::{Rows, json};
use crate::sql::backend::{Backend, Value};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct NameRow<'a> {
    name: String,
    subscription: &'a str,
}

/// Inserts the names of these subscriptions' items.
pub(super) fn insert<DB: Backend>(
    rows: &mut Rows<DB>,
    subscriptions: &BTreeMap<String, BilledSubscription>,
) -> Result<(), StoreError> {
    let mut all = BTreeSet::new();
    for (id, it) in subscriptions {
        let prefix = id.split_once(':').map_or("", |(prefix, _)| prefix);
        let items = it.subscription.iter().flat_map(|it| &it.items);
        let row = |name| NameRow { name: format!("{prefix}:{name}"), subscription: id };
        all.extend(items.flat_map(|item| &item.names).map(row));
    }
    let all: Vec<_> = all.into_iter().collect();
    let columns = [("name", "TEXT"), ("subscription", "TEXT")];
    rows.insert("tiergate_billing_names", &columns, &all, "ON CONFLICT DO NOTHING")
}

/// Deletes the names of a subscription's items.
pub(super) async fn delete<DB: Backend>(
    connection: &mut DB::Connection,
    subscription: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM tiergate_billing_names WHERE subscription = $1";
    Ok(DB::run(connection, sql, vec![Value::Text(subscription)]).await?)
}

/// Returns those of some names that other subscriptions than these have.
pub(super) async fn of_others<DB: Backend>(
    connection: &mut DB::Connection,
    names: BTreeSet<String>,
    subscriptions: &BTreeMap<String, BilledSubscription>,
) -> Result<BTreeSet<String>, StoreError> {
    if names.is_empty() {
        return Ok(names);
    }
    // One lookup for each, and not a join: PostgreSQL would read the whole table.
    let (fields, records) = DB::records(&[("name", "TEXT")], 1);
    let sql = format!(
        "SELECT wanted.name FROM (SELECT {fields} AS name FROM {records}) AS wanted WHERE \
         (SELECT own.subscription FROM tiergate_billing_names AS own WHERE own.name = wanted.name \
         AND NOT (own.subscription {}) ORDER BY own.subscription LIMIT 1) IS NOT NULL",
        DB::among(2)
    );
    let wanted: Vec<_> = names.iter().map(|name| serde_json::json!({ "name": name })).collect();
    let ids: Vec<&String> = subscriptions.keys().collect();
    let (names, ids) = (json(&wanted)?, json(&ids)?);
    let values = vec![Value::Text(&names), Value::Text(&ids)];
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Returns some subscriptions of which an item has this name, or had it, after this one, in byte
/// order.
pub(super) async fn having<DB: Backend>(
    connection: &mut DB::Connection,
    name: &str,
    after: &str,
    most: usize,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT subscription FROM tiergate_billing_names \
               WHERE name = $1 AND subscription > $2 ORDER BY subscription LIMIT $3";
    let values = vec![Value::Text(name), Value::Text(after), Value::Number(most as u64)];
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
