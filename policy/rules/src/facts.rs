//! A tenant's facts, with every id found once, and what they come to at one moment.

use crate::resolve::Held;
use crate::rules::Rules;
use crate::types::{Assignment, Giver, Limit, Tenant};
use alloc::vec::Vec;

/// A tenant's facts by position in the catalog. What it does not know is left out.
pub(crate) struct Facts<'a> {
    pub(crate) edition: Edition,
    /// Each assignment, with the tier that its plan names.
    pub(crate) assignments: Vec<(&'a Assignment, Option<usize>)>,
    add_ons: Vec<(usize, End)>,
    switches: Vec<(usize, bool, End)>,
    caps: Vec<(usize, Giver, Limit, End)>,
    /// Every end after the time of the question, ascending.
    moments: Vec<u64>,
}

type End = Option<u64>;

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

/// What a tenant's facts come to at one moment.
pub(crate) struct State {
    pub(crate) held: Held,
    pub(crate) ungated: bool,
    /// For each feature, whether it is switched on or off.
    pub(crate) switches: Vec<Option<bool>>,
    /// For each add-on, whether it holds.
    pub(crate) add_ons: Vec<bool>,
    /// For each cap, the tenant's own limit.
    pub(crate) own_caps: Vec<Option<(Giver, Limit)>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(rules: &Rules, tenant: &'a Tenant, now: u64) -> Self {
        let mut facts = Self {
            edition: Edition::of(rules, tenant),
            assignments: Vec::new(),
            add_ons: Vec::new(),
            switches: Vec::new(),
            caps: Vec::new(),
            moments: Vec::new(),
        };
        for assignment in &tenant.assignments {
            facts.note_end(assignment.expires_at, now);
            let tier = assignment.plan.as_ref().and_then(|plan| rules.tier(plan));
            facts.assignments.push((assignment, tier));
        }
        for held in &tenant.add_ons {
            facts.note_end(held.expires_at, now);
            facts.add_ons.extend(rules.add_on(&held.id).map(|at| (at, held.expires_at)));
        }
        for switch in &tenant.switches {
            facts.note_end(switch.expires_at, now);
            let feature = rules.feature(&switch.feature);
            facts.switches.extend(feature.map(|at| (at, switch.enabled, switch.expires_at)));
        }
        for held in &tenant.caps {
            facts.note_end(held.expires_at, now);
            let cap = rules.cap(&held.cap);
            facts.caps.extend(cap.map(|at| (at, held.giver, held.limit, held.expires_at)));
        }
        facts
    }

    fn note_end(&mut self, end: End, now: u64) {
        if let Some(end) = end.filter(|&end| now < end) {
            crate::index::insert_sorted(&mut self.moments, end);
        }
    }

    /// The first moment after now at which `differs` says yes.
    pub(crate) fn first_moment(&self, differs: impl FnMut(&u64) -> bool) -> Option<u64> {
        let mut differs = differs;
        self.moments.iter().copied().find(|moment| differs(moment))
    }

    pub(crate) fn moments(&self) -> &[u64] {
        &self.moments
    }

    /// What the facts come to now.
    pub(crate) fn state(&self, rules: &Rules, now: u64) -> State {
        let mut state = State {
            held: rules.held(self, now),
            ungated: matches!(self.edition, Edition::Ungated(_)),
            switches: Vec::new(),
            add_ons: Vec::new(),
            own_caps: Vec::new(),
        };
        self.update(rules, now, &mut state);
        state
    }

    /// Makes `state` what the facts come to at `now`.
    pub(crate) fn update(&self, rules: &Rules, now: u64, state: &mut State) {
        state.held = rules.held(self, now);
        refill(&mut state.switches, rules.features.len(), None);
        for (feature, on, _) in self.switches.iter().filter(|it| holds(it.2, now)) {
            if let Some(slot) = state.switches.get_mut(*feature) {
                *slot = Some(*on && slot.unwrap_or(true));
            }
        }
        refill(&mut state.add_ons, rules.add_ons.len(), false);
        for (add_on, _) in self.add_ons.iter().filter(|it| holds(it.1, now)) {
            if let Some(slot) = state.add_ons.get_mut(*add_on) {
                *slot = true;
            }
        }
        refill(&mut state.own_caps, rules.caps.len(), None);
        for (cap, giver, limit, _) in self.caps.iter().filter(|it| holds(it.3, now)) {
            if let Some(slot) = state.own_caps.get_mut(*cap) {
                *slot = Some(crate::cap::own(*slot, *giver, *limit));
            }
        }
    }
}

impl Edition {
    fn of(rules: &Rules, tenant: &Tenant) -> Self {
        let Some(id) = &tenant.edition else { return Self::Gated };
        match rules.editions.iter().find(|(known, _)| known == id) {
            None => Self::Unknown,
            Some((_, None)) => Self::Gated,
            Some(&(_, Some(tier))) => Self::Ungated(tier),
        }
    }
}

/// Whether what ends at `end` holds at `now`.
pub(crate) fn holds(end: End, now: u64) -> bool {
    end.is_none_or(|end| now < end)
}

/// Makes `list` as long as `len`, every item `value`, in the memory that it has.
pub(crate) fn refill<T: Clone>(list: &mut Vec<T>, len: usize, value: T) {
    list.clear();
    list.resize(len, value);
}
