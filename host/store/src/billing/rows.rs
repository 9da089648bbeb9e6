//! The tables of billing.

use super::{BilledSubscription, BillingFactKey, BillingReport, StoredFact, names};
use crate::error::StoreError;
use crate::events::inserts::{Rows, json};
use crate::events::queries::parse;
use crate::sql::backend::{Backend, Value, from_sql, to_sql};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tiergate::{Subscription, Timestamp};

/// Returns which of these reports are stored already.
pub(super) async fn known<DB: Backend>(
    connection: &mut DB::Connection,
    reports: &[BillingReport],
) -> Result<BTreeSet<String>, StoreError> {
    let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
    let sql = format!("SELECT id FROM tiergate_billing_events WHERE id {}", DB::among(1));
    let rows: Vec<(String,)> = DB::rows(connection, sql, vec![Value::Text(&json(&ids)?)]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Returns the facts about these subjects.
pub(super) async fn facts<DB: Backend>(
    connection: &mut DB::Connection,
    subjects: &BTreeSet<String>,
) -> Result<Vec<StoredFact>, StoreError> {
    facts_if::<DB>(connection, format!("subject {}", DB::among(1)), &json(subjects)?).await
}

/// Returns the facts of these reports.
pub(super) async fn facts_of<DB: Backend>(
    connection: &mut DB::Connection,
    reports: &[String],
) -> Result<Vec<StoredFact>, StoreError> {
    facts_if::<DB>(connection, format!("event {}", DB::among(1)), &json(&reports)?).await
}

/// Returns these facts.
pub(super) async fn facts_by_key<DB: Backend>(
    connection: &mut DB::Connection,
    keys: &BTreeSet<BillingFactKey>,
) -> Result<Vec<StoredFact>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    facts_if::<DB>(connection, among_keys::<DB>(), &keys_json(keys)?).await
}

/// Returns the facts for which a condition holds, whose value is given. A fact is a row for each of
/// its subjects.
async fn facts_if<DB: Backend>(
    connection: &mut DB::Connection,
    condition: String,
    value: &str,
) -> Result<Vec<StoredFact>, StoreError> {
    let sql = format!(
        "SELECT event, number, MIN(fact) FROM tiergate_billing_facts WHERE {condition} \
         GROUP BY event, number"
    );
    let rows: Vec<(String, i64, String)> =
        DB::rows(connection, sql, vec![Value::Text(value)]).await?;
    Ok(rows.into_iter().map(|(event, number, fact)| (event, from_sql(number), fact)).collect())
}

/// Returns the keys of the facts about these subjects.
pub(super) async fn keys<DB: Backend>(
    connection: &mut DB::Connection,
    subjects: &BTreeSet<String>,
) -> Result<BTreeSet<BillingFactKey>, StoreError> {
    if subjects.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sql = format!(
        "SELECT DISTINCT event, number FROM tiergate_billing_facts WHERE subject {}",
        DB::among(1)
    );
    let rows: Vec<(String, i64)> =
        DB::rows(connection, sql, vec![Value::Text(&json(subjects)?)]).await?;
    Ok(rows.into_iter().map(|(event, number)| (event, from_sql(number))).collect())
}

/// Deletes facts.
pub(super) async fn delete_facts<DB: Backend>(
    connection: &mut DB::Connection,
    keys: &BTreeSet<BillingFactKey>,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let sql = format!("DELETE FROM tiergate_billing_facts WHERE {}", among_keys::<DB>());
    Ok(DB::run(connection, sql, vec![Value::Text(&keys_json(keys)?)]).await?)
}

/// Returns the SQL condition that a fact is one of [`keys_json`].
fn among_keys<DB: Backend>() -> String {
    let (fields, records) = DB::records(&[("event", "TEXT"), ("number", "BIGINT")], 1);
    format!("(event, number) IN (SELECT {fields} FROM {records})")
}

fn keys_json(keys: &BTreeSet<BillingFactKey>) -> Result<String, StoreError> {
    let row = |(event, number): &BillingFactKey| serde_json::json!({ "event": event, "number": to_sql(*number) });
    json(&keys.iter().map(row).collect::<Vec<_>>())
}

/// A subscription as stored: its identifier, its tenant, itself, and what is in doubt.
pub(super) type Row = (String, Option<String>, Option<String>, String);

/// Returns the subscriptions of these tenants, as stored.
pub(super) async fn of_tenants<DB: Backend>(
    connection: &mut DB::Connection,
    tenants: &BTreeSet<String>,
) -> Result<BTreeMap<String, BilledSubscription>, StoreError> {
    let sql = format!(
        "SELECT id, tenant, subscription, doubts FROM tiergate_billing_subscriptions \
         WHERE tenant {}",
        DB::among(1)
    );
    let rows: Vec<Row> = DB::rows(connection, sql, vec![Value::Text(&json(tenants)?)]).await?;
    rows.into_iter().map(billed).collect()
}

/// Returns the first subscriptions after this one, as stored, in byte order.
pub(super) async fn after<DB: Backend>(
    connection: &mut DB::Connection,
    after: &str,
    most: u64,
) -> Result<Vec<(String, BilledSubscription)>, StoreError> {
    let sql = "SELECT id, tenant, subscription, doubts FROM tiergate_billing_subscriptions \
               WHERE id > $1 ORDER BY id LIMIT $2";
    let values = vec![Value::Text(after), Value::Number(most)];
    let rows: Vec<Row> = DB::rows(connection, sql, values).await?;
    rows.into_iter().map(billed).collect()
}

/// Returns these subscriptions, as stored.
pub(super) async fn these<DB: Backend>(
    connection: &mut DB::Connection,
    ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, BilledSubscription>, StoreError> {
    let sql = format!(
        "SELECT id, tenant, subscription, doubts FROM tiergate_billing_subscriptions WHERE id {}",
        DB::among(1)
    );
    let rows: Vec<Row> = DB::rows(connection, sql, vec![Value::Text(&json(ids)?)]).await?;
    rows.into_iter().map(billed).collect()
}

/// Returns a subscription, as stored.
pub(super) async fn one<DB: Backend>(
    connection: &mut DB::Connection,
    id: &str,
) -> Result<Option<BilledSubscription>, StoreError> {
    // PostgreSQL cannot store such a text, so there is no such subscription.
    if id.contains('\0') {
        return Ok(None);
    }
    let sql = "SELECT id, tenant, subscription, doubts FROM tiergate_billing_subscriptions \
               WHERE id = $1";
    let rows: Vec<Row> = DB::rows(connection, sql, vec![Value::Text(id)]).await?;
    Ok(rows.into_iter().next().map(billed).transpose()?.map(|(_, it)| it))
}

pub(super) fn billed(row: Row) -> Result<(String, BilledSubscription), StoreError> {
    let (id, tenant, subscription, doubts) = row;
    let what = || format!("the subscription `{id}`");
    let subscription: Option<Subscription> =
        subscription.map(|text| parse(&text, what)).transpose()?;
    let doubts = parse(&doubts, what)?;
    Ok((id, BilledSubscription { tenant, subscription, doubts }))
}

#[derive(Serialize)]
struct EventRow<'a> {
    id: &'a str,
    kind: &'a str,
    at: Option<i64>,
    received: i64,
    problems: String,
}

#[derive(Serialize)]
struct FactRow<'a> {
    subject: &'a str,
    event: &'a str,
    number: i64,
    fact: &'a str,
}

#[derive(Serialize)]
struct SubscriptionRow<'a> {
    id: &'a str,
    tenant: Option<&'a str>,
    subscription: Option<String>,
    doubts: String,
}

/// Inserts reports with their facts, except for those that are superseded already.
pub(super) fn insert_reports<DB: Backend>(
    rows: &mut Rows<DB>,
    reports: &[&BillingReport],
    superseded: &BTreeSet<BillingFactKey>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (mut events, mut facts) = (Vec::new(), Vec::new());
    for report in reports {
        events.push(EventRow {
            id: &report.id,
            kind: &report.kind,
            at: report.at.map(to_sql),
            received: to_sql(now),
            problems: json(&report.problems)?,
        });
        let needed = |number| !superseded.contains(&(report.id.clone(), number));
        for (number, fact) in (0..).zip(&report.facts).filter(|(number, _)| needed(*number)) {
            let number = to_sql(number);
            let row = |subject| FactRow { subject, event: &report.id, number, fact: &fact.text };
            let subjects: BTreeSet<&String> = fact.subjects.iter().collect();
            facts.extend(subjects.into_iter().map(|subject| row(subject)));
        }
    }
    let columns = [
        ("id", "TEXT"),
        ("kind", "TEXT"),
        ("at", "BIGINT"),
        ("received", "BIGINT"),
        ("problems", "TEXT"),
    ];
    rows.insert("tiergate_billing_events", &columns, &events, "")?;
    let columns = [("subject", "TEXT"), ("event", "TEXT"), ("number", "BIGINT"), ("fact", "TEXT")];
    rows.insert("tiergate_billing_facts", &columns, &facts, "")
}

/// Inserts or replaces subscriptions. One that is another tenant's than before is no longer marked
/// as nobody's.
pub(super) fn put_subscriptions<DB: Backend>(
    rows: &mut Rows<DB>,
    subscriptions: &BTreeMap<String, BilledSubscription>,
) -> Result<(), StoreError> {
    let mut all = Vec::new();
    for (id, it) in subscriptions {
        all.push(SubscriptionRow {
            id,
            tenant: it.tenant.as_deref(),
            subscription: it.subscription.as_ref().map(json).transpose()?,
            doubts: json(&it.doubts)?,
        });
    }
    let columns =
        [("id", "TEXT"), ("tenant", "TEXT"), ("subscription", "TEXT"), ("doubts", "TEXT")];
    let replace = "ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, \
         subscription = excluded.subscription, doubts = excluded.doubts, unassigned_since = \
         CASE WHEN tiergate_billing_subscriptions.tenant IS NOT DISTINCT FROM excluded.tenant \
         THEN tiergate_billing_subscriptions.unassigned_since END";
    rows.insert("tiergate_billing_subscriptions", &columns, &all, replace)?;
    names::insert(rows, subscriptions)
}
