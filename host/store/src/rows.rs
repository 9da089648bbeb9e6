//! The statements that write, many rows in each.

use crate::backend::{Backend, Value};
use crate::error::StoreError;
use crate::event::Event;
use crate::identity::EventId;
use serde::Serialize;
use tiergate::Tenant;

pub(crate) async fn insert_events<DB: Backend>(
    connection: &mut DB::Connection,
    events: &[Event],
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO tiergate_events (number, identity, tenant, at, actor, reason, key, change) \
         VALUES {}",
        places(events.len(), 8, 0)
    );
    let changes = events.iter().map(|event| json(&event.change));
    let changes: Vec<String> = changes.collect::<Result<_, _>>()?;
    let values = events.iter().zip(&changes).flat_map(|(event, change)| event_row(event, change));
    Ok(DB::run(connection, sql, values.collect()).await?)
}

fn event_row<'a>(event: &'a Event, change: &'a str) -> [Value<'a>; 8] {
    [
        Value::Number(event.number),
        Value::Number(event.identity),
        Value::Text(&event.tenant),
        Value::Number(event.at),
        Value::Text(&event.actor),
        Value::TextOrNull(event.reason.as_deref()),
        Value::TextOrNull(event.key.as_deref()),
        Value::Text(change),
    ]
}

/// What is stored of one tenant.
pub(crate) struct Row<'a> {
    pub(crate) tenant: &'a str,
    /// The last event about it.
    pub(crate) id: EventId,
    pub(crate) facts: &'a Tenant,
    /// The digest that it is pinned to.
    pub(crate) policy: Option<&'a str>,
}

/// Puts each tenant's facts in place of what was there, with its revision.
pub(crate) async fn put_tenants<DB: Backend>(
    connection: &mut DB::Connection,
    tenants: &[Row<'_>],
) -> Result<(), StoreError> {
    if tenants.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO tiergate_tenants (id, revision, identity, facts, policy) VALUES {} \
         ON CONFLICT (id) DO UPDATE SET \
         revision = excluded.revision, identity = excluded.identity, \
         facts = excluded.facts, policy = excluded.policy",
        places(tenants.len(), 5, 0)
    );
    let facts: Vec<String> = tenants.iter().map(|row| json(row.facts)).collect::<Result<_, _>>()?;
    let mut values = Vec::with_capacity(5 * tenants.len());
    for (row, facts) in tenants.iter().zip(&facts) {
        let EventId { number, identity } = row.id;
        values.extend([Value::Text(row.tenant), Value::Number(number), Value::Number(identity)]);
        values.extend([Value::Text(facts), Value::TextOrNull(row.policy)]);
    }
    Ok(DB::run(connection, sql, values).await?)
}

pub(crate) async fn delete_tenants<DB: Backend>(
    connection: &mut DB::Connection,
    tenants: &[&str],
) -> Result<(), StoreError> {
    let places = places(1, tenants.len(), 0);
    let sql = format!("DELETE FROM tiergate_tenants WHERE id IN {places}");
    let values = tenants.iter().map(|tenant| Value::Text(tenant)).collect();
    Ok(DB::run(connection, sql, values).await?)
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt {
        what: "what is to be written".to_owned(),
        problem: error.to_string(),
    })
}

/// The places of values in SQL, such as `($1,$2),($3,$4)`, after the first `used`.
pub(crate) fn places(rows: usize, columns: usize, used: usize) -> String {
    let row = |row: usize| {
        let first = used + row * columns + 1;
        let places: Vec<_> = (first..first + columns).map(|place| format!("${place}")).collect();
        format!("({})", places.join(","))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(",")
}
