//! Whose a subscription is.

// Tests: owner_tests.rs

use super::Known;
use super::extract::{Link, LinkSource};
use std::collections::BTreeSet;

/// Whose a subscription is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    /// This tenant's.
    Tenant(String),
    /// Nobody's, because nothing says whose it is. The customer's metadata may, if it was never
    /// read.
    Unknown {
        /// The customers whose metadata was never read.
        ask: Vec<String>,
    },
    /// Nobody's, because there are different answers, in byte order. An operator must decide.
    Disputed(Vec<String>),
}

/// Returns whose a subscription is: the tenant on which the metadata of its sessions, its own, its
/// invoices', the tenant of its customer and the customer's metadata agree. An operator's answer
/// replaces all of them.
///
/// If none of these has an answer, and only if `by_reference`, the reference counts with which a
/// session was begun. A payer can choose it freely.
pub(crate) fn owner(known: &Known, subscription: &str, by_reference: bool) -> Owner {
    let answers = Answers::new(known, subscription);
    let tenants = [
        answers.latest(|it| it.source == LinkSource::Operator && it.names(subscription)),
        answers.latest(|it| it.source == LinkSource::Operator && it.subscription.is_none()),
        answers.trusted(),
        if by_reference { answers.of_customer(LinkSource::Reference) } else { BTreeSet::new() },
    ];
    let Some(tenants) = tenants.into_iter().find(|it| !it.is_empty()) else {
        return Owner::Unknown { ask: answers.unread_customers() };
    };
    let mut tenants: Vec<String> = tenants.into_iter().map(str::to_owned).collect();
    match tenants.pop() {
        Some(only) if tenants.is_empty() => Owner::Tenant(only),
        last => {
            tenants.extend(last);
            Owner::Disputed(tenants)
        }
    }
}

/// All answers to the question whose a subscription is.
struct Answers<'a> {
    known: &'a Known,
    subscription: &'a str,
    customers: BTreeSet<&'a str>,
    /// The links of the subscription and of its customers.
    links: Vec<&'a Link>,
}

impl<'a> Answers<'a> {
    fn new(known: &'a Known, subscription: &'a str) -> Self {
        let snapshots = known.snapshots().filter(|it| it.subscription == subscription);
        let named = known.links().filter(|it| it.names(subscription));
        let customers = snapshots.filter_map(|it| it.customer.as_deref());
        let customers: BTreeSet<_> =
            customers.chain(named.filter_map(|it| it.customer.as_deref())).collect();
        let concerns = |link: &&Link| {
            let customer = link.customer.as_deref();
            link.names(subscription) || customer.is_some_and(|it| customers.contains(it))
        };
        let links = known.links().filter(concerns).collect();
        Self { known, subscription, customers, links }
    }

    /// Returns the answers of the sources that a payer cannot write to.
    fn trusted(&self) -> BTreeSet<&'a str> {
        let of = |source| self.latest(move |it| it.source == source && it.names(self.subscription));
        let mut tenants = of(LinkSource::Session);
        tenants.extend(self.metadata());
        tenants.extend(of(LinkSource::Invoice));
        tenants.extend(self.customer());
        tenants.extend(self.latest(|it| it.source == LinkSource::Customer));
        tenants
    }

    /// Returns the latest answers among some links. Of one second all count, but of an operator's
    /// only the one with the greatest number.
    fn latest(&self, which: impl Fn(&Link) -> bool) -> BTreeSet<&'a str> {
        let links = || self.links.iter().filter(|it| which(it));
        let latest = links().map(|it| (it.number, it.at)).max();
        let links = links().filter(|it| Some((it.number, it.at)) == latest);
        links.filter_map(|it| it.tenant.as_deref()).collect()
    }

    /// Returns the answers of the subscription's own latest metadata.
    fn metadata(&self) -> impl Iterator<Item = &'a str> {
        let snapshots = self.known.snapshots_of(self.subscription);
        let latest = snapshots.iter().map(|it| it.order.at).max();
        let latest = snapshots.into_iter().filter(move |it| Some(it.order.at) == latest);
        latest.filter_map(|it| it.tenant.as_deref())
    }

    /// Returns the tenant that the customer is known as: the one that its first session, invoice
    /// or subscription with an answer named. Another subscription's answer never changes it.
    fn customer(&self) -> BTreeSet<&'a str> {
        let others = self.known.snapshots().filter(|it| {
            let customer = it.customer.as_deref();
            it.subscription != self.subscription
                && customer.is_some_and(|it| self.customers.contains(it))
        });
        let others = others.filter_map(|it| Some((it.order.at, it.tenant.as_deref()?)));
        let links = self
            .links
            .iter()
            .filter(|it| matches!(it.source, LinkSource::Session | LinkSource::Invoice));
        let links = links.filter_map(|it| Some((it.at, it.tenant.as_deref()?)));
        first(others.chain(links).collect())
    }

    /// Returns the first answers of a source about the customer.
    fn of_customer(&self, source: LinkSource) -> BTreeSet<&'a str> {
        let links = self.links.iter().filter(|it| it.source == source);
        first(links.filter_map(|it| Some((it.at, it.tenant.as_deref()?))).collect())
    }

    /// Returns the customers whose metadata was never read.
    fn unread_customers(&self) -> Vec<String> {
        let is_read = |customer: &&str| {
            let mut links = self.links.iter().filter(|it| it.source == LinkSource::Customer);
            links.any(|it| it.customer.as_deref() == Some(*customer))
        };
        let unread = self.customers.iter().filter(|customer| !is_read(customer));
        unread.map(|customer| (*customer).to_owned()).collect()
    }
}

/// Returns the earliest answers. Of one second all count.
fn first(answers: Vec<(u64, &str)>) -> BTreeSet<&str> {
    let earliest = answers.iter().map(|(at, _)| *at).min();
    let earliest = answers.into_iter().filter(|(at, _)| Some(*at) == earliest);
    earliest.map(|(_, tenant)| tenant).collect()
}

impl Link {
    /// Returns whether this is about a subscription itself.
    fn names(&self, subscription: &str) -> bool {
        self.subscription.as_deref() == Some(subscription)
    }
}
