//! The statements that write, many rows in each. What differs between the databases is
//! `Backend::records` and `Backend::write`, in `sql/postgres.rs` and `sql/sqlite.rs`.

use crate::error::StoreError;
use crate::events::event::Event;
use crate::events::identity::EventId;
use crate::sql::backend::{Backend, Column, Value, to_sql};
use serde::Serialize;
use std::marker::PhantomData;
use tiergate::TenantFacts;

/// Statements that write rows, each with its rows as JSON.
pub(crate) struct Rows<DB> {
    statements: Vec<String>,
    values: Vec<String>,
    database: PhantomData<DB>,
}

impl<DB: Backend> Rows<DB> {
    pub(crate) fn new() -> Self {
        Self { statements: Vec::new(), values: Vec::new(), database: PhantomData }
    }

    /// Inserts events.
    pub(crate) fn insert_events(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let columns = [
            ("number", "BIGINT"),
            ("identity", "BIGINT"),
            ("tenant", "TEXT"),
            ("at", "BIGINT"),
            ("actor", "TEXT"),
            ("reason", "TEXT"),
            ("key", "TEXT"),
            ("change", "TEXT"),
        ];
        let rows = events.iter().map(EventRow::new).collect::<Result<Vec<_>, _>>()?;
        self.insert("tiergate_events", &columns, &rows, "")
    }

    /// Inserts each tenant's facts and revision, or replaces them.
    pub(crate) fn put_tenants(&mut self, tenants: &[Row<'_>]) -> Result<(), StoreError> {
        let columns = [
            ("id", "TEXT"),
            ("revision", "BIGINT"),
            ("identity", "BIGINT"),
            ("facts", "TEXT"),
            ("policy", "TEXT"),
            ("label", "TEXT"),
        ];
        let rows = tenants.iter().map(TenantRow::new).collect::<Result<Vec<_>, _>>()?;
        let replace = "ON CONFLICT (id) DO UPDATE SET \
             revision = excluded.revision, identity = excluded.identity, \
             facts = excluded.facts, policy = excluded.policy, label = excluded.label";
        self.insert("tiergate_tenants", &columns, &rows, replace)
    }

    /// Inserts rows into a table, if there are any.
    pub(crate) fn insert(
        &mut self,
        table: &str,
        columns: &[Column],
        rows: &[impl Serialize],
        conflict: &str,
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let (fields, records) = DB::records(columns, self.statements.len() + 1);
        // SQLite takes an `ON CONFLICT` for a join's condition if there is no `WHERE`.
        self.statements.push(format!(
            "INSERT INTO {table} ({}) SELECT {fields} FROM {records} WHERE TRUE {conflict}",
            names.join(", ")
        ));
        self.values.push(json(&rows)?);
        Ok(())
    }

    /// Returns whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Writes the rows.
    pub(crate) async fn write(self, connection: &mut DB::Connection) -> Result<(), StoreError> {
        let values = self.values.iter().map(|text| Value::Text(text)).collect();
        Ok(DB::write(connection, self.statements, values).await?)
    }
}

/// An event as a row of its table.
#[derive(Serialize)]
struct EventRow<'a> {
    number: i64,
    identity: i64,
    tenant: &'a str,
    at: i64,
    actor: &'a str,
    reason: Option<&'a str>,
    key: Option<&'a str>,
    change: String,
}

impl<'a> EventRow<'a> {
    fn new(event: &'a Event) -> Result<Self, StoreError> {
        Ok(Self {
            number: to_sql(event.number),
            identity: to_sql(event.identity),
            tenant: &event.tenant,
            at: to_sql(event.at),
            actor: &event.actor,
            reason: event.reason.as_deref(),
            key: event.key.as_deref(),
            change: json(&event.change)?,
        })
    }
}

/// What is stored of one tenant.
pub(crate) struct Row<'a> {
    pub(crate) tenant: &'a str,
    /// The last event about it.
    pub(crate) id: EventId,
    pub(crate) facts: &'a TenantFacts,
    /// The digest of the policy that it is pinned to.
    pub(crate) policy: Option<&'a str>,
    pub(crate) label: Option<&'a str>,
}

/// A tenant as a row of its table.
#[derive(Serialize)]
struct TenantRow<'a> {
    id: &'a str,
    revision: i64,
    identity: i64,
    facts: String,
    policy: Option<&'a str>,
    label: Option<&'a str>,
}

impl<'a> TenantRow<'a> {
    fn new(row: &Row<'a>) -> Result<Self, StoreError> {
        let Row { tenant: id, id: EventId { number, identity }, facts, policy, label } = *row;
        let (revision, identity) = (to_sql(number), to_sql(identity));
        Ok(Self { id, revision, identity, facts: json(facts)?, policy, label })
    }
}

/// Deletes the rows of these tenants from a table, by the column that names them.
pub(crate) async fn delete<DB: Backend>(
    connection: &mut DB::Connection,
    (table, column): (&str, &str),
    tenants: &[&str],
) -> Result<(), StoreError> {
    if tenants.is_empty() {
        return Ok(());
    }
    let sql = format!("DELETE FROM {table} WHERE {column} {}", DB::among(1));
    Ok(DB::run(connection, sql, vec![Value::Text(&json(&tenants)?)]).await?)
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt {
        what: "the text to write".to_owned(),
        problem: error.to_string(),
    })
}
