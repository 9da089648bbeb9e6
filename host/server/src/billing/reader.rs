//! What stored facts amount to: the state of each subscription, and whose it is.

use crate::billing::apart::{Fact, apart, is_name, names_in};
use crate::billing::event::Event;
use crate::billing::known::{Extract, Known, Owner, owner, renamed, state, superseded};
use crate::billing::wanted::{Asking, New};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tiergate::Timestamp;
use tiergate_store::{
    BilledSubscription, BillingCreation, BillingFact, BillingFactKey, BillingReader, BillingReport,
    StoredFact, WorkedOut,
};

/// Reads facts as the extracts of billing providers.
#[derive(Clone)]
pub(crate) struct Reader {
    /// Whether a reference that the payer can choose freely names a tenant.
    pub(crate) by_reference: bool,
    /// When the provider's API is asked.
    pub(crate) asking: Asking,
    /// How tenants are created that a subscription names and that do not exist, if they are.
    pub(crate) creation: Option<Arc<BillingCreation>>,
    /// Whether it takes nothing away that only other settings gave: it is not the server's own
    /// reader, and may be set up differently by mistake.
    pub(crate) is_careful: bool,
}

impl Reader {
    /// Creates a reader that has nothing asked, and creates no tenants.
    pub(crate) fn new(by_reference: bool) -> Self {
        Self { by_reference, asking: Asking::Never, creation: None, is_careful: false }
    }
}

impl BillingReader for Reader {
    fn subjects(&self, facts: &[StoredFact]) -> Vec<String> {
        let mut subjects = BTreeSet::new();
        for extract in facts.iter().filter_map(extract) {
            subjects.extend(extract.subjects().into_iter().map(str::to_owned));
            subjects.extend(names_in(&extract));
        }
        subjects.into_iter().collect()
    }

    fn state(&self, facts: &[StoredFact]) -> BTreeMap<String, BilledSubscription> {
        apart(read(facts)).iter().flat_map(|known| self.state_of(known)).collect()
    }

    fn by_other_settings(&self, facts: &[StoredFact]) -> BTreeMap<String, BilledSubscription> {
        if !self.is_careful || self.by_reference {
            return BTreeMap::new();
        }
        let other = Self::new(true);
        let is_other = |known: &Known, id: &str| {
            let is_nobodys = matches!(owner(known, id, false), Owner::Unknown { .. });
            is_nobodys && matches!(owner(known, id, true), Owner::Tenant(_))
        };
        let mut all = BTreeMap::new();
        for known in apart(read(facts)) {
            let state = other.state_of(&known);
            all.extend(state.into_iter().filter(|(id, _)| is_other(&known, id)));
        }
        all
    }

    fn work_out(
        &self,
        reports: &[&BillingReport],
        stored: &[StoredFact],
        fresh: &[StoredFact],
        before: Timestamp,
    ) -> WorkedOut {
        let (stored, fresh) = (read(stored), read(fresh));
        let renamed = renamed(&known(names(&stored)), &known(names(&stored).chain(names(&fresh))));
        let superseded: BTreeSet<_> =
            superseded(&known(stored.iter().chain(&fresh)), before).into_iter().collect();
        // Each event reports its prices: every customer's set would have those of all events.
        let is_needed = |(event, number, it): &Fact| {
            !is_name(it) || !superseded.contains(&(event.clone(), *number))
        };
        let sets = apart(stored.into_iter().chain(fresh).filter(is_needed).collect());
        let new = New::of(reports);
        let asks = |known| self.asking.wanted(&new, known, self.by_reference);
        WorkedOut {
            state: sets.iter().flat_map(|known| self.state_of(known)).collect(),
            asks: sets.iter().flat_map(asks).collect(),
            superseded: superseded.into_iter().map(|(event, it)| (event, it as u64)).collect(),
            renamed,
        }
    }

    fn useless(&self, facts: &[StoredFact]) -> Vec<BillingFactKey> {
        let sets = apart(read(facts));
        let useless = sets.iter().flat_map(Known::useless);
        useless.map(|(event, number)| (event, number as u64)).collect()
    }

    fn creation(&self) -> Option<&BillingCreation> {
        self.creation.as_deref()
    }
}

impl Reader {
    /// Returns the state of some customers' subscriptions.
    fn state_of(&self, known: &Known) -> BTreeMap<String, BilledSubscription> {
        let state = state(known);
        let mut all: BTreeMap<String, BilledSubscription> = BTreeMap::new();
        for id in known.subscriptions() {
            let it = all.entry(id.to_owned()).or_default();
            match owner(known, id, self.by_reference) {
                Owner::Tenant(tenant) => it.tenant = Some(tenant),
                Owner::Unknown { .. } => it.doubts.push("nothing says whose it is".to_owned()),
                Owner::Disputed(tenants) => {
                    it.doubts.push(format!("it names several tenants: `{}`", tenants.join("`, `")));
                }
            }
        }
        for subscription in state.subscriptions {
            let it = all.entry(subscription.id.clone()).or_default();
            it.subscription = Some(subscription);
        }
        for doubt in state.doubts {
            let it = all.entry(doubt.subscription).or_default();
            it.doubts.push(doubt.why.to_string());
        }
        all
    }
}

/// Returns facts as a set of extracts.
fn known<'a>(facts: impl Iterator<Item = &'a Fact>) -> Known {
    let mut known = Known::default();
    facts.for_each(|(event, number, extract)| known.insert(event, *number, extract.clone()));
    known
}

/// Returns the facts about prices and products.
fn names(facts: &[Fact]) -> impl Iterator<Item = &Fact> {
    facts.iter().filter(|(_, _, it)| is_name(it))
}

/// Returns the facts that can be read.
fn read(facts: &[StoredFact]) -> Vec<Fact> {
    let read = |fact: &StoredFact| {
        let number = usize::try_from(fact.1).unwrap_or(usize::MAX);
        Some((fact.0.clone(), number, extract(fact)?))
    };
    facts.iter().filter_map(read).collect()
}

/// Returns a fact as an extract; `None` if a newer version of this program wrote it.
fn extract((_, _, text): &StoredFact) -> Option<Extract> {
    serde_json::from_str(text).ok()
}

/// Returns an event as a store keeps it.
pub(crate) fn report(event: &Event) -> Result<BillingReport, serde_json::Error> {
    let fact = |extract: &Extract| {
        let subjects = extract.subjects().into_iter().map(str::to_owned).collect();
        Ok(BillingFact { subjects, text: serde_json::to_string(extract)? })
    };
    Ok(BillingReport {
        id: event.id.clone(),
        kind: event.kind.clone(),
        at: event.at,
        facts: event.extracts.iter().map(fact).collect::<Result<_, serde_json::Error>>()?,
        problems: event.problems.iter().map(ToString::to_string).collect(),
    })
}
