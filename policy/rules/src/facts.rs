//! A tenant's facts, with every id found once.

use crate::cap;
use crate::moment::{NEVER, until};
use crate::rules::Rules;
use crate::types::{Assignment, Giver, Tenant};
use alloc::vec::Vec;

/// A tenant's facts by position in the catalog. What it does not know is left out.
pub(crate) struct Facts<'a> {
    pub(crate) edition: Edition,
    pub(crate) assignments: Vec<Named<'a>>,
    /// All else that the tenant was given, and until when.
    pub(crate) gifts: Vec<(Gift, u64)>,
}

/// An assignment, and the tier that its plan names.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) assignment: &'a Assignment,
    pub(crate) tier: Option<usize>,
}

/// How the product edition that serves a tenant is gated.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Edition {
    /// By the tenant's plan.
    Gated,
    /// By the tenant's plan, for want of knowing the edition.
    Unknown,
    /// Not at all: every tenant in it has this tier.
    Ungated(usize),
}

/// Something that a tenant was given beside its plan.
#[derive(Clone, Copy)]
pub(crate) enum Gift {
    /// This add-on.
    AddOn(usize),
    /// This feature, switched on or off.
    Switch(usize, bool),
    /// This much of this cap.
    Cap(usize, Giver, u64),
}

impl<'a> Facts<'a> {
    pub(crate) fn new(rules: &Rules, tenant: &'a Tenant) -> Self {
        let named = |assignment: &'a Assignment| Named {
            assignment,
            tier: assignment.plan.as_deref().and_then(|plan| rules.tiers.find(plan)),
        };
        let mut facts = Self {
            edition: rules.edition(tenant),
            assignments: tenant.assignments.iter().map(named).collect(),
            gifts: Vec::new(),
        };
        for held in &tenant.add_ons {
            facts.add(rules.add_ons.find(&held.id).map(Gift::AddOn), held.expires_at);
        }
        for it in &tenant.switches {
            let feature = rules.features.find(&it.feature);
            facts.add(feature.map(|feature| Gift::Switch(feature, it.enabled)), it.expires_at);
        }
        for held in &tenant.caps {
            let limit = cap::number(held.limit);
            let cap = rules.caps.find(&held.cap);
            facts.add(cap.map(|cap| Gift::Cap(cap, held.giver, limit)), held.expires_at);
        }
        facts
    }

    fn add(&mut self, gift: Option<Gift>, expires_at: Option<u64>) {
        self.gifts.extend(gift.map(|gift| (gift, until(expires_at))));
    }

    /// The first moment after this one at which something ends.
    pub(crate) fn next_end(&self, after: u64) -> u64 {
        let assignments = self.assignments.iter().map(|it| until(it.assignment.expires_at));
        let gifts = self.gifts.iter().map(|(_, until)| *until);
        assignments.chain(gifts).filter(|&until| after < until).fold(NEVER, u64::min)
    }
}
