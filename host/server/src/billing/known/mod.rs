//! What is known about customers, and the state that follows from it.
//!
//! Events arrive late, twice and in any order. So nothing is applied one after the other: the
//! extracts of all events are a set, and [`state`] and [`owner`] are functions of that set.

// Tests: ask_tests.rs, choose_tests.rs, names_tests.rs, owner_tests.rs, past_due_tests.rs,
// superseded_tests.rs, trail_tests.rs, and ../lives_tests.rs for whole lives in any order.

mod ask;
mod choose;
mod doubt;
mod extract;
mod generous;
mod names;
mod owner;
mod past_due;
mod second;
mod state;
mod superseded;
mod timeline;
mod trail;

#[cfg(test)]
mod ask_tests;
#[cfg(test)]
mod choose_tests;
#[cfg(test)]
mod names_tests;
#[cfg(test)]
mod owner_tests;
#[cfg(test)]
mod past_due_tests;
#[cfg(test)]
mod state_tests;
#[cfg(test)]
mod superseded_tests;
#[cfg(test)]
mod trail_tests;

pub(crate) use ask::PRODUCT;
pub(crate) use extract::{
    Cause, DeletedCustomer, Extract, Facts, Link, LinkSource, Mention, Order, ReportedStatus,
    Reversal, SeenPrice, SeenProduct, Snapshot, SoldItem, Unpaid, Unread,
};
pub(crate) use names::renamed;
pub(crate) use owner::{Owner, owner};
pub(crate) use state::state;
pub(crate) use superseded::superseded;

#[cfg(test)]
pub(crate) use {doubt::Doubt, doubt::Why, state::State};

#[cfg(test)]
use crate::billing::event::Event;
use std::collections::{BTreeMap, BTreeSet};

/// A set of extracts: everything that is known about some customers.
///
/// Each is known by the event that reported it and its number in that event, so that an event that
/// arrives twice changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known(BTreeMap<(String, usize), Extract>);

impl Known {
    /// Adds an extract, if it is not known yet.
    pub(crate) fn insert(&mut self, event: &str, number: usize, extract: Extract) {
        self.0.entry((event.to_owned(), number)).or_insert(extract);
    }

    /// Adds the extracts of an event.
    #[cfg(test)]
    pub(crate) fn extend(&mut self, event: &Event) {
        for (number, extract) in event.extracts.iter().enumerate() {
            self.insert(&event.id, number, extract.clone());
        }
    }

    /// Returns every subscription that is mentioned, in byte order.
    pub(crate) fn subscriptions(&self) -> BTreeSet<&str> {
        let mentioned = self.extracts().filter_map(|extract| match extract {
            Extract::Snapshot(it) => Some(&it.subscription),
            Extract::Unpaid(it) => Some(&it.subscription),
            Extract::Mention(it) => Some(&it.subscription),
            Extract::Link(it) => it.subscription.as_ref(),
            _ => None,
        });
        mentioned.map(String::as_str).collect()
    }

    /// Returns the customer of a subscription, if it is known.
    fn customer_of(&self, subscription: &str) -> Option<String> {
        let of_snapshots =
            self.snapshots().filter(|it| it.subscription == subscription).map(|it| &it.customer);
        let links = self.links().filter(|it| it.subscription.as_deref() == Some(subscription));
        of_snapshots.chain(links.map(|it| &it.customer)).flatten().max().cloned()
    }

    /// Returns whether an event reported anything of this.
    fn has_event(&self, event: &str) -> bool {
        let from = (event.to_owned(), 0);
        self.0.range(from..).next().is_some_and(|((id, _), _)| id == event)
    }

    /// Returns each extract with its event, and its number in that event.
    fn entries(&self) -> impl Iterator<Item = (&(String, usize), &Extract)> {
        self.0.iter()
    }

    fn extracts(&self) -> impl Iterator<Item = &Extract> {
        self.0.values()
    }

    fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.extracts().filter_map(|it| match it {
            Extract::Snapshot(snapshot) => Some(snapshot),
            _ => None,
        })
    }

    fn snapshots_of(&self, subscription: &str) -> Vec<&Snapshot> {
        self.snapshots().filter(|it| it.subscription == subscription).collect()
    }

    fn links(&self) -> impl Iterator<Item = &Link> {
        self.extracts().filter_map(|it| match it {
            Extract::Link(link) => Some(link),
            _ => None,
        })
    }
}
