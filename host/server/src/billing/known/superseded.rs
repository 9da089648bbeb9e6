//! Facts without which the state is the same, whatever is reported later. They need not be stored.
//!
//! Some are superseded by a later fact about the same thing: what was known of a price, a product
//! or a customer. The snapshots of a subscription are superseded by a *base*: a moment, apart from
//! all others, at which the payment was in order and nothing was in doubt, or the end of the
//! subscription. Nothing looks behind it, so that any of the facts before it may be left out. A
//! base must be so old that nothing can be reported any more that happened next to it.

// Tests: superseded_tests.rs, by random lives that are cut at random times.

use super::Known;
use super::choose::CLOCKS;
use super::extract::{Extract, Link, LinkSource, SeenPrice, Snapshot};
use super::timeline::{Moment, timeline};
use std::collections::BTreeMap;
use tiergate::Timestamp;

/// The event that reports a fact, and its number in that event.
type Key = (String, usize);

/// Returns the facts without which the state is the same, if nothing is reported any more that
/// happened before `before`.
pub(crate) fn superseded(known: &Known, before: Timestamp) -> Vec<Key> {
    let latest = Latest::of(known);
    let bases = bases(known, before);
    let invoices = invoices(known);
    let is_superseded = |key: &Key, extract: &Extract| match extract {
        Extract::Link(it) if it.source == LinkSource::Invoice => {
            let of = it.subscription.as_deref().and_then(|id| invoices.get(id));
            of.is_some_and(|ends| ends.are_around(it))
        }
        Extract::Snapshot(it) => {
            bases.get(it.subscription.as_str()).is_some_and(|base| base.covers(it))
        }
        Extract::Unpaid(it) => {
            bases.get(it.subscription.as_str()).is_some_and(|base| it.at < base.at)
        }
        Extract::Mention(it) => {
            bases.get(it.subscription.as_str()).is_some_and(|base| it.at < base.at)
        }
        _ => !latest.has(key, extract),
    };
    let superseded = known.entries().filter(|(key, extract)| is_superseded(key, extract));
    superseded.map(|(key, _)| key.clone()).collect()
}

impl Known {
    /// Returns the facts that are of no use, if all of them are old, and no other one has to do with
    /// them: all, if none is about a subscription. What prices and products are called is kept for
    /// subscriptions to come, and so is whose a customer is who was not deleted.
    pub(crate) fn useless(&self) -> Vec<Key> {
        if !self.subscriptions().is_empty() {
            return Vec::new();
        }
        let is_deleted = |customer: &Option<String>| {
            let mut deleted = self.extracts().filter_map(|it| match it {
                Extract::DeletedCustomer(it) => Some(&it.customer),
                _ => None,
            });
            deleted.any(|it| Some(it) == customer.as_ref())
        };
        let is_needed = |extract: &Extract| match extract {
            Extract::Price(_) | Extract::Product(_) => true,
            Extract::Link(it) => it.tenant.is_some() && !is_deleted(&it.customer),
            _ => false,
        };
        let useless = self.entries().filter(|(_, extract)| !is_needed(extract));
        useless.map(|(key, _)| key.clone()).collect()
    }
}

/// The latest facts about prices, products and customers: of equal ones about a price, and of all
/// about a product or a customer. Of one second all facts about a customer count.
struct Latest<'a>(BTreeMap<Thing<'a>, Place<'a>>);

/// The place of a fact among all facts about the same.
type Place<'a> = (Timestamp, &'a str, Option<&'a Key>);

/// What a fact is about.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'a> {
    Price(&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>),
    Product(&'a str),
    Customer(&'a str),
}

impl<'a> Latest<'a> {
    fn of(known: &'a Known) -> Self {
        let mut latest = Self(BTreeMap::new());
        for (key, extract) in known.entries() {
            let Some((thing, order)) = order(key, extract) else { continue };
            let known = latest.0.entry(thing).or_insert(order);
            *known = order.max(*known);
        }
        latest
    }

    fn has(&self, key: &'a Key, extract: &'a Extract) -> bool {
        let Some((thing, order)) = order(key, extract) else { return true };
        self.0.get(&thing).is_none_or(|latest| *latest == order)
    }
}

/// Returns what a fact is about, and its place among all facts about that.
fn order<'a>(key: &'a Key, extract: &'a Extract) -> Option<(Thing<'a>, Place<'a>)> {
    Some(match extract {
        Extract::Price(it) => {
            let SeenPrice { price, tag, lookup_key, product, at } = it;
            let (tag, lookup_key) = (tag.as_deref(), lookup_key.as_deref());
            (Thing::Price(price, tag, lookup_key, product.as_deref()), (*at, "", Some(key)))
        }
        Extract::Product(it) => (Thing::Product(&it.product), (it.at, &it.name, Some(key))),
        Extract::Link(it) if it.source == LinkSource::Customer => {
            (Thing::Customer(it.customer.as_deref()?), (it.at, "", None))
        }
        _ => return None,
    })
}

/// A moment of a subscription's life behind which nothing looks.
struct Base<'a> {
    at: Timestamp,
    /// One of its snapshots.
    snapshot: &'a Snapshot,
    /// The number of the subscription's newest answer, which replaces all others.
    newest: Option<u64>,
    /// When a snapshot for the same customer first named a tenant: that is whose the customer is.
    named_at: Option<Timestamp>,
}

impl Base<'_> {
    /// Returns whether a snapshot of the same subscription is behind it.
    fn covers(&self, it: &Snapshot) -> bool {
        let is_behind = it.order.at < self.at;
        let is_newest = it.order.number.is_some() && it.order.number == self.newest;
        let names_first = it.tenant.is_some() && Some(it.order.at) == self.named_at;
        is_behind && !is_newest && !names_first && is_of_same(self.snapshot, it)
    }
}

/// Returns whether two snapshots are for the same customer and payment.
fn is_of_same(one: &Snapshot, other: &Snapshot) -> bool {
    (&one.customer, &one.payment) == (&other.customer, &other.payment)
}

/// Returns the base of each subscription that has one.
fn bases(known: &Known, before: Timestamp) -> BTreeMap<&str, Base<'_>> {
    let mut of_each: BTreeMap<&str, Vec<&Snapshot>> = BTreeMap::new();
    for it in known.snapshots() {
        of_each.entry(&it.subscription).or_default().push(it);
    }
    let base = |(id, snapshots): (_, Vec<_>)| Some((id, base(&snapshots, before)?));
    of_each.into_iter().filter_map(base).collect()
}

fn base<'a>(snapshots: &[&'a Snapshot], before: Timestamp) -> Option<Base<'a>> {
    let newest = snapshots.iter().filter_map(|it| it.order.number).max();
    let over = over(snapshots).filter(|(at, _)| at + CLOCKS < before);
    let (at, of) = over.or_else(|| in_order(snapshots, newest, before))?;
    let (snapshot, rest) = of.split_first()?;
    let is_clear = rest.iter().all(|it| is_of_same(snapshot, it));
    let named = snapshots.iter().filter(|it| it.tenant.is_some() && is_of_same(snapshot, it));
    let named_at = named.map(|it| it.order.at).min();
    is_clear.then_some(Base { at, snapshot, newest, named_at })
}

/// Returns the snapshots that report the end, which nothing changes.
fn over<'a>(snapshots: &[&'a Snapshot]) -> Option<(Timestamp, Vec<&'a Snapshot>)> {
    let over = || snapshots.iter().filter(|it| it.facts.is_over());
    let at = over().map(|it| it.order.at).max()?;
    Some((at, over().filter(|it| it.order.at == at).copied().collect()))
}

/// Returns the snapshots of the latest moment before this one that is a base.
fn in_order<'a>(
    snapshots: &[&'a Snapshot],
    newest: Option<u64>,
    before: Timestamp,
) -> Option<(Timestamp, Vec<&'a Snapshot>)> {
    let life = timeline(snapshots);
    let is_base = |place: &usize| {
        let at = |place: Option<usize>| place.and_then(|place| life.get(place));
        let Some(it) = at(Some(*place)) else { return false };
        let apart = |one: Option<&Moment<'_>>, next: Option<&Moment<'_>>| match (one, next) {
            (Some(one), Some(next)) => one.is_creation() || one.at + CLOCKS < next.at,
            _ => true,
        };
        let is_sound = it.facts.is_unpaid() == Some(false)
            && !it.facts.has_more
            && it.snapshots.iter().all(|snapshot| snapshot.facts == *it.facts);
        let counts = it.number.is_none() || it.number == newest;
        let is_apart =
            apart(at(place.checked_sub(1)), Some(it)) && apart(Some(it), at(Some(place + 1)));
        it.at + CLOCKS < before && is_sound && counts && is_apart && !it.is_creation()
    };
    let place = (0..life.len()).rev().find(is_base)?;
    life.into_iter().nth(place).map(|it| (it.at, it.snapshots))
}

/// The ends of the links of a subscription's invoices: only the latest answer counts, and for its
/// customer the first one.
struct Ends<'a> {
    latest: &'a Link,
    answered_at: Option<Timestamp>,
}

impl Ends<'_> {
    /// Returns whether a link is between the ends, and for the same customer.
    fn are_around(&self, it: &Link) -> bool {
        let answers_first = it.tenant.is_some() && Some(it.at) == self.answered_at;
        it.at < self.latest.at && !answers_first && it.customer == self.latest.customer
    }
}

/// Returns the ends of the links of each subscription's invoices.
fn invoices(known: &Known) -> BTreeMap<&str, Ends<'_>> {
    let mut of_each: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
    for it in known.links().filter(|it| it.source == LinkSource::Invoice) {
        of_each.entry(it.subscription.as_deref().unwrap_or_default()).or_default().push(it);
    }
    of_each.into_iter().filter_map(|(id, links)| Some((id, ends(&links)?))).collect()
}

fn ends<'a>(links: &[&'a Link]) -> Option<Ends<'a>> {
    let latest = links.iter().copied().max_by_key(|it| (it.at, &it.customer))?;
    let of_same = links.iter().filter(|it| it.customer == latest.customer);
    let answered_at = of_same.filter(|it| it.tenant.is_some()).map(|it| it.at).min();
    Some(Ends { latest, answered_at })
}
