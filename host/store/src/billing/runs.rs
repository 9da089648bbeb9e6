//! What operators had done with everything that is stored of billing systems: which run is under
//! way, and how the last ones ended.

// Tests: host/server/tests/http/reconcile.rs

use super::claims::number;
use crate::error::StoreError;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use tiergate::{Timestamp, now};

/// How many seconds after its last report a run counts as abandoned: its server has ended.
const ABANDONED: u64 = 60;

/// A run, as its server last reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BillingRun {
    /// Its number.
    pub number: u64,
    /// Who began it.
    pub actor: String,
    /// When it began, in seconds since 1970.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Whether it has not ended, and its server no longer reports on it.
    pub is_abandoned: bool,
    /// Its progress and result, as its server wrote them.
    pub state: String,
}

impl<DB: Backend> SqlStore<DB> {
    /// Begins a run, unless one is under way at any server of the database. Returns the run, and
    /// whether it is the new one.
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
    /// let (run, is_new) = store.begin_billing_run("ann", "{}").await?;
    /// assert!(is_new && !store.begin_billing_run("bob", "{}").await?.1);
    /// store.report_billing_run(run.number, "{}", true).await?;
    /// # Ok(()) }
    /// ```
    pub async fn begin_billing_run(
        &self,
        actor: &str,
        state: &str,
    ) -> Result<(BillingRun, bool), StoreError> {
        let (store, actor, state) = (self.clone(), actor.to_owned(), state.to_owned());
        to_its_end(async move { store.begin_now(actor, state).await }).await
    }

    async fn begin_now(
        &self,
        actor: String,
        state: String,
    ) -> Result<(BillingRun, bool), StoreError> {
        let mut turn = self.turn_to_write().await?;
        let last = runs::<DB>(&mut turn).await?;
        if let Some(run) = last.into_iter().find(|it| it.ended.is_none() && !it.is_abandoned) {
            return Ok((run, false));
        }
        let number = number::<DB>(&mut turn).await?;
        let sql = "INSERT INTO tiergate_billing_runs (number, actor, began, beat, state) \
                   VALUES ($1, $2, $3, $3, $4)";
        let (number_of, now) = (Value::Number(number), now());
        let values = vec![number_of, Value::Text(&actor), Value::Number(now), Value::Text(&state)];
        DB::run(&mut turn, sql, values).await?;
        let old = "DELETE FROM tiergate_billing_runs WHERE number NOT IN \
                   (SELECT number FROM tiergate_billing_runs ORDER BY number DESC LIMIT 10)";
        DB::run(&mut turn, old, Vec::new()).await?;
        turn.commit().await?;
        let run = BillingRun { number, actor, began: now, ended: None, is_abandoned: false, state };
        Ok((run, true))
    }

    /// Stores how far a run has got. Call it at least every 30 seconds, and once at its end.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// See [`begin_billing_run`](Self::begin_billing_run).
    pub async fn report_billing_run(
        &self,
        number: u64,
        state: &str,
        has_ended: bool,
    ) -> Result<(), StoreError> {
        let (store, state) = (self.clone(), state.to_owned());
        to_its_end(async move {
            let mut turn = store.turn_to_write().await?;
            // A report that was on its way when the run ended comes after the last one.
            let sql = "UPDATE tiergate_billing_runs SET state = $2, beat = $3, ended = $4 \
                   WHERE number = $1 AND ended IS NULL";
            let (now, number) = (now(), Value::Number(number));
            let ended = Value::NumberOrNull(has_ended.then_some(now));
            let values = vec![number, Value::Text(&state), Value::Number(now), ended];
            DB::run(&mut turn, sql, values).await?;
            Ok(turn.commit().await?)
        })
        .await
    }

    /// Returns the last ten runs, the last one first.
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
    /// assert!(store.billing_runs().await?.is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn billing_runs(&self) -> Result<Vec<BillingRun>, StoreError> {
        within(TO_READ, async { runs::<DB>(&mut *self.reading().await?).await }).await
    }
}

/// A run as stored: its number, actor, beginning, last report, end and state.
type Row = (i64, String, i64, i64, Option<i64>, String);

/// Returns all runs, the last one first.
async fn runs<DB: Backend>(connection: &mut DB::Connection) -> Result<Vec<BillingRun>, StoreError> {
    let sql = "SELECT number, actor, began, beat, ended, state FROM tiergate_billing_runs \
               ORDER BY number DESC";
    let rows: Vec<Row> = DB::rows(connection, sql, Vec::new()).await?;
    let now = now();
    let run = |(number, actor, began, beat, ended, state): Row| BillingRun {
        number: from_sql(number),
        actor,
        began: from_sql(began),
        ended: ended.map(from_sql),
        is_abandoned: ended.is_none() && from_sql(beat) + ABANDONED < now,
        state,
    };
    Ok(rows.into_iter().map(run).collect())
}
