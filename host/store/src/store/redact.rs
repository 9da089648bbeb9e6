//! Redacting a person from the history.

use crate::error::{StoreError, WriteError};
use crate::events::event::By;
use crate::events::queries;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_READ, TO_WRITE, in_background, within};
use crate::store::SqlStore;
use crate::store::redact_labels;
use crate::store::redaction::Redaction;
use serde::Serialize;
use tiergate::{MAX_SAFE_INTEGER, Timestamp, now};

/// How many events one transaction looks through: others write in between.
const CHUNK: u64 = 10_000;

/// The record of a redaction: who did it and why, and in how much of the history.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate_store::{By, Redaction};
///
/// tenants.grant("acme", "pro", None, &By::new("ann@example.com")).await?;
/// let ann = Redaction::of("ann@example.com");
/// let done = tenants.store().redact(&ann, &By::new("privacy").because("request 17")).await?;
/// assert_eq!((done.number, done.events), (1, 1));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Redacted {
    /// Its number, from 1.
    pub number: u64,
    /// When, in seconds since 1970.
    pub at: Timestamp,
    /// Who made the redaction.
    pub actor: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The tenant whose history alone was redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// In how many events of tenants.
    pub events: u64,
    /// In how many activations of policies.
    pub activations: u64,
    /// In how many publications of policies.
    pub policies: u64,
}

impl<DB: Backend> SqlStore<DB> {
    /// Redacts a person from the history, which nothing else can change, and records that: who
    /// redacted, when, why, and how many rows, but not their contents. What was written, when and
    /// in which order stays, and so do facts, such as attributes, and idempotency keys;
    /// but a label that names the person, now or in the history, is redacted. Others can
    /// write meanwhile. If it is interrupted, redact again: rows that are done stay done.
    ///
    /// It does not reach copies of the database, or what was read from it before.
    ///
    /// # Errors
    ///
    /// [`WriteError::BadText`] if a text cannot be stored, or if the record would name the person
    /// again, and [`WriteError::Store`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::{By, Redaction, Store};
    ///
    /// tenants.grant("acme", "pro", None, &By::new("ann@example.com")).await?;
    /// let ann = Redaction::of("ann@example.com").instead("former-7");
    /// tenants.store().redact(&ann, &By::new("privacy")).await?;
    /// assert_eq!(tenants.store().history("acme", None, 1).await?[0].actor, "former-7");
    /// # Ok(()) }
    /// ```
    pub async fn redact(&self, redaction: &Redaction, by: &By) -> Result<Redacted, WriteError> {
        redaction.check(by)?;
        in_background(self.clone().redact_all(redaction.clone(), by.clone())).await
    }

    async fn redact_all(self, of: Redaction, by: By) -> Result<Redacted, WriteError> {
        let By { actor, reason, .. } = by;
        let (number, at, tenant) = (0, now(), of.tenant.clone());
        let (events, activations, policies) = (0, 0, 0);
        let mut done =
            Redacted { number, at, actor, reason, tenant, events, activations, policies };
        let mut first = 1;
        while !within(TO_WRITE, self.redact_chunk(&of, &mut done, first)).await? {
            first += CHUNK;
        }
        Ok(done)
    }

    /// Redacts the events from a number on, and returns whether they are the last ones.
    async fn redact_chunk(
        &self,
        of: &Redaction,
        done: &mut Redacted,
        first: u64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        DB::lock(&mut transaction).await?;
        let last = queries::last_number::<DB>(&mut transaction).await?;
        let is_last = first + CHUNK > last;
        redact_some::<DB>(&mut transaction, of, done, first, is_last).await?;
        transaction.commit().await?;
        Ok(is_last)
    }

    /// Returns who was redacted from the history, the last redaction first: at most `limit`, before
    /// the redaction `before` if it is given.
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
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, Redaction};
    ///
    /// store.redact(&Redaction::of("ann@example.com"), &By::new("privacy")).await?;
    /// assert_eq!(store.redactions(None, 10).await?[0].actor, "privacy");
    /// # Ok(()) }
    /// ```
    pub async fn redactions(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Redacted>, StoreError> {
        let before = before.unwrap_or(MAX_SAFE_INTEGER);
        let read = async { list::<DB>(&mut *self.reading().await?, before, limit).await };
        within(TO_READ, read).await
    }
}

type Row = (i64, i64, String, Option<String>, Option<String>, i64, i64, i64);

async fn list<DB: Backend>(
    connection: &mut DB::Connection,
    before: u64,
    limit: u32,
) -> Result<Vec<Redacted>, StoreError> {
    let sql = "SELECT number, at, actor, reason, tenant, events, activations, policies \
               FROM tiergate_redactions WHERE number < $1 ORDER BY number DESC LIMIT $2";
    let values = vec![Value::Number(before), Value::Number(limit.into())];
    let rows: Vec<Row> = DB::rows(connection, sql, values).await?;
    let redacted = |(number, at, actor, reason, tenant, events, activations, policies): Row| {
        let [number, at, events] = [number, at, events].map(from_sql);
        let [activations, policies] = [activations, policies].map(from_sql);
        Redacted { number, at, actor, reason, tenant, events, activations, policies }
    };
    Ok(rows.into_iter().map(redacted).collect())
}

/// Redacts some events and, at the end, activations and policies, and records how many.
async fn redact_some<DB: Backend>(
    connection: &mut DB::Connection,
    of: &Redaction,
    done: &mut Redacted,
    first: u64,
    is_last: bool,
) -> Result<(), StoreError> {
    // The triggers that protect the history look for this row, which nobody else ever sees.
    let open = "INSERT INTO tiergate_redacting (number) VALUES (1)";
    DB::run(connection, open, Vec::new()).await?;
    if done.number == 0 {
        done.number = list::<DB>(connection, MAX_SAFE_INTEGER, 1)
            .await?
            .first()
            .map_or(1, |it| it.number + 1);
        insert::<DB>(connection, done).await?;
    }
    done.events += update::<DB>(connection, "tiergate_events", "number", of, Some(first)).await?;
    redact_labels::in_events::<DB>(connection, of, (first, first + CHUNK)).await?;
    if is_last {
        redact_labels::of_tenants::<DB>(connection, of).await?;
    }
    if is_last && of.tenant.is_none() {
        let (one, other) = ("tiergate_activations", "tiergate_policies");
        done.activations = update::<DB>(connection, one, "number", of, None).await?;
        done.policies = update::<DB>(connection, other, "size", of, None).await?;
        // They are not part of the history, and so not counted.
        let runs = "UPDATE tiergate_billing_runs SET actor = $2 WHERE actor = $1";
        let values = vec![Value::Text(&of.actor), Value::Text(&of.instead)];
        DB::run(connection, runs, values).await?;
    }
    let sql = "UPDATE tiergate_redactions SET events = $2, activations = $3, policies = $4 \
               WHERE number = $1";
    let counts = [done.number, done.events, done.activations, done.policies];
    DB::run(connection, sql, counts.map(Value::Number).to_vec()).await?;
    Ok(DB::run(connection, "DELETE FROM tiergate_redacting", Vec::new()).await?)
}

/// Redacts from a table (of events, only from a number on), and returns from how many rows.
async fn update<DB: Backend>(
    connection: &mut DB::Connection,
    table: &str,
    number: &str,
    of: &Redaction,
    first: Option<u64>,
) -> Result<u64, StoreError> {
    let mut values = vec![
        Value::Text(&of.actor),
        Value::Text(&of.instead),
        // Nothing is replaced if this is empty.
        Value::Text(&of.mentioned),
    ];
    let mut sql = format!(
        "UPDATE {table} SET \
         actor = CASE WHEN actor = $1 THEN $2 ELSE actor END, \
         reason = CASE WHEN reason IS NULL THEN NULL WHEN actor = $1 THEN $2 \
                  ELSE replace(reason, $3, $2) END \
         WHERE (actor = $1 OR reason <> replace(reason, $3, $2))"
    );
    if let Some(first) = first {
        sql.push_str(" AND number >= $4 AND number < $5");
        values.extend([Value::Number(first), Value::Number(first + CHUNK)]);
    }
    if let (Some(tenant), Some(_)) = (&of.tenant, first) {
        sql.push_str(" AND tenant = $6");
        values.push(Value::Text(tenant));
    }
    sql.push_str(" RETURNING ");
    sql.push_str(number);
    let rows: Vec<(i64,)> = DB::rows(connection, sql, values).await?;
    Ok(rows.len() as u64)
}

async fn insert<DB: Backend>(
    connection: &mut DB::Connection,
    done: &Redacted,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO tiergate_redactions \
               (number, at, actor, reason, tenant, events, activations, policies) \
               VALUES ($1, $2, $3, $4, $5, 0, 0, 0)";
    let values = vec![
        Value::Number(done.number),
        Value::Number(done.at),
        Value::Text(&done.actor),
        Value::TextOrNull(done.reason.as_deref()),
        Value::TextOrNull(done.tenant.as_deref()),
    ];
    Ok(DB::run(connection, sql, values).await?)
}
