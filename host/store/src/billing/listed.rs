//! What operators see of billing.

use super::BilledSubscription;
use super::rows::{Row, billed};
use crate::error::StoreError;
use crate::events::queries::parse;
use crate::sql::backend::{Backend, Columns, Sql, Value, from_sql};
use crate::sql::timeouts::{TO_READ, within};
use crate::store::SqlStore;
use serde::Serialize;
use tiergate::Timestamp;

/// How many rows one page has at most.
pub(super) const MOST: u32 = 1_000;

/// A subscription, with its identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ListedSubscription))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BillingListed {
    /// Its identifier, with the billing system's prefix, such as `stripe:sub_1`.
    pub id: String,
    /// What is known of it.
    #[serde(flatten)]
    pub billed: BilledSubscription,
}

impl BillingListed {
    /// Returns a subscription with its identifier.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::{BilledSubscription, BillingListed};
    ///
    /// let listed = BillingListed::new("stripe:sub_1".to_owned(), BilledSubscription::default());
    /// assert_eq!(listed.id, "stripe:sub_1");
    /// ```
    pub fn new(id: String, billed: BilledSubscription) -> Self {
        Self { id, billed }
    }
}

/// A report that was not understood, or not as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BillingProblem {
    /// The report's identifier.
    pub id: String,
    /// What kind of report it is; empty if that is not known.
    pub kind: String,
    /// When it was made, by the billing system's clock; absent if that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
    pub at: Option<Timestamp>,
    /// When it was received.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub received: Timestamp,
    /// What was not understood, in sentences.
    pub problems: Vec<String>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on it.
    pub rows: Vec<T>,
    /// After which place the next page begins; `None` if this is the last one.
    pub next: Option<String>,
}

/// How many subscriptions need an operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BillingCounts {
    /// Those that belong to no tenant, or to one that does not exist.
    pub unassigned: u64,
    /// Those of tenants about which something is not known for sure.
    pub in_doubt: u64,
}

type ProblemRow = (String, String, Option<i64>, i64, String);

impl<DB: Backend> SqlStore<DB> {
    /// Returns the subscriptions that belong to no tenant, or to one that does not exist, by
    /// identifier: at most 1,000, and only those after `after`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tiergate_store::StoreError> {
    /// let store = tiergate_store::SqliteStore::in_memory().await?;
    /// let page = store.unassigned(None, 100).await?;
    /// assert!(page.rows.is_empty() && page.next.is_none());
    /// # Ok(()) }
    /// ```
    pub async fn unassigned(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<BillingListed>, StoreError> {
        let limit = limit.clamp(1, MOST);
        let sql = "SELECT id, tenant, subscription, doubts FROM tiergate_billing_subscriptions \
                   WHERE id > $1 AND (tenant IS NULL OR NOT EXISTS (SELECT 1 FROM \
                   tiergate_tenants WHERE tiergate_tenants.id = tenant)) ORDER BY id LIMIT $2";
        let after = storable(after);
        let values = vec![Value::Text(after), Value::Number(u64::from(limit) + 1)];
        let rows: Vec<Row> = self.list_rows(sql, values).await?;
        let listed = |row| billed(row).map(|(id, billed)| BillingListed { id, billed });
        let rows: Vec<BillingListed> = rows.into_iter().map(listed).collect::<Result<_, _>>()?;
        Ok(page(rows, limit, |row| row.id.clone()))
    }

    /// Returns the reports that were not understood, or not as a whole, the last received one
    /// first: at most 1,000, and only those that come after the one with the identifier `after`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tiergate_store::StoreError> {
    /// let store = tiergate_store::SqliteStore::in_memory().await?;
    /// assert!(store.billing_problems(None, 100).await?.rows.is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn billing_problems(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<BillingProblem>, StoreError> {
        let limit = limit.clamp(1, MOST);
        let select = "SELECT id, kind, at, received, problems FROM tiergate_billing_events \
                      WHERE problems <> '[]'";
        let most = Value::Number(u64::from(limit) + 1);
        let rows: Vec<ProblemRow> = match after {
            None => {
                let sql = format!("{select} ORDER BY received DESC, id DESC LIMIT $1");
                self.list_rows(sql, vec![most]).await?
            }
            Some(after) => {
                let sql = format!(
                    "{select} AND (received, id) < (SELECT received, id FROM \
                     tiergate_billing_events WHERE id = $1) \
                     ORDER BY received DESC, id DESC LIMIT $2"
                );
                self.list_rows(sql, vec![Value::Text(storable(Some(after))), most]).await?
            }
        };
        let rows: Vec<_> = rows.into_iter().map(problem).collect::<Result<_, _>>()?;
        Ok(page(rows, limit, |row: &BillingProblem| row.id.clone()))
    }

    /// Counts the subscriptions that need an operator. It reads all of them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tiergate_store::StoreError> {
    /// let store = tiergate_store::SqliteStore::in_memory().await?;
    /// assert_eq!(store.billing_counts().await?.unassigned, 0);
    /// # Ok(()) }
    /// ```
    pub async fn billing_counts(&self) -> Result<BillingCounts, StoreError> {
        let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN known.id IS NULL THEN 1 ELSE 0 END), 0) \
                   AS BIGINT), CAST(COALESCE(SUM(CASE WHEN known.id IS NULL THEN 0 ELSE 1 END), 0) \
                   AS BIGINT) FROM tiergate_billing_subscriptions AS own LEFT JOIN \
                   tiergate_tenants AS known ON known.id = own.tenant \
                   WHERE known.id IS NULL OR own.doubts <> '[]'";
        let rows: Vec<(i64, i64)> = self.list_rows(sql, Vec::new()).await?;
        let (unassigned, in_doubt) = rows.into_iter().next().unwrap_or_default();
        let (unassigned, in_doubt) = (from_sql(unassigned), from_sql(in_doubt));
        Ok(BillingCounts { unassigned, in_doubt })
    }

    async fn list_rows<T: Columns>(
        &self,
        sql: impl Into<Sql>,
        values: Vec<Value<'_>>,
    ) -> Result<Vec<T>, StoreError> {
        let read = async { Ok(DB::rows(&mut *self.reading().await?, sql, values).await?) };
        within(TO_READ, read).await
    }
}

/// Returns the part of an identifier before a NUL, which PostgreSQL cannot store; empty if there is
/// none.
fn storable(after: Option<&str>) -> &str {
    after.and_then(|after| after.split('\0').next()).unwrap_or_default()
}

fn problem((id, kind, at, received, problems): ProblemRow) -> Result<BillingProblem, StoreError> {
    let problems = parse(&problems, || format!("the report `{id}`"))?;
    let (at, received) = (at.map(from_sql), from_sql(received));
    Ok(BillingProblem { id, kind, at, received, problems })
}

/// Returns a page of rows, of which one more was read than it has at most.
pub(super) fn page<T>(mut rows: Vec<T>, limit: u32, place: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(place);
    Page { rows, next }
}
