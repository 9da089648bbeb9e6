//! What is left of reports when nothing needs it any more: facts that have to do with no
//! subscription, and reports without facts.

// Tests: host/server/tests/http/kept.rs

use super::rows::delete_facts;
use super::work_out::load;
use super::{BillingFactKey, BillingReader, rows};
use crate::error::StoreError;
use crate::events::inserts::json;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_WRITE, to_its_end, within};
use crate::store::SqlStore;
use std::collections::BTreeSet;
use std::sync::Arc;
use tiergate::Timestamp;

/// How many reports one query looks at, so that it takes some milliseconds.
const MOST: u64 = 1_000;

/// The place of a report among all: when it was received, and its identifier.
type Place = (u64, String);

impl<DB: Backend> SqlStore<DB> {
    /// Deletes facts and reports from before `before` that nothing needs, and returns how many
    /// reports were deleted. It looks at each report once.
    pub(super) async fn forget_reports(
        &self,
        reader: &Arc<dyn BillingReader>,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        let (mut deleted, mut after) = (0, (0, String::new()));
        loop {
            let (last, needless) = self.needless(&after, before).await?;
            let Some(last) = last else { return Ok(deleted) };
            after = last;
            if !needless.is_empty() {
                deleted += self.delete_needless(reader, needless).await?;
            }
        }
    }

    /// Looks at some reports after this one. Returns the last of them, and those that seem to have
    /// to do with no subscription.
    async fn needless(
        &self,
        (received, id): &Place,
        before: Timestamp,
    ) -> Result<(Option<Place>, Vec<String>), StoreError> {
        // A subscription is a subject of a fact with which one of the report's shares a subject.
        let sql = format!(
            "SELECT report.received, report.id, CAST(CASE WHEN EXISTS (SELECT 1 \
             FROM tiergate_billing_facts AS own \
             JOIN tiergate_billing_facts AS near ON near.subject = own.subject \
             JOIN tiergate_billing_facts AS far ON far.event = near.event \
             AND far.number = near.number \
             JOIN tiergate_billing_subscriptions AS known ON known.id = far.subject \
             WHERE own.event = report.id) THEN 1 ELSE 0 END AS BIGINT) \
             FROM tiergate_billing_events AS report \
             WHERE report.received < $1 AND (report.received, report.id) > ($2, $3) \
             ORDER BY report.received, report.id LIMIT {MOST}"
        );
        let values = vec![Value::Number(before), Value::Number(*received), Value::Text(id)];
        let read = async { Ok(DB::rows(&mut *self.reading().await?, sql, values).await?) };
        let rows: Vec<(i64, String, i64)> = within::<_, StoreError>(TO_WRITE, read).await?;
        let last = rows.last().map(|(received, id, _)| (from_sql(*received), id.clone()));
        let needless = rows.into_iter().filter(|(.., is_needed)| *is_needed == 0);
        Ok((last, needless.map(|(_, id, _)| id).collect()))
    }

    async fn delete_needless(
        &self,
        reader: &Arc<dyn BillingReader>,
        reports: Vec<String>,
    ) -> Result<u64, StoreError> {
        let read = async {
            let mut reading = self.reading().await?;
            let useless = useless::<DB>(&mut reading, &reports, reader.as_ref()).await?;
            let bare = without_facts::<DB>(&mut reading, &reports).await?;
            Ok::<_, StoreError>(useless.is_empty() && bare.is_empty())
        };
        if within(TO_WRITE, read).await? {
            return Ok(0);
        }
        let (store, reader) = (self.clone(), Arc::clone(reader));
        to_its_end(async move {
            let mut turn = store.turn_to_write().await?;
            let useless = useless::<DB>(&mut turn, &reports, reader.as_ref()).await?;
            delete_facts::<DB>(&mut turn, &useless).await?;
            let bare = without_facts::<DB>(&mut turn, &reports).await?;
            let bare: Vec<&str> = bare.iter().map(String::as_str).collect();
            let table = ("tiergate_billing_events", "id");
            crate::events::inserts::delete::<DB>(&mut turn, table, &bare).await?;
            turn.commit().await?;
            Ok(bare.len() as u64)
        })
        .await
    }
}

/// Returns the facts of these reports that are of no use.
async fn useless<DB: Backend>(
    connection: &mut DB::Connection,
    reports: &[String],
    reader: &dyn BillingReader,
) -> Result<BTreeSet<BillingFactKey>, StoreError> {
    let own = rows::facts_of::<DB>(connection, reports).await?;
    let all = load::<DB>(connection, &own, BTreeSet::new(), reader).await?;
    let own: BTreeSet<BillingFactKey> =
        own.into_iter().map(|(event, number, _)| (event, number)).collect();
    Ok(reader.useless(&all).into_iter().filter(|key| own.contains(key)).collect())
}

/// Returns those of these reports of which no fact is left.
async fn without_facts<DB: Backend>(
    connection: &mut DB::Connection,
    reports: &[String],
) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT id FROM tiergate_billing_events AS report WHERE id {} AND NOT EXISTS \
         (SELECT 1 FROM tiergate_billing_facts AS fact WHERE fact.event = report.id)",
        DB::among(1)
    );
    let reports = json(&reports)?;
    let rows: Vec<(String,)> = DB::rows(connection, sql, vec![Value::Text(&reports)]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
