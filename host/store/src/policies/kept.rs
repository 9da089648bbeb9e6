//! The rows of tenants that are kept on a policy. A trigger deletes a tenant's row when its pin
//! changes or the tenant is deleted, whichever server does that.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::events::inserts::{Rows, json};
use crate::policies::keeping::Keeping;
use crate::sql::backend::{Backend, Value, from_sql, to_sql};
use serde::Serialize;
use std::collections::HashSet;
use tiergate::{Timestamp, now};

/// A kept tenant, and the event that pinned it.
#[derive(Serialize)]
pub(crate) struct Row<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) number: i64,
    pub(crate) policy: &'a str,
    /// The identity of the job that pinned it.
    pub(crate) job: i64,
}

impl<'a> Row<'a> {
    pub(crate) fn new(tenant: &'a str, number: u64, policy: &'a str, job: u64) -> Self {
        Self { tenant, number: to_sql(number), policy, job: to_sql(job) }
    }
}

/// Inserts tenants that were pinned in the same transaction.
pub(crate) async fn insert<DB: Backend>(
    connection: &mut DB::Connection,
    kept: &[Row<'_>],
) -> Result<(), StoreError> {
    let mut rows = Rows::<DB>::new();
    let columns = [("tenant", "TEXT"), ("number", "BIGINT"), ("policy", "TEXT"), ("job", "BIGINT")];
    rows.insert("tiergate_kept", &columns, kept, "")?;
    if rows.is_empty() { Ok(()) } else { rows.write(connection).await }
}

/// Returns those of the named tenants that are kept.
pub(crate) async fn among<DB: Backend>(
    connection: &mut DB::Connection,
    names: &[&str],
) -> Result<HashSet<String>, StoreError> {
    if names.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = format!("SELECT tenant FROM tiergate_kept WHERE tenant {}", DB::among(1));
    let rows: Vec<(String,)> = DB::rows(connection, sql, vec![Value::Text(&json(&names)?)]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Returns the tenants whose decisions an activation can change: those that are not pinned, and
/// those that are kept on the active policy, which decides them either way.
pub(crate) async fn unpinned<DB: Backend>(
    connection: &mut DB::Connection,
    mut tenants: Vec<Stored>,
    active: &str,
) -> Result<Vec<Stored>, StoreError> {
    let is_active = |it: &&Stored| it.policy.as_deref() == Some(active);
    let names: Vec<&str> = tenants.iter().filter(is_active).map(|it| it.tenant.as_str()).collect();
    let kept = among::<DB>(connection, &names).await?;
    tenants.retain(|it| it.policy.is_none() || kept.contains(&it.tenant));
    Ok(tenants)
}

/// Returns how many tenants are kept on a policy.
pub(crate) async fn count<DB: Backend>(
    connection: &mut DB::Connection,
    policy: &str,
) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM tiergate_kept WHERE policy = $1";
    let rows: Vec<(i64,)> = DB::rows(connection, sql, vec![Value::Text(policy)]).await?;
    Ok(rows.first().map_or(0, |row| from_sql(row.0)))
}

/// Returns the tenants with an event after this one, apart from the pins of a job: another job that is
/// at work meanwhile may keep others.
pub(crate) async fn written_since<DB: Backend>(
    connection: &mut DB::Connection,
    number: u64,
    job: u64,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT DISTINCT e.tenant FROM tiergate_events AS e WHERE e.number > $1 \
               AND NOT EXISTS (SELECT 1 FROM tiergate_kept AS k \
               WHERE k.number = e.number AND k.number > $1 AND k.job = $2)";
    let values = vec![Value::Number(number), Value::Number(job)];
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Records which activation keeps tenants on a policy, and until when; or that none does.
pub(crate) async fn put_reason<DB: Backend>(
    connection: &mut DB::Connection,
    policy: &str,
    kept: Option<(u64, Keeping)>,
) -> Result<(), StoreError> {
    let Some((activation, Keeping { until, .. })) = kept else {
        let sql = "DELETE FROM tiergate_keeps WHERE policy = $1";
        return Ok(DB::run(connection, sql, vec![Value::Text(policy)]).await?);
    };
    let sql = "INSERT INTO tiergate_keeps (policy, activation, until) VALUES ($1, $2, $3) \
               ON CONFLICT (policy) DO UPDATE SET \
               activation = excluded.activation, until = excluded.until";
    let values = vec![Value::Text(policy), Value::Number(activation), Value::NumberOrNull(until)];
    Ok(DB::run(connection, sql, values).await?)
}

/// Records that tenants who are still kept on a policy, if there are any, are released at once: an
/// activation has left the policy, and keeps nobody.
pub(crate) async fn end<DB: Backend>(
    connection: &mut DB::Connection,
    policy: &str,
    activation: u64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO tiergate_keeps (policy, activation, until) \
               SELECT DISTINCT policy, CAST($2 AS BIGINT), CAST($3 AS BIGINT) \
               FROM tiergate_kept WHERE policy = $1 \
               ON CONFLICT (policy) DO UPDATE SET \
               activation = excluded.activation, until = excluded.until";
    let values = vec![Value::Text(policy), Value::Number(activation), Value::Number(now())];
    Ok(DB::run(connection, sql, values).await?)
}

/// Which activation keeps tenants on a policy, and until when.
pub(crate) struct Reason {
    pub(crate) activation: u64,
    pub(crate) until: Option<Timestamp>,
}

/// Returns why tenants are kept on a policy; `None` if no activation keeps any.
pub(crate) async fn reason<DB: Backend>(
    connection: &mut DB::Connection,
    policy: &str,
) -> Result<Option<Reason>, StoreError> {
    let sql = "SELECT activation, until FROM tiergate_keeps WHERE policy = $1";
    let rows: Vec<(i64, Option<i64>)> =
        DB::rows(connection, sql, vec![Value::Text(policy)]).await?;
    let reason = |(activation, until): (i64, Option<i64>)| Reason {
        activation: from_sql(activation),
        until: until.map(from_sql),
    };
    Ok(rows.into_iter().next().map(reason))
}

/// Returns the policies on which tenants are kept until a moment that has come, and the activations
/// that keep them.
pub(crate) async fn due<DB: Backend>(
    connection: &mut DB::Connection,
    now: Timestamp,
) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT policy, activation FROM tiergate_keeps WHERE until <= $1 ORDER BY policy";
    let rows: Vec<(String, i64)> = DB::rows(connection, sql, vec![Value::Number(now)]).await?;
    Ok(rows.into_iter().map(|(policy, activation)| (policy, from_sql(activation))).collect())
}

/// Forgets why an activation kept tenants on a policy, after all of them were released.
pub(crate) async fn forget_reason<DB: Backend>(
    connection: &mut DB::Connection,
    policy: &str,
    activation: u64,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM tiergate_keeps WHERE policy = $1 AND activation = $2";
    let values = vec![Value::Text(policy), Value::Number(activation)];
    Ok(DB::run(connection, sql, values).await?)
}

/// Returns kept tenants in byte order, on one policy or on any.
pub(crate) async fn names<DB: Backend>(
    connection: &mut DB::Connection,
    policy: Option<&str>,
    limit: u64,
) -> Result<Vec<String>, StoreError> {
    // Two statements, because each has an index of its own.
    let (sql, mut values) = match policy {
        Some(policy) => (
            "SELECT tenant FROM tiergate_kept WHERE policy = $1 ORDER BY tenant LIMIT $2",
            vec![Value::Text(policy)],
        ),
        None => ("SELECT tenant FROM tiergate_kept ORDER BY tenant LIMIT $1", Vec::new()),
    };
    values.push(Value::Number(limit));
    let rows: Vec<(String,)> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
