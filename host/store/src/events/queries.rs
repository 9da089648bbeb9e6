//! Reading what is stored.

use crate::error::StoreError;
use crate::events::change::Change;
use crate::events::event::{Event, Stored};
use crate::events::inserts::json;
use crate::sql::backend::{Backend, Value, from_sql};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::collections::{BTreeMap, BTreeSet};

/// How many tenants are read at a time if all are looked at: a page has 5 MB of facts at most.
pub(crate) const PAGE: u32 = 1_000;

/// Returns the SQL that selects a tenant's row, as a [`TenantRow`].
macro_rules! select_tenants {
    ($rest:literal) => {
        concat!(
            "SELECT id, revision, identity, facts, policy, label FROM tiergate_tenants WHERE ",
            $rest
        )
    };
}

pub(crate) use select_tenants;

/// Returns the SQL that selects an event's row, as an [`EventRow`].
macro_rules! select_events {
    ($rest:literal) => {
        concat!(
            "SELECT number, identity, tenant, at, actor, reason, key, change \
             FROM tiergate_events WHERE ",
            $rest
        )
    };
}

pub(crate) type TenantRow = (String, i64, i64, String, Option<String>, Option<String>);
/// The last event's number, and a tenant if there is one; or 0, a tenant, and its folded
/// identifier.
type ToWriteRow =
    (i64, Option<String>, Option<i64>, Option<i64>, Option<String>, Option<String>, Option<String>);
type EventRow = (i64, i64, String, i64, String, Option<String>, Option<String>, String);

pub(crate) async fn find<DB: Backend>(
    connection: &mut DB::Connection,
    tenant: &str,
) -> Result<Option<Stored>, StoreError> {
    // PostgreSQL cannot store such a text, so there is no such tenant.
    if tenant.contains('\0') {
        return Ok(None);
    }
    let sql = select_tenants!("id = $1");
    let rows: Vec<TenantRow> = DB::rows(connection, sql, vec![Value::Text(tenant)]).await?;
    rows.into_iter().next().map(stored).transpose()
}

/// A tenant, or why its facts cannot be read.
pub(crate) type Found = (String, Result<Stored, StoreError>);

/// Returns those of the named tenants that exist, or why their facts cannot be read.
pub(crate) async fn find_many<DB: Backend>(
    connection: &mut DB::Connection,
    names: &[&str],
) -> Result<Vec<Found>, StoreError> {
    let sql = format!(select_tenants!("id {}"), DB::among(1));
    let rows: Vec<TenantRow> = DB::rows(connection, sql, vec![Value::Text(&json(&names)?)]).await?;
    Ok(rows.into_iter().map(|row| (row.0.clone(), stored(row))).collect())
}

/// What is read before anything is written.
pub(crate) struct ToWrite {
    /// The number of the last event; 0 if there is none.
    pub(crate) number: u64,
    /// Those of the named tenants that exist.
    pub(crate) tenants: Vec<Found>,
    /// Tenants whose identifier differs from their folded form, if that form was asked for: the
    /// form, and the identifier.
    pub(crate) folded: Vec<(String, String)>,
}

/// Reads the named tenants and those with these folded identifiers, in one query: others wait for
/// its end.
pub(crate) async fn find_to_write<DB: Backend>(
    connection: &mut DB::Connection,
    mut names: BTreeSet<&str>,
    folded: &BTreeSet<String>,
) -> Result<ToWrite, StoreError> {
    // A tenant whose identifier is its own folded form is found by it.
    names.extend(folded.iter().map(String::as_str));
    let mut sql = format!(
        "SELECT last.number, id, revision, identity, facts, policy, label FROM \
         (SELECT COALESCE(MAX(number), 0) AS number FROM tiergate_events) AS last \
         LEFT JOIN tiergate_tenants ON id {}",
        DB::among(1)
    );
    let (names, folded) = (json(&names)?, (!folded.is_empty()).then(|| json(folded)).transpose()?);
    let mut values = vec![Value::Text(&names)];
    if let Some(folded) = &folded {
        sql.push_str(&folded_sql::<DB>(2));
        values.push(Value::Text(folded));
    }
    Ok(to_write(DB::rows(connection, sql, values).await?))
}

fn to_write(rows: Vec<ToWriteRow>) -> ToWrite {
    let mut read = ToWrite { number: 0, tenants: Vec::new(), folded: Vec::new() };
    for row in rows {
        read.number = read.number.max(from_sql(row.0));
        match row {
            (_, Some(id), Some(revision), Some(identity), Some(facts), policy, label) => {
                let row = (id.clone(), revision, identity, facts, policy, label);
                read.tenants.push((id, stored(row)));
            }
            (_, Some(id), _, _, _, Some(folded), _) => read.folded.push((folded, id)),
            _ => {}
        }
    }
    read
}

/// Returns the digests that the named tenants are pinned to, by tenant; without the tenants that
/// are not pinned.
pub(crate) async fn pins<DB: Backend>(
    connection: &mut DB::Connection,
    names: &[&str],
) -> Result<Vec<(String, String)>, StoreError> {
    // PostgreSQL cannot store such a text, so there is no such tenant.
    let names: Vec<&str> = names.iter().copied().filter(|name| !name.contains('\0')).collect();
    let sql = format!(
        "SELECT id, policy FROM tiergate_tenants WHERE policy IS NOT NULL AND id {}",
        DB::among(1)
    );
    Ok(DB::rows(connection, sql, vec![Value::Text(&json(&names)?)]).await?)
}

pub(crate) async fn history<DB: Backend>(
    connection: &mut DB::Connection,
    tenant: &str,
    before: u64,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    if tenant.contains('\0') {
        return Ok(Vec::new());
    }
    let sql = select_events!("tenant = $1 AND number < $2 ORDER BY number DESC LIMIT $3");
    let values = vec![Value::Text(tenant), Value::Number(before), Value::Number(limit.into())];
    events(DB::rows(connection, sql, values).await?)
}

pub(crate) async fn events_after<DB: Backend>(
    connection: &mut DB::Connection,
    number: u64,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    let sql = select_events!("number > $1 ORDER BY number LIMIT $2");
    let values = vec![Value::Number(number), Value::Number(limit.into())];
    events(DB::rows(connection, sql, values).await?)
}

/// Returns the number of the last event; 0 if there is none.
pub(crate) async fn last_number<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<u64, StoreError> {
    let sql = "SELECT number, tenant FROM tiergate_events ORDER BY number DESC LIMIT 1";
    let rows: Vec<(i64, String)> = DB::rows(connection, sql, Vec::new()).await?;
    Ok(rows.first().map_or(0, |row| from_sql(row.0)))
}

pub(crate) fn stored(
    (tenant, revision, identity, facts, policy, label): TenantRow,
) -> Result<Stored, StoreError> {
    let facts = parse(&facts, || format!("the facts of the tenant `{tenant}`"))?;
    let (revision, identity) = (from_sql(revision), from_sql(identity));
    Ok(Stored { tenant, label, revision, identity, facts, policy })
}

fn events(rows: Vec<EventRow>) -> Result<Vec<Event>, StoreError> {
    rows.into_iter().map(event).collect()
}

fn event(row: EventRow) -> Result<Event, StoreError> {
    let (number, identity, tenant, at, actor, reason, key, change) = row;
    let change = parse_change(number, &change)?;
    let (number, identity, at) = (from_sql(number), from_sql(identity), from_sql(at));
    Ok(Event { number, identity, tenant, at, actor, reason, key, change })
}

/// Reads the change of an event. serde ignores keys that it does not know, so they are looked for:
/// without them, the change would be another one.
pub(crate) fn parse_change(number: i64, text: &str) -> Result<Change, StoreError> {
    let what = || format!("the event {number}");
    let change: Change = parse(text, what)?;
    let keys: BTreeMap<String, Option<IgnoredAny>> = parse(text, what)?;
    let known = serde_json::to_value(&change)
        .map_err(|error| StoreError::unread(what(), error.to_string()))?;
    match keys.iter().find(|(key, value)| value.is_some() && known.get(key.as_str()).is_none()) {
        Some((key, _)) => Err(StoreError::unread(what(), format!("unknown field `{key}`"))),
        None => Ok(change),
    }
}

pub(crate) fn parse<T: DeserializeOwned>(
    text: &str,
    what: impl Fn() -> String,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unread(what(), error.to_string()))
}

/// Returns the SQL that adds rows to [`find_to_write`]: the tenants whose identifier differs from
/// their folded form, if that form is in the value with this number.
///
/// Each row looks up whether its tenant still exists. For a join, PostgreSQL may go through all
/// tenants as long as it has no statistics about them.
fn folded_sql<DB: Backend>(place: usize) -> String {
    format!(
        " UNION ALL SELECT 0, (SELECT id FROM tiergate_tenants WHERE id = tenant), \
         NULL, NULL, NULL, folded, NULL FROM tiergate_folded WHERE folded {}",
        DB::among(place)
    )
}
