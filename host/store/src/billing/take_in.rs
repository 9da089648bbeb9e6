//! Taking reports in: in one transaction, each once.

use super::{BilledSubscription, BillingReader, BillingReport, StoredFact, TakenIn, asks, rows};
use crate::error::{StoreError, WriteError};
use crate::events::batch::Batch;
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::events::inserts::Rows;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use sqlx::Transaction;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tiergate::now;

pub(super) type Subscriptions = BTreeMap<String, BilledSubscription>;

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
        let mut seen = rows::known::<DB>(&mut turn, reports).await?;
        let new: Vec<_> = reports.iter().filter(|it| seen.insert(it.id.clone())).collect();
        if new.is_empty() {
            return Ok(TakenIn::default());
        }
        let (own, wanted) = facts_of(&new);
        let facts = closure::<DB>(&mut turn, own, wanted, reader).await?;
        let state = reader.state(&facts);
        let mut taken = TakenIn { new: new.len(), ..TakenIn::default() };
        let of_tenants = affected::<DB>(&mut turn, &state).await?;
        let mut batch_rows = Rows::<DB>::new();
        rows::insert_reports(&mut batch_rows, &new, now())?;
        rows::put_subscriptions(&mut batch_rows, &state)?;
        asks::want(&mut batch_rows, &reader.asks(&new, &facts), now())?;
        batch_rows.write(&mut turn).await?;
        self.bill_all(turn, of_tenants, by, &mut taken).await?;
        let gone = |it: &BilledSubscription| it.tenant.is_none();
        taken.unassigned.extend(state.iter().filter(|(_, it)| gone(it)).map(|(id, _)| id.clone()));
        Ok(taken)
    }

    /// Writes the subscriptions of tenants, and commits.
    pub(super) async fn bill_all(
        &self,
        mut turn: Transaction<'_, DB>,
        of_tenants: BTreeMap<String, Subscriptions>,
        by: &By,
        taken: &mut TakenIn,
    ) -> Result<(), StoreError> {
        let changes: Vec<_> = of_tenants.iter().map(|(tenant, all)| (tenant, bill(all))).collect();
        let asked = changes.iter().map(|(tenant, change)| (tenant.as_str(), change, by));
        let asked: Vec<_> = asked.collect();
        let mut batch = Batch::<DB>::load(&mut turn, &asked).await?;
        for (tenant, change, by) in asked {
            match batch.add(tenant, change.clone(), by) {
                Ok(Written { changed: true, .. }) => taken.changed.push(tenant.to_owned()),
                Ok(_) => {}
                Err(WriteError::UnknownTenant(_)) => {
                    let known = of_tenants.get(tenant).into_iter().flatten();
                    taken.unassigned.extend(known.map(|(id, _)| id.clone()));
                }
                Err(WriteError::Store(error)) => return Err(error),
                // The facts are stored all the same, and shown to operators.
                Err(error) => tracing::error!(tenant, %error, "subscriptions cannot be written"),
            }
        }
        let news = batch.news();
        batch.store(&mut turn).await?;
        turn.commit().await?;
        self.tell_news(news);
        Ok(())
    }

    /// Returns the subscriptions that belong to no tenant, or to one that does not exist: the first
    /// 1,000 by identifier.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    pub async fn unassigned(&self) -> Result<Subscriptions, StoreError> {
        within(TO_READ, async { rows::unassigned::<DB>(&mut *self.reading().await?).await }).await
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

/// Returns the facts of reports, and what they are about.
pub(super) fn facts_of(reports: &[&BillingReport]) -> (BTreeSet<StoredFact>, BTreeSet<String>) {
    let of = |report: &BillingReport| {
        let id = report.id.clone();
        let facts = report.facts.iter().map(|fact| fact.text.clone());
        (0..).zip(facts).map(move |(number, text)| (id.clone(), number, text)).collect::<Vec<_>>()
    };
    let facts = reports.iter().flat_map(|report| of(report)).collect();
    let subjects = reports.iter().flat_map(|report| &report.facts).flat_map(|fact| &fact.subjects);
    (facts, subjects.cloned().collect())
}

/// Returns facts with all stored ones about these subjects, and all others that the state of their
/// subscriptions depends on.
pub(super) async fn closure<DB: Backend>(
    connection: &mut DB::Connection,
    mut facts: BTreeSet<StoredFact>,
    mut wanted: BTreeSet<String>,
    reader: &dyn BillingReader,
) -> Result<Vec<StoredFact>, StoreError> {
    let mut loaded = BTreeSet::new();
    while !wanted.is_empty() {
        facts.extend(rows::facts::<DB>(connection, &wanted).await?);
        loaded.append(&mut wanted);
        let all: Vec<StoredFact> = facts.iter().cloned().collect();
        wanted = reader.subjects(&all).into_iter().filter(|it| !loaded.contains(it)).collect();
    }
    Ok(facts.into_iter().collect())
}

/// Returns all subscriptions of each tenant that a new state is about, or was about before.
pub(super) async fn affected<DB: Backend>(
    connection: &mut DB::Connection,
    state: &Subscriptions,
) -> Result<BTreeMap<String, Subscriptions>, StoreError> {
    let mut tenants = rows::tenants_of::<DB>(connection, state).await?;
    tenants.extend(state.values().filter_map(|it| it.tenant.clone()));
    let stored = rows::of_tenants::<DB>(connection, &tenants).await?;
    let mut all: BTreeMap<String, Subscriptions> =
        tenants.into_iter().map(|tenant| (tenant, Subscriptions::new())).collect();
    let kept = stored.iter().filter(|(id, _)| !state.contains_key(*id));
    for (id, it) in kept.chain(state) {
        let own = it.tenant.as_ref().and_then(|tenant| all.get_mut(tenant));
        own.into_iter().for_each(|own| drop(own.insert(id.clone(), it.clone())));
    }
    Ok(all)
}

/// Returns the change that records a tenant's subscriptions.
fn bill(all: &Subscriptions) -> Change {
    let subscriptions = all.values().filter_map(|it| it.subscription.clone()).collect();
    Change::Bill { subscriptions }
}
