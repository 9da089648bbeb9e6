//! Which tier a tenant has: the assignment that wins, and what its plan names.

use crate::facts::{Edition, Facts, holds};
use crate::rules::{Otherwise, Rules};
use crate::types::{Assignment, Resolution, Source, Standing, Tenant};

/// The tier that a tenant has at one moment, and why.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Held {
    pub(crate) tier: usize,
    source: Option<Source>,
    standing: Standing,
    misconfigured: bool,
    expires_at: Option<u64>,
}

/// An assignment, and the tier that its plan names.
type Named<'a> = (&'a Assignment, Option<usize>);

impl Rules {
    /// Which tier the tenant has.
    pub fn resolve(&self, tenant: &Tenant, now: u64) -> Resolution {
        self.resolution(&Facts::new(self, tenant, now), now)
    }

    pub(crate) fn resolution(&self, facts: &Facts<'_>, now: u64) -> Resolution {
        let held = self.held(facts, now);
        Resolution {
            tier: self.tier_id(held.tier),
            source: held.source,
            standing: held.standing,
            misconfigured: held.misconfigured,
            expires_at: held.expires_at,
            valid_until: facts.first_moment(|&moment| self.held(facts, moment) != held),
        }
    }

    pub(crate) fn held(&self, facts: &Facts<'_>, now: u64) -> Held {
        if let Edition::Ungated(tier) = facts.edition {
            return Held::without_assignment(tier, false);
        }
        let mut held = self.winner(facts, now);
        held.misconfigured |= facts.edition == Edition::Unknown;
        held
    }

    fn winner(&self, facts: &Facts<'_>, now: u64) -> Held {
        let holding = |source| {
            let all = facts.assignments.iter().copied();
            all.filter(move |(it, _)| it.source == source && holds(it.expires_at, now))
        };
        if let Some(manual) = holding(Source::Manual).reduce(better) {
            return self.held_by(manual);
        }
        let billing = holding(Source::Billing).reduce(better);
        let base = billing.or_else(|| holding(Source::Default).reduce(better));
        let trial = holding(Source::Trial).filter(|(_, tier)| tier.is_some()).reduce(better);
        match (base.map(|base| self.held_by(base)), trial) {
            (Some(base), Some((trial, Some(tier)))) if tier > base.tier => {
                Held::by(trial, Otherwise { tier, misconfigured: base.misconfigured })
            }
            (Some(base), _) => base,
            (None, Some(trial)) => self.held_by(trial),
            (None, None) if facts.assignments.is_empty() => {
                Held::without_assignment(self.when_missing.tier, self.when_missing.misconfigured)
            }
            (None, None) => Held::without_assignment(self.default_tier, false),
        }
    }

    fn held_by(&self, (assignment, tier): Named<'_>) -> Held {
        let fallback = match (tier, &assignment.plan) {
            (Some(tier), _) => Otherwise { tier, misconfigured: false },
            (None, None) => self.when_missing,
            (None, Some(_)) => self.when_unknown,
        };
        Held::by(assignment, fallback)
    }
}

impl Held {
    fn by(assignment: &Assignment, otherwise: Otherwise) -> Self {
        Self {
            tier: otherwise.tier,
            source: Some(assignment.source),
            standing: assignment.standing,
            misconfigured: otherwise.misconfigured,
            expires_at: assignment.expires_at,
        }
    }

    fn without_assignment(tier: usize, misconfigured: bool) -> Self {
        Self { tier, source: None, standing: Standing::Good, misconfigured, expires_at: None }
    }
}

/// Of two assignments the one with the higher tier; where neither names one, the
/// first by plan in byte order, one without a plan last.
fn better<'a>(one: Named<'a>, other: Named<'a>) -> Named<'a> {
    let plan_order = |it: Named<'a>| (it.0.plan.is_none(), it.0.plan.as_deref());
    let other_wins = match one.1.cmp(&other.1) {
        core::cmp::Ordering::Equal => plan_order(other) < plan_order(one),
        order => order.is_lt(),
    };
    if other_wins { other } else { one }
}
