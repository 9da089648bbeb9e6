//! Taking reports in: in one transaction, each once.

use super::work_out::{Subscriptions, affected, facts_of, load, may_be_created};
use super::{BilledSubscription, BillingReader, BillingReport, TakenIn};
use super::{WorkedOut, asks, keep, names, renamed, rows};
use crate::error::StoreError;
use crate::events::event::By;
use crate::events::inserts::Rows;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use std::collections::BTreeSet;
use std::sync::Arc;
use tiergate::{Timestamp, now};

/// How old a fact must be before it supersedes earlier ones, in seconds: 4 days. Work on a
/// subscription grows with the facts that are kept of it, so it is not much longer than the 3 days
/// for which Stripe sends an event again by itself. One that a person has it send again later than
/// that is behind what superseded it, and changes nothing.
const SETTLED: Timestamp = 4 * 86_400;

impl<DB: Backend> SqlStore<DB> {
    /// Takes in what a billing system reported. Each report counts once; a tenant is written only
    /// if its subscriptions differ from what is stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if nothing was stored: let the billing system send the reports again.
    pub async fn take_in(
        &self,
        reports: Vec<BillingReport>,
        reader: Arc<dyn BillingReader>,
        by: &By,
    ) -> Result<TakenIn, StoreError> {
        let (store, by) = (self.clone(), by.clone());
        to_its_end(async move { store.take_in_now(&reports, reader.as_ref(), &by).await }).await
    }

    async fn take_in_now(
        &self,
        reports: &[BillingReport],
        reader: &dyn BillingReader,
        by: &By,
    ) -> Result<TakenIn, StoreError> {
        let mut turn = self.turn_to_write().await?;
        let known = rows::known::<DB>(&mut turn, reports).await?;
        let mut seen = known.clone();
        let new: Vec<_> = reports.iter().filter(|it| seen.insert(it.id.clone())).collect();
        let mut taken = TakenIn { new: new.len(), known, ..TakenIn::default() };
        if new.is_empty() {
            return Ok(taken);
        }
        let (fresh, subjects) = facts_of(&new);
        let stored = load::<DB>(&mut turn, &fresh, subjects.clone(), reader).await?;
        let before = now().saturating_sub(SETTLED);
        let worked_out = reader.work_out(&new, &stored, &fresh, before);
        let WorkedOut { state, asks, superseded, renamed } = worked_out;
        let renamed = names::of_others::<DB>(&mut turn, renamed, &state).await?;
        let place = renamed::last_place::<DB>(&mut turn, &renamed).await?;
        let of_tenants = affected::<DB>(&mut turn, &state).await?;
        let creating = match reader.creation() {
            Some(_) => {
                may_be_created(&state, &subjects, &rows::owners::<DB>(&mut turn, &state).await?)
            }
            None => BTreeSet::new(),
        };
        keep::delete_facts::<DB>(&mut turn, &superseded).await?;
        let mut batch_rows = Rows::<DB>::new();
        rows::insert_reports(&mut batch_rows, &new, &superseded, now())?;
        rows::put_subscriptions(&mut batch_rows, &state)?;
        asks::want(&mut batch_rows, &asks, now())?;
        renamed::insert(&mut batch_rows, &renamed, place)?;
        batch_rows.write(&mut turn).await?;
        taken.renamed = !renamed.is_empty();
        self.bill_all(turn, of_tenants, reader, by, &creating, &mut taken).await?;
        let gone = |it: &BilledSubscription| it.tenant.is_none();
        taken.unassigned.extend(state.iter().filter(|(_, it)| gone(it)).map(|(id, _)| id.clone()));
        Ok(taken)
    }

    /// Returns a subscription by its identifier; `None` if no report names it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    pub async fn billed_subscription(
        &self,
        id: &str,
    ) -> Result<Option<BilledSubscription>, StoreError> {
        let read = async { rows::one::<DB>(&mut *self.reading().await?, id).await };
        within(TO_READ, read).await
    }

    /// Returns a tenant's subscriptions with what is in doubt about them, by identifier.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    pub async fn billed(&self, tenant: &str) -> Result<Subscriptions, StoreError> {
        let tenants = BTreeSet::from([tenant.to_owned()]);
        let read = async { rows::of_tenants::<DB>(&mut *self.reading().await?, &tenants).await };
        within(TO_READ, read).await
    }
}
