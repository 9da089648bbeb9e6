//! The list of what billing systems must be asked about.
//!
//! What an event leaves in doubt is put on the list in the transaction that takes the event in.
//! Whoever claims a subject takes a number with it, and asks after that. So an answer with a
//! greater number is newer, by no clock, and includes everything that was taken in before the
//! claim. What is taken in meanwhile makes one more ask, however much it is.

// Tests: tests/tests/store/asks.rs in both databases, host/server/tests/http/asking.rs with a
// billing system.

use super::listed::{MOST, Page, page};
use crate::error::StoreError;
use crate::events::inserts::Rows;
use crate::sql::backend::{Backend, Value, from_sql, to_sql};
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use serde::Serialize;
use std::collections::BTreeSet;
use tiergate::{MAX_SAFE_INTEGER, Timestamp, now};

/// How many seconds after it was put on the list a subject is asked about: events come in bursts,
/// and one answer settles all of them. It is also longer than the second by which a billing
/// system's clock orders its events.
pub(super) const DELAY: u64 = 2;

/// A subject on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BillingWaiting {
    /// What to ask about, such as `stripe:cus_1`.
    pub subject: String,
    /// Since when it waits, in seconds since 1970.
    pub since: Timestamp,
    /// When it is asked about at the earliest.
    pub due: Timestamp,
    /// How many attempts have failed in a row.
    pub failures: u64,
    /// Why the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub problem: Option<String>,
}

impl BillingWaiting {
    /// Returns this one's place in the list, for the next page. It stays a place if the subject is
    /// taken off the list.
    fn place(&self) -> String {
        format!("{}.{}.{}", self.failures, self.since, self.subject)
    }
}

/// Returns what [`BillingWaiting::place`] was made of; `None` if the text is not a place.
fn place(text: &str) -> Option<(u64, Timestamp, &str)> {
    let mut parts = text.splitn(3, '.');
    let mut number = || parts.next()?.parse().ok().filter(|it| *it <= MAX_SAFE_INTEGER);
    let (failures, since) = (number()?, number()?);
    // PostgreSQL cannot store a NUL, so there is no such subject.
    Some((failures, since, parts.next().filter(|subject| !subject.contains('\0'))?))
}

type Row = (String, i64, i64, i64, Option<String>);

fn waiting((subject, since, due, failures, problem): Row) -> BillingWaiting {
    let (since, due, failures) = (from_sql(since), from_sql(due), from_sql(failures));
    BillingWaiting { subject, since, due, failures, problem }
}

/// How long the list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BillingAskStatus {
    /// How many subjects wait, including those that are being asked about.
    pub waiting: u64,
    /// Since when the oldest one waits.
    pub since: Option<Timestamp>,
    /// For how many the last attempt failed.
    pub failing: u64,
}

impl<DB: Backend> SqlStore<DB> {
    /// Puts subjects on the list of what a billing system must be asked about. One that is on it
    /// stays there until an attempt that began later has succeeded.
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
    /// store.ask_about(&["stripe:cus_1".to_owned()].into()).await?;
    /// assert_eq!(store.ask_status().await?.waiting, 1);
    /// # Ok(()) }
    /// ```
    pub async fn ask_about(&self, subjects: &BTreeSet<String>) -> Result<(), StoreError> {
        if subjects.is_empty() {
            return Ok(());
        }
        let mut rows = Rows::<DB>::new();
        want(&mut rows, subjects, now())?;
        let store = self.clone();
        to_its_end(async move {
            let mut turn = store.turn_to_write().await?;
            rows.write(&mut turn).await?;
            Ok(turn.commit().await?)
        })
        .await
    }

    /// Returns how long the list is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// See [`ask_about`](Self::ask_about).
    pub async fn ask_status(&self) -> Result<BillingAskStatus, StoreError> {
        let sql = "SELECT count(*), min(since), \
                   CAST(coalesce(sum(CASE WHEN failures > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) \
                   FROM tiergate_billing_asks";
        let rows: Vec<(i64, Option<i64>, i64)> = within(TO_READ, async {
            let mut reading = self.reading().await?;
            Ok::<_, StoreError>(DB::rows(&mut reading, sql, Vec::new()).await?)
        })
        .await?;
        let Some((waiting, since, failing)) = rows.into_iter().next() else {
            return Ok(BillingAskStatus::default());
        };
        let (waiting, failing) = (from_sql(waiting), from_sql(failing));
        Ok(BillingAskStatus { waiting, since: since.map(from_sql), failing })
    }

    /// Returns what is on the list: what has the most failures first, and then the oldest. A page
    /// has at most 1,000 subjects, and begins after `after`, which is the [`next`](Page::next) of
    /// the previous page. After any other text there is nothing.
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
    /// for waiting in store.billing_asks(None, 100).await?.rows {
    ///     println!("{} waits since {}", waiting.subject, waiting.since);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn billing_asks(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<BillingWaiting>, StoreError> {
        let limit = limit.clamp(1, MOST);
        let select = "SELECT subject, since, due, failures, problem FROM tiergate_billing_asks";
        let order = "ORDER BY failures DESC, since, subject";
        let most = Value::Number(u64::from(limit) + 1);
        let (sql, values) = match after.map(place) {
            None => (format!("{select} {order} LIMIT $1"), vec![most]),
            Some(None) => return Ok(Page { rows: Vec::new(), next: None }),
            Some(Some((failures, since, subject))) => {
                let sql = format!(
                    "{select} WHERE failures < $1 OR (failures = $1 AND (since, subject) > \
                     ($2, $3)) {order} LIMIT $4"
                );
                let (failures, since) = (Value::Number(failures), Value::Number(since));
                (sql, vec![failures, since, Value::Text(subject), most])
            }
        };
        let rows: Vec<Row> = within(TO_READ, async {
            let mut reading = self.reading().await?;
            Ok::<_, StoreError>(DB::rows(&mut reading, sql, values).await?)
        })
        .await?;
        Ok(page(rows.into_iter().map(waiting).collect(), limit, BillingWaiting::place))
    }
}

#[derive(Serialize)]
struct AskRow<'a> {
    subject: &'a str,
    since: i64,
    due: i64,
    wanted: i64,
    failures: i64,
}

/// Puts subjects on the list. One that is there already is only wanted once more: it stays due when
/// it was, so that a subject whose attempts fail is not asked about more often because of news.
pub(super) fn want<DB: Backend>(
    rows: &mut Rows<DB>,
    subjects: &BTreeSet<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (since, due) = (to_sql(now), to_sql(now + DELAY));
    let row = |subject| AskRow { subject, since, due, wanted: 1, failures: 0 };
    let all: Vec<_> = subjects.iter().map(|subject| row(subject)).collect();
    let columns = [
        ("subject", "TEXT"),
        ("since", "BIGINT"),
        ("due", "BIGINT"),
        ("wanted", "BIGINT"),
        ("failures", "BIGINT"),
    ];
    let again = "ON CONFLICT (subject) DO UPDATE SET wanted = tiergate_billing_asks.wanted + 1";
    rows.insert("tiergate_billing_asks", &columns, &all, again)
}
