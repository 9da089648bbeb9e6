//! Claims of what is on the list, and the numbers of answers. Each write goes on to its end even if
//! nobody waits for it.

// Tests: tests/tests/store/asks.rs

use super::asks::DELAY;
use crate::error::StoreError;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use tiergate::{Timestamp, now};

/// How many seconds a server has for one attempt. Then another one may try.
const LEASE: u64 = 120;

/// A subject that this server asks about now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BillingAsk {
    /// What to ask about, such as `stripe:cus_1`.
    pub subject: String,
    /// The number of the answer. It is greater than that of every answer that was asked for before.
    pub number: u64,
    /// How many attempts have failed in a row.
    pub failures: u64,
    /// How often it was put on the list by then.
    wanted: u64,
}

/// What may be claimed at the moment `$1`.
const IS_DUE: &str = "due <= $1 AND (leased_until IS NULL OR leased_until <= $1)";

impl<DB: Backend> SqlStore<DB> {
    /// Claims the subject that is due first, for two minutes; `None` if none is due.
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
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// if let Some(ask) = store.claim_ask().await? {
    ///     // … ask the billing system about `ask.subject`, and take the answer in …
    ///     store.end_ask(&ask).await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn claim_ask(&self) -> Result<Option<BillingAsk>, StoreError> {
        let now = now();
        if !self.is_any_due(now).await? {
            return Ok(None);
        }
        let store = self.clone();
        to_its_end(async move { store.claim_now(now).await }).await
    }

    /// Returns whether anything may be claimed, without a turn to write.
    async fn is_any_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        let sql = format!("SELECT subject FROM tiergate_billing_asks WHERE {IS_DUE} LIMIT 1");
        let any: Vec<(String,)> = within(TO_READ, async {
            let mut reading = self.reading().await?;
            Ok::<_, StoreError>(DB::rows(&mut reading, sql, vec![Value::Number(now)]).await?)
        })
        .await?;
        Ok(!any.is_empty())
    }

    async fn claim_now(&self, now: Timestamp) -> Result<Option<BillingAsk>, StoreError> {
        let mut turn = self.turn_to_write().await?;
        let number = number::<DB>(&mut turn).await?;
        let sql = format!(
            "UPDATE tiergate_billing_asks SET lease = $2, leased_until = $3 WHERE subject = \
             (SELECT subject FROM tiergate_billing_asks WHERE {IS_DUE} \
             ORDER BY due, subject LIMIT 1) RETURNING subject, wanted, failures"
        );
        let values = vec![Value::Number(now), Value::Number(number), Value::Number(now + LEASE)];
        let rows: Vec<(String, i64, i64)> = DB::rows(&mut turn, sql, values).await?;
        turn.commit().await?;
        Ok(rows.into_iter().next().map(|(subject, wanted, failures)| BillingAsk {
            subject,
            number,
            failures: from_sql(failures),
            wanted: from_sql(wanted),
        }))
    }

    /// Takes a subject off the list, after its answer was taken in. It stays if it was put on the
    /// list again since it was claimed, or if another server has claimed it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer. It is then asked about again.
    ///
    /// # Examples
    ///
    /// See [`claim_ask`](Self::claim_ask).
    pub async fn end_ask(&self, ask: &BillingAsk) -> Result<(), StoreError> {
        let (store, ask) = (self.clone(), ask.clone());
        to_its_end(async move { store.end_now(&ask).await }).await
    }

    async fn end_now(&self, ask: &BillingAsk) -> Result<(), StoreError> {
        let mut turn = self.turn_to_write().await?;
        let own = "subject = $1 AND lease = $2";
        let delete = format!("DELETE FROM tiergate_billing_asks WHERE {own} AND wanted = $3");
        let wanted = [Value::Text(&ask.subject), Value::Number(ask.number)];
        let values = [&wanted[..], &[Value::Number(ask.wanted)]].concat();
        DB::run(&mut turn, delete, values).await?;
        let again = format!(
            "UPDATE tiergate_billing_asks SET lease = NULL, leased_until = NULL, failures = 0, \
             problem = NULL, due = $3 WHERE {own}"
        );
        let values = [&wanted[..], &[Value::Number(now() + DELAY)]].concat();
        DB::run(&mut turn, again, values).await?;
        Ok(turn.commit().await?)
    }

    /// Keeps a subject on the list after a failed attempt, and has it asked about again after this
    /// many seconds.
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
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// # store.ask_about(&["stripe:cus_1".to_owned()].into()).await?;
    /// if let Some(ask) = store.claim_ask().await? {
    ///     store.postpone_ask(&ask, "it did not answer", 60).await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn postpone_ask(
        &self,
        ask: &BillingAsk,
        problem: &str,
        seconds: u64,
    ) -> Result<(), StoreError> {
        let (store, ask, problem) = (self.clone(), ask.clone(), problem.to_owned());
        to_its_end(async move { store.postpone_now(&ask, &problem, seconds).await }).await
    }

    async fn postpone_now(
        &self,
        ask: &BillingAsk,
        problem: &str,
        seconds: u64,
    ) -> Result<(), StoreError> {
        let mut turn = self.turn_to_write().await?;
        let sql = "UPDATE tiergate_billing_asks SET lease = NULL, leased_until = NULL, \
                   failures = failures + 1, problem = $3, due = $4 \
                   WHERE subject = $1 AND lease = $2";
        let due = Value::Number(now().saturating_add(seconds));
        let (subject, problem) = (Value::Text(&ask.subject), Value::Text(problem));
        DB::run(&mut turn, sql, vec![subject, Value::Number(ask.number), problem, due]).await?;
        Ok(turn.commit().await?)
    }

    /// Takes a number for an answer: it is greater than every one that was taken before.
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
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// let first = store.take_billing_number().await?;
    /// assert!(store.take_billing_number().await? > first);
    /// # Ok(()) }
    /// ```
    pub async fn take_billing_number(&self) -> Result<u64, StoreError> {
        let store = self.clone();
        to_its_end(async move {
            let mut turn = store.turn_to_write().await?;
            let number = number::<DB>(&mut turn).await?;
            turn.commit().await?;
            Ok(number)
        })
        .await
    }

    /// Returns the last number that was taken; 0 if none was.
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
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// let taken = store.take_billing_number().await?;
    /// assert_eq!(store.last_number().await?, taken);
    /// # Ok(()) }
    /// ```
    pub async fn last_number(&self) -> Result<u64, StoreError> {
        let sql = "SELECT last FROM tiergate_billing_numbers";
        let rows: Vec<(i64,)> = within(TO_READ, async {
            let mut reading = self.reading().await?;
            Ok::<_, StoreError>(DB::rows(&mut reading, sql, Vec::new()).await?)
        })
        .await?;
        Ok(rows.first().map_or(0, |row| from_sql(row.0)))
    }
}

/// Takes the next number, in a transaction whose turn to write it is.
pub(super) async fn number<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<u64, StoreError> {
    let sql = "UPDATE tiergate_billing_numbers SET last = last + 1 RETURNING last";
    let rows: Vec<(i64,)> = DB::rows(connection, sql, Vec::new()).await?;
    let absent = || StoreError::Corrupt {
        what: "the last number of billing".to_owned(),
        problem: "its row is missing".to_owned(),
    };
    rows.first().map(|row| from_sql(row.0)).ok_or_else(absent)
}
