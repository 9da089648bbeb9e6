//! What the provider must be asked because of new events.

// Tests: ask_tests.rs

use super::Known;
use super::choose::CLOCKS;
use super::doubt::Why;
use super::extract::{Extract, Snapshot};
use super::owner::{Owner, owner};
use super::state::state;
use std::collections::BTreeSet;
use tiergate::Timestamp;

/// The kind of products among what is asked about: their identifiers may be any text.
pub(crate) const PRODUCT: &str = "product/";

/// The prefix of purchases, which are asked about by themselves: no list of a customer has them.
const PURCHASE: &str = "cs_";

impl Known {
    /// Returns what is in doubt because of new events: customers, and subscriptions and purchases
    /// whose customer is unknown.
    pub(crate) fn doubtful(&self, new: &BTreeSet<&str>, by_reference: bool) -> BTreeSet<String> {
        let state = state(self);
        let mut subjects: BTreeSet<String> =
            state.doubts.iter().map(|it| self.subject(&it.subscription)).collect();
        subjects.extend(self.late(new).into_iter().map(|it| self.subject(it)));
        for subscription in self.subscriptions() {
            if let Owner::Unknown { ask } = owner(self, subscription, by_reference) {
                subjects.extend(ask);
            }
        }
        subjects
    }

    /// Returns what an answer of the provider's API leaves in doubt, and a later answer settles: it
    /// may have been made within the second of the last change.
    pub(crate) fn doubtful_still(&self, answered_at: Timestamp) -> BTreeSet<String> {
        let is_soon_settled = |why: &Why| match why {
            Why::OrderUnknown(at) | Why::Discontinuous(at) => *at <= answered_at + CLOCKS,
            _ => false,
        };
        let doubts = state(self).doubts;
        let doubts = doubts.iter().filter(|it| is_soon_settled(&it.why));
        doubts.map(|it| self.subject(&it.subscription)).collect()
    }

    /// Returns everything that new events are about.
    pub(crate) fn touched(&self, new: &BTreeSet<&str>) -> BTreeSet<String> {
        let mut subjects = BTreeSet::new();
        for extract in self.of(new) {
            let subscription = match extract {
                Extract::Snapshot(it) => Some(&it.subscription),
                Extract::Unpaid(it) => Some(&it.subscription),
                Extract::Mention(it) => Some(&it.subscription),
                Extract::Link(it) => it.subscription.as_ref(),
                _ => None,
            };
            subjects.extend(subscription.map(|it| self.subject(it)));
        }
        subjects
    }

    /// Returns the products of new events whose names are unknown.
    pub(crate) fn unnamed_products(&self, new: &BTreeSet<&str>) -> BTreeSet<String> {
        let mut products = BTreeSet::new();
        for extract in self.of(new) {
            if let Extract::Snapshot(it) = extract {
                let prefix = it.subscription.split_once(':').map_or("", |(prefix, _)| prefix);
                let named = it.facts.items.iter().filter_map(|item| item.product.as_ref());
                products.extend(named.map(|product| (prefix, product.as_str())));
            }
        }
        for extract in self.extracts() {
            if let Extract::Product(seen) = extract
                && let Some(named) = seen.product.split_once(':')
            {
                products.remove(&named);
            }
        }
        products.into_iter().map(|(prefix, name)| format!("{prefix}:{PRODUCT}{name}")).collect()
    }

    /// Returns what to ask about because new events only announce a change: also if something later
    /// is known, because the clocks may differ.
    pub(crate) fn unread(&self, new: &BTreeSet<&str>) -> BTreeSet<String> {
        let is_over = |id: &str| self.snapshots_of(id).iter().any(|it| it.facts.is_over());
        let unread = self.of(new).filter_map(|extract| match extract {
            Extract::Unread(it) => Some(it.event.clone()),
            Extract::Mention(it) => {
                let is_read = it.twin.as_ref().is_some_and(|twin| self.has_event(twin));
                let is_settled = is_read || is_over(&it.subscription);
                (!is_settled).then(|| self.subject(&it.subscription))
            }
            _ => None,
        });
        unread.collect()
    }

    /// Returns what to ask about to learn of a subscription.
    fn subject(&self, subscription: &str) -> String {
        let own = || subscription.to_owned();
        let name = subscription.split_once(':').map_or(subscription, |(_, name)| name);
        if name.starts_with(PURCHASE) {
            return own();
        }
        self.customer_of(subscription).unwrap_or_else(own)
    }

    /// Returns the subscriptions of which a new event is older than one that was known before, and
    /// differs from it: the one that is known may have been made from something else.
    fn late(&self, new: &BTreeSet<&str>) -> BTreeSet<&str> {
        let is_new = |event: &str| new.contains(event);
        let mut late = BTreeSet::new();
        for ((event, _), extract) in &self.0 {
            if let Extract::Snapshot(it) = extract
                && is_new(event)
                && self.is_late(it, new)
            {
                late.insert(it.subscription.as_str());
            }
        }
        late
    }

    /// Returns whether a new snapshot is older than one that was known before, and differs from it.
    /// It does not matter if the subscription is over, or the provider was asked since.
    fn is_late(&self, snapshot: &Snapshot, new: &BTreeSet<&str>) -> bool {
        let others = || {
            let all = self.0.iter().filter_map(|((event, _), extract)| match extract {
                Extract::Snapshot(it) => Some((event.as_str(), it)),
                _ => None,
            });
            all.filter(|(_, it)| it.subscription == snapshot.subscription)
        };
        let at = snapshot.order.at;
        let is_settled = others()
            .any(|(_, it)| it.facts.is_over() || (it.order.number.is_some() && it.order.at > at));
        let known = others().filter(|(event, _)| !new.contains(event));
        let is_older = |it: &Snapshot| it.order.at > at && it.facts != snapshot.facts;
        !is_settled && known.into_iter().any(|(_, it)| is_older(it))
    }

    /// Returns what these events report.
    fn of<'a>(&'a self, events: &'a BTreeSet<&str>) -> impl Iterator<Item = &'a Extract> {
        let of = self.0.iter().filter(|((event, _), _)| events.contains(event.as_str()));
        of.map(|(_, extract)| extract)
    }
}
