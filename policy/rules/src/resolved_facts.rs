//! A tenant's facts, with every id looked up once.

use crate::cap;
use crate::names::Names;
use crate::rules::Rules;
use crate::time::{NEVER, until};
use crate::types::{Assignment, Giver, Tenant};
use alloc::vec::Vec;

/// A tenant's facts by position in the catalog. Ids that the catalog does not know are left out.
pub(crate) struct Facts<'a> {
    /// The feature that is asked about, by position, or `ALL` or `NONE`.
    pub(crate) asked: usize,
    pub(crate) edition: Edition,
    pub(crate) assignments: Vec<Named<'a>>,
    /// Everything else that the tenant was given.
    pub(crate) gifts: Vec<Gift>,
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
    /// By the tenant's plan, because the edition is unknown.
    Unknown,
    /// Not at all: every tenant in it has this tier.
    Ungated(usize),
}

/// Something that a tenant was given in addition to its plan.
pub(crate) struct Gift {
    pub(crate) what: What,
    /// The position of the add-on, feature or cap.
    pub(crate) at: usize,
    pub(crate) until: u64,
}

/// What was given.
#[derive(Clone, Copy)]
pub(crate) enum What {
    /// So many of an add-on.
    AddOn(u64),
    /// A feature, switched on or off.
    Switch(bool),
    /// This limit for a cap.
    Cap(Giver, u64),
}

impl<'a> Facts<'a> {
    pub(crate) fn new(rules: &Rules, tenant: &'a Tenant, asked: usize) -> Self {
        let named = |assignment: &'a Assignment| Named {
            assignment,
            tier: assignment.plan.as_deref().and_then(|plan| rules.tiers.find(plan)),
        };
        let mut facts = Self {
            asked,
            edition: rules.edition(tenant),
            assignments: tenant.assignments.iter().map(named).collect(),
            gifts: Vec::new(),
        };
        for held in &tenant.add_ons {
            facts.add(&rules.add_ons, &held.id, What::AddOn(held.quantity), until(held.expires_at));
        }
        for it in &tenant.switches {
            facts.add(&rules.features, &it.feature, What::Switch(it.enabled), until(it.expires_at));
        }
        for held in &tenant.caps {
            let what = What::Cap(held.giver, cap::number(held.limit));
            facts.add(&rules.caps, &held.cap, what, until(held.expires_at));
        }
        facts
    }

    fn add(&mut self, names: &Names, id: &str, what: What, until: u64) {
        if let Some(at) = names.find(id) {
            self.gifts.push(Gift { what, at, until });
        }
    }

    /// The first moment after this one at which something ends.
    pub(crate) fn next_end(&self, after: u64) -> u64 {
        let assignments = self.assignments.iter().map(|it| until(it.assignment.expires_at));
        let gifts = self.gifts.iter().map(|gift| gift.until);
        assignments.chain(gifts).filter(|&until| after < until).fold(NEVER, u64::min)
    }
}
