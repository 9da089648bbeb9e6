//! What facts amount to, and the tenants that are written because of it.

use super::{BilledSubscription, BillingReader, BillingReport, StoredFact, TakenIn, rows};
use crate::error::{StoreError, WriteError};
use crate::events::batch::Batch;
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::events::queries;
use crate::sql::backend::Backend;
use crate::store::SqlStore;
use sqlx::Transaction;
use std::collections::{BTreeMap, BTreeSet};
use tiergate::MAX_SAFE_INTEGER;

/// Subscriptions by their identifiers.
pub(super) type Subscriptions = BTreeMap<String, BilledSubscription>;

/// Returns the stored facts about these subjects, with all others that the state of their
/// subscriptions, and of those in the new facts, depends on.
pub(super) async fn load<DB: Backend>(
    connection: &mut DB::Connection,
    fresh: &[StoredFact],
    mut wanted: BTreeSet<String>,
    reader: &dyn BillingReader,
) -> Result<Vec<StoredFact>, StoreError> {
    let (mut facts, mut loaded) = (BTreeMap::new(), BTreeSet::new());
    wanted.extend(reader.subjects(fresh));
    let mut found = rows::facts::<DB>(connection, &wanted).await?;
    while !found.is_empty() {
        loaded.append(&mut wanted);
        wanted = reader.subjects(&found).into_iter().filter(|it| !loaded.contains(it)).collect();
        facts.extend(found.into_iter().map(|(event, number, text)| ((event, number), text)));
        // Most facts have a subject more by which they were found: only others are read.
        let mut keys = rows::keys::<DB>(connection, &wanted).await?;
        keys.retain(|key| !facts.contains_key(key));
        found = rows::facts_by_key::<DB>(connection, &keys).await?;
    }
    Ok(facts.into_iter().map(|((event, number), text)| (event, number, text)).collect())
}

/// Returns the facts of reports, as stored, and what they are about.
pub(super) fn facts_of(reports: &[&BillingReport]) -> (Vec<StoredFact>, BTreeSet<String>) {
    let of = |report: &BillingReport| {
        let id = report.id.clone();
        let facts = report.facts.iter().map(|fact| fact.text.clone());
        (0..).zip(facts).map(move |(number, text)| (id.clone(), number, text)).collect::<Vec<_>>()
    };
    let facts = reports.iter().flat_map(|report| of(report)).collect();
    let subjects = reports.iter().flat_map(|report| &report.facts).flat_map(|fact| &fact.subjects);
    (facts, subjects.cloned().collect())
}

/// Returns the tenants that a state concerns, those of these stored subscriptions as well, with all
/// subscriptions that each has then.
pub(super) async fn affected<DB: Backend>(
    connection: &mut DB::Connection,
    state: &Subscriptions,
    stored: &Subscriptions,
) -> Result<BTreeMap<String, Subscriptions>, StoreError> {
    let both = state.values().chain(stored.values());
    let tenants: BTreeSet<String> = both.filter_map(|it| it.tenant.clone()).collect();
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

/// Leaves subscriptions with their tenants in a state that follows from facts, and returns which. No
/// subscription is taken from its tenant merely because the reader is set up differently from the one before.
pub(super) async fn keep_owners<DB: Backend>(
    connection: &mut DB::Connection,
    facts: &[StoredFact],
    state: &mut Subscriptions,
    reader: &dyn BillingReader,
) -> Result<BTreeSet<String>, StoreError> {
    let mut stay = BTreeSet::new();
    let otherwise = reader.by_other_settings(facts);
    if otherwise.is_empty() {
        return Ok(stay);
    }
    let stored = rows::these::<DB>(connection, &otherwise.keys().cloned().collect()).await?;
    for (id, otherwise) in otherwise {
        let tenant = stored.get(&id).and_then(|it| it.tenant.as_ref());
        if tenant.is_some() && tenant == otherwise.tenant.as_ref() {
            state.insert(id.clone(), otherwise);
            stay.insert(id);
        }
    }
    Ok(stay)
}

/// Returns who writes any number of tenants, each any number of times. A key or a revision would
/// apply to the first of these writes and refuse the others, so neither counts.
///
/// # Errors
///
/// [`WriteError::BadText`] if the history cannot have the writer.
pub(super) fn writer(by: &By) -> Result<By, WriteError> {
    by.check()?;
    let writer = By::new(by.actor());
    Ok(match &by.reason {
        Some(reason) => writer.because(reason),
        None => writer,
    })
}

impl<DB: Backend> SqlStore<DB> {
    /// Writes the subscriptions of tenants, and commits. Of `creating`, those that do not exist are
    /// created first, if the reader creates tenants.
    pub(super) async fn bill_all(
        &self,
        mut turn: Transaction<'_, DB>,
        of_tenants: BTreeMap<String, Subscriptions>,
        reader: &dyn BillingReader,
        by: &By,
        creating: &BTreeSet<String>,
        taken: &mut TakenIn,
    ) -> Result<(), StoreError> {
        let mut changes = creations::<DB>(&mut turn, creating, reader).await?;
        changes.extend(of_tenants.iter().map(|(tenant, all)| (tenant.as_str(), bill(all))));
        let asked = changes.iter().map(|(tenant, change)| (*tenant, change, by));
        let asked: Vec<_> = asked.collect();
        let mut batch = Batch::<DB>::load(&mut turn, &asked).await?;
        for (tenant, change, by) in asked {
            let written = batch.add(tenant, change.clone(), by);
            note(tenant, written, of_tenants.get(tenant), taken)?;
        }
        let news = batch.news();
        batch.store(&mut turn).await?;
        turn.commit().await?;
        self.tell_news(news);
        Ok(())
    }
}

/// Notes what became of a tenant's change.
fn note(
    tenant: &str,
    written: Result<Written, WriteError>,
    all: Option<&Subscriptions>,
    taken: &mut TakenIn,
) -> Result<(), StoreError> {
    match written {
        Ok(Written { changed: true, .. }) => taken.changed.push(tenant.to_owned()),
        Ok(_) => {}
        Err(WriteError::UnknownTenant(_)) => {
            taken.unassigned.extend(all.into_iter().flatten().map(|(id, _)| id.clone()));
        }
        // Damage to one tenant keeps nothing from the others: once it is repaired, `replay --stored`
        // writes what is missing.
        Err(WriteError::Store(error)) if !is_damage(&error) => return Err(error),
        // The facts are stored all the same, and shown to operators.
        Err(error) => tracing::error!(tenant, %error, "subscriptions cannot be written"),
    }
    Ok(())
}

/// Checks whether a tenant's own facts cannot be read.
fn is_damage(error: &StoreError) -> bool {
    matches!(error, StoreError::Corrupt { .. } | StoreError::Newer { .. })
}

/// Returns the tenants that may be created because of new reports, if they do not exist: those of
/// subscriptions that are not over, and that the reports are about, or that are theirs only by them.
/// So a tenant that was deleted does not come back because its subscription ends.
pub(super) fn may_be_created(
    state: &Subscriptions,
    reported: &BTreeSet<String>,
    stored: &Subscriptions,
) -> BTreeSet<String> {
    let is_new = |id: &String, it: &BilledSubscription| {
        reported.contains(id) || stored.get(id).is_none_or(|stored| stored.tenant != it.tenant)
    };
    let new = state.iter().filter(|(id, it)| !it.is_over() && is_new(id, it));
    new.filter_map(|(_, it)| it.tenant.clone()).collect()
}

/// Returns the subscriptions of a state that are stored otherwise, or not at all.
pub(super) fn differing(state: &Subscriptions, stored: &Subscriptions) -> Subscriptions {
    let differ = state.iter().filter(|(id, it)| stored.get(*id) != Some(*it));
    differ.map(|(id, it)| (id.clone(), it.clone())).collect()
}

/// Returns the changes that create those of these tenants that do not exist.
async fn creations<'a, DB: Backend>(
    connection: &mut DB::Connection,
    creating: &'a BTreeSet<String>,
    reader: &dyn BillingReader,
) -> Result<Vec<(&'a str, Change)>, StoreError> {
    let mut changes = Vec::new();
    let Some(creation) = reader.creation().filter(|_| !creating.is_empty()) else {
        return Ok(changes);
    };
    let named: Vec<&str> = creating.iter().map(String::as_str).collect();
    let found = queries::find_many::<DB>(connection, &named).await?;
    let found: BTreeSet<_> = found.into_iter().map(|(tenant, _)| tenant).collect();
    for tenant in named.into_iter().filter(|tenant| !found.contains(*tenant)) {
        let past = queries::history::<DB>(connection, tenant, MAX_SAFE_INTEGER, 1).await?;
        match creation(!past.is_empty()) {
            Ok(change) => changes.push((tenant, change)),
            Err(error) => tracing::error!(tenant, %error, "the tenant cannot be created"),
        }
    }
    Ok(changes)
}

/// Returns the change that records a tenant's subscriptions.
fn bill(all: &Subscriptions) -> Change {
    let subscriptions = all.values().filter_map(|it| it.subscription.clone()).collect();
    Change::Bill { subscriptions }
}
