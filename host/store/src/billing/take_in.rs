//! Taking reports in: in one transaction, each once.

use super::work_out::{
    Subscriptions, affected, differing, facts_of, keep_owners, load, may_be_created, writer,
};
use super::{BilledSubscription, BillingReader, BillingReport, TakenIn};
use super::{WorkedOut, asks, names, renamed, rows};
use crate::error::{StoreError, WriteError};
use crate::events::event::By;
use crate::events::inserts::Rows;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use sqlx::Transaction;
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
    /// if its subscriptions differ from what is stored. A key and a revision of `by` do not count:
    /// they would apply to one write to one tenant.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was stored, because the history cannot have the writer or the
    /// database does not answer: let the billing system send the reports again.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     store: tiergate_store::SqliteStore,
    /// #     reader: std::sync::Arc<dyn tiergate_store::BillingReader>,
    /// # ) -> Result<(), tiergate_store::WriteError> {
    /// use tiergate_store::{BillingFact, BillingReport, By};
    ///
    /// let fact = BillingFact { subjects: vec!["stripe:sub_1".into()], text: "…".into() };
    /// let report = BillingReport {
    ///     id: "evt_1".into(),
    ///     kind: "customer.subscription.updated".into(),
    ///     at: Some(tiergate::now()),
    ///     facts: vec![fact],
    ///     problems: Vec::new(),
    /// };
    /// let taken = store.take_in(vec![report], reader, &By::new("stripe")).await?;
    /// println!("{} tenants changed", taken.changed.len());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn take_in(
        &self,
        reports: Vec<BillingReport>,
        reader: Arc<dyn BillingReader>,
        by: &By,
    ) -> Result<TakenIn, WriteError> {
        let (store, by) = (self.clone(), writer(by)?);
        let taken = async move { store.take_in_now(&reports, reader.as_ref(), &by).await };
        Ok(to_its_end(taken).await?)
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
        let taken = TakenIn { new: new.len(), known, ..TakenIn::default() };
        if new.is_empty() {
            return Ok(taken);
        }
        self.take_new(turn, &new, reader, by, taken).await
    }

    /// Takes in reports that are not stored.
    async fn take_new(
        &self,
        mut turn: Transaction<'_, DB>,
        new: &[&BillingReport],
        reader: &dyn BillingReader,
        by: &By,
        mut taken: TakenIn,
    ) -> Result<TakenIn, StoreError> {
        let (fresh, subjects) = facts_of(new);
        let stored = load::<DB>(&mut turn, &fresh, subjects.clone(), reader).await?;
        let before = now().saturating_sub(SETTLED);
        let worked_out = reader.work_out(new, &stored, &fresh, before);
        let WorkedOut { mut state, asks, superseded, renamed } = worked_out;
        let mut facts = stored;
        facts.extend(fresh);
        taken.stay = keep_owners::<DB>(&mut turn, &facts, &mut state, reader).await?;
        let renamed = names::of_others::<DB>(&mut turn, renamed, &state).await?;
        let place = renamed::last_place::<DB>(&mut turn, &renamed).await?;
        let previous = rows::these::<DB>(&mut turn, &state.keys().cloned().collect()).await?;
        let of_tenants = affected::<DB>(&mut turn, &state, &previous).await?;
        let creating = match reader.creation() {
            Some(_) => may_be_created(&state, &subjects, &previous),
            None => BTreeSet::new(),
        };
        rows::delete_facts::<DB>(&mut turn, &superseded).await?;
        let mut batch_rows = Rows::<DB>::new();
        rows::insert_reports(&mut batch_rows, new, &superseded, now())?;
        rows::put_subscriptions(&mut batch_rows, &differing(&state, &previous))?;
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
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// assert!(store.billed_subscription("stripe:sub_1").await?.is_none());
    /// # Ok(()) }
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// for (id, billed) in store.billed("acme").await? {
    ///     println!("{id}: {}", billed.doubts.join(", "));
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn billed(&self, tenant: &str) -> Result<Subscriptions, StoreError> {
        let tenants = BTreeSet::from([tenant.to_owned()]);
        let read = async { rows::of_tenants::<DB>(&mut *self.reading().await?, &tenants).await };
        within(TO_READ, read).await
    }
}
