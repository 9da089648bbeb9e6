//! The state that follows from everything that is known.

// Tests: state_tests.rs

use super::choose::{Chosen, choose};
use super::doubt::{Doubt, Why};
use super::extract::{Extract, Mention, Reversal, Snapshot, Unpaid};
use super::names::Names;
use super::{Known, past_due};
use std::collections::BTreeSet;
use tiergate::{Status, Subscription, Timestamp};

/// The subscriptions of some customers, and what is in doubt about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// By identifier.
    pub(crate) subscriptions: Vec<Subscription>,
    /// In a fixed order, each once.
    pub(crate) doubts: Vec<Doubt>,
}

/// Returns the state of all subscriptions that are known. It is a function of the set: neither the
/// order of arrival nor a double changes it.
pub(crate) fn state(known: &Known) -> State {
    let mut subscriptions = Vec::new();
    let mut doubts = BTreeSet::new();
    for id in known.subscriptions() {
        let one = One { known, id, snapshots: known.snapshots_of(id) };
        let (subscription, whys) = one.state();
        subscriptions.extend(subscription);
        let doubt = |why| Doubt { subscription: id.to_owned(), why };
        doubts.extend(whys.into_iter().map(doubt));
    }
    State { subscriptions, doubts: doubts.into_iter().collect() }
}

/// What is known of one subscription.
struct One<'a> {
    known: &'a Known,
    id: &'a str,
    snapshots: Vec<&'a Snapshot>,
}

impl One<'_> {
    /// Returns the subscription, unless its status was never known, and what is in doubt.
    fn state(&self) -> (Option<Subscription>, Vec<Why>) {
        let (mut subscription, mut doubts) = match choose(&self.snapshots) {
            Ok(chosen) => self.chosen(chosen),
            Err(doubts) => (None, doubts),
        };
        if self.has_unread() {
            doubts.push(Why::Unread);
        } else if self.snapshots.is_empty() {
            doubts.push(Why::NeverSeen);
        }
        if let Some(subscription) = &mut subscription {
            if let Some(at) = self.reversed_at() {
                (subscription.status, subscription.ends_at) = (Status::Canceled, Some(at));
            }
            if !subscription.status.is_over() && self.is_of_deleted_customer() {
                doubts.push(Why::CustomerDeleted);
            }
        }
        (subscription, doubts)
    }

    fn chosen(&self, chosen: Chosen<'_>) -> (Option<Subscription>, Vec<Why>) {
        let Chosen { status, facts, mut doubts, life } = chosen;
        let is_unpaid = matches!(status, Status::PastDue | Status::Unpaid);
        let since = if is_unpaid { past_due::since(&life, &self.unpaid()) } else { None };
        if since.as_ref().is_some_and(|it| !it.is_exact) {
            doubts.push(Why::PastDueSinceUnknown);
        }
        let names = Names::new(self.known, self.prefix());
        let mut items: Vec<_> = facts.items.iter().map(|it| names.item(it)).collect();
        items.sort_by(|one, other| (&one.names, one.quantity).cmp(&(&other.names, other.quantity)));
        let subscription = Subscription {
            id: self.id.to_owned(),
            status,
            collection_paused: facts.collection_paused,
            items,
            trial_ends_at: facts.trial_ends_at,
            past_due_since: since.map(|it| it.at),
            ends_at: facts.ends_at,
        };
        (Some(subscription), doubts)
    }

    /// Returns the provider's prefix of identifiers, such as `stripe:`.
    fn prefix(&self) -> &str {
        let colon = self.id.find(':').map_or(0, |at| at + 1);
        self.id.get(..colon).unwrap_or_default()
    }

    fn unpaid(&self) -> Vec<&Unpaid> {
        let unpaid = self.known.extracts().filter_map(|it| match it {
            Extract::Unpaid(unpaid) if unpaid.subscription == self.id => Some(unpaid),
            _ => None,
        });
        unpaid.collect()
    }

    /// Returns whether an event reports a change of which nothing later is known.
    fn has_unread(&self) -> bool {
        let latest = self.snapshots.iter().map(|it| it.order.at).max().unwrap_or(0);
        let is_over = self.snapshots.iter().any(|it| it.facts.is_over());
        !is_over && self.mentions().any(|it| it.at >= latest)
    }

    /// Returns the mentions whose data is not known by another event.
    fn mentions(&self) -> impl Iterator<Item = &Mention> {
        let mentions = self.known.extracts().filter_map(|it| match it {
            Extract::Mention(mention) if mention.subscription == self.id => Some(mention),
            _ => None,
        });
        mentions.filter(|it| !it.twin.as_ref().is_some_and(|twin| self.known.has_event(twin)))
    }

    /// Returns when the payment for it was given back, if its latest reversal did not fail.
    fn reversed_at(&self) -> Option<Timestamp> {
        let payments: BTreeSet<_> =
            self.snapshots.iter().filter_map(|it| it.payment.as_ref()).collect();
        let reversals = self.known.extracts().filter_map(|it| match it {
            Extract::Reversal(it) if payments.contains(&it.payment) => Some(it),
            _ => None,
        });
        // Of one second a failed one counts, which gives more.
        let latest = reversals.max_by_key(|it: &&Reversal| (it.at, !it.is_reversed))?;
        latest.is_reversed.then_some(latest.at)
    }

    /// Returns whether its customer was deleted, which ends what is not bought once.
    fn is_of_deleted_customer(&self) -> bool {
        let subscribed = self.snapshots.iter().filter(|it| it.payment.is_none());
        let customers: BTreeSet<_> = subscribed.filter_map(|it| it.customer.as_ref()).collect();
        let mut deleted = self.known.extracts().filter_map(|it| match it {
            Extract::DeletedCustomer(it) => Some(&it.customer),
            _ => None,
        });
        deleted.any(|it| customers.contains(it))
    }
}
