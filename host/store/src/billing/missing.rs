//! Tenants that subscriptions name, and that never existed: events that were replayed by who creates
//! no tenants leave them to who does.

// Tests: host/server/tests/http/late_tenants.rs

use super::work_out::{Subscriptions, affected};
use super::{BillingReader, TakenIn, rows};
use crate::error::StoreError;
use crate::events::event::By;
use crate::sql::backend::{Backend, Value};
use crate::sql::timeouts::{TO_WRITE, to_its_end, within};
use crate::store::SqlStore;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many tenants one transaction creates.
const MOST: usize = 100;

impl<DB: Backend> SqlStore<DB> {
    /// Creates the tenants that subscriptions name and that never existed, if the reader creates
    /// tenants, and returns those that changed. A subscription that is over creates none. One that
    /// was reported since the last [`forget_billing`](Self::forget_billing) is not looked at.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer: the next call goes on from there.
    pub async fn create_missing(
        &self,
        reader: Arc<dyn BillingReader>,
        by: &By,
    ) -> Result<Vec<String>, StoreError> {
        let (mut changed, mut after) = (Vec::new(), String::new());
        if reader.creation().is_none() {
            return Ok(changed);
        }
        loop {
            let names = self.missing(&after).await?;
            let Some(last) = names.last() else { return Ok(changed) };
            after.clone_from(last);
            let (store, reader, by) = (self.clone(), Arc::clone(&reader), by.clone());
            let work = async move { store.create_these(names, reader.as_ref(), &by).await };
            changed.extend(to_its_end(work).await?);
        }
    }

    /// Returns some tenants after this one that subscriptions name, and that never existed.
    async fn missing(&self, after: &str) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT DISTINCT own.tenant FROM tiergate_billing_subscriptions AS own \
             WHERE own.unassigned_since IS NOT NULL AND own.tenant > $1 AND NOT EXISTS \
             (SELECT 1 FROM tiergate_tenants AS known WHERE known.id = own.tenant) AND NOT EXISTS \
             (SELECT 1 FROM tiergate_events AS past WHERE past.tenant = own.tenant) \
             ORDER BY own.tenant LIMIT {MOST}"
        );
        let read = async {
            Ok(DB::rows(&mut *self.reading().await?, sql, vec![Value::Text(after)]).await?)
        };
        let rows: Vec<(String,)> = within::<_, StoreError>(TO_WRITE, read).await?;
        Ok(rows.into_iter().map(|(tenant,)| tenant).collect())
    }

    async fn create_these(
        &self,
        names: Vec<String>,
        reader: &dyn BillingReader,
        by: &By,
    ) -> Result<Vec<String>, StoreError> {
        let mut turn = self.turn_to_write().await?;
        let names: BTreeSet<String> = names.into_iter().collect();
        let own: Subscriptions = rows::of_tenants::<DB>(&mut turn, &names).await?;
        let of_tenants = affected::<DB>(&mut turn, &own, &Subscriptions::new()).await?;
        let creating = own.into_values().filter(|it| !it.is_over()).filter_map(|it| it.tenant);
        let (creating, mut taken) = (creating.collect(), TakenIn::default());
        self.bill_all(turn, of_tenants, reader, by, &creating, &mut taken).await?;
        Ok(taken.changed)
    }
}
