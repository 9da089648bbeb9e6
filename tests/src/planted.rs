//! Faults that are planted to check that tests catch them.

use crate::built::Built;
use crate::engine::Engine;
use crate::facts::START;
use crate::trial::Decide;
use anyhow::Result;
use tiergate_policy::Rules;
use tiergate_policy::subscription::{Effect, Subscription};
use tiergate_policy::types::{CapDecision, Decision, Entitlements, Resolution, Tenant};

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An answer claims to hold a second longer than it does.
    HoldsTooLong,
    /// An answer announces a change, although there is none.
    ChangesForNothing,
    /// No answer announces a change.
    NeverChanges,
    /// Facts that end still hold at their end.
    EndsLate,
    /// A decision differs during one second.
    FlipsOnce,
    /// Only the first assignment counts.
    FirstCounts,
    /// Unknown features are allowed.
    AllowsUnknown,
    /// `entitle` ignores the caps that are set for a tenant.
    ForgetsCaps,
    /// The first subscription's seats count twice.
    CountsTwice,
    /// A denial names no add-on that would help.
    NamesNoAddOn,
    /// A feature is available only on the lowest tier that has it.
    HigherHasLess,
}

/// The rules, with a fault.
pub struct Planted {
    /// The engine that answers correctly.
    pub rules: Rules,
    /// The fault.
    pub fault: Fault,
}

impl Planted {
    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn tenant(&self, tenant: &Tenant) -> Tenant {
        let mut tenant = tenant.clone();
        if self.is(Fault::FirstCounts) {
            tenant.assignments.truncate(1);
        }
        tenant
    }

    fn moment(&self, now: u64) -> u64 {
        if self.is(Fault::EndsLate) { now.saturating_sub(1) } else { now }
    }

    fn until(&self, until: Option<u64>, now: u64) -> Option<u64> {
        match self.fault {
            Fault::HoldsTooLong => until.map(|until| until + 1),
            Fault::ChangesForNothing => until.or(Some(now + 1)),
            Fault::NeverChanges => None,
            _ => until,
        }
    }
}

impl Decide for Planted {
    fn resolve(&self, tenant: &Tenant, now: u64) -> Resolution {
        let resolution = self.rules.resolve(&self.tenant(tenant), self.moment(now));
        Resolution { valid_until: self.until(resolution.valid_until, now), ..resolution }
    }

    fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Decision {
        let mut decision = self.rules.check(&self.tenant(tenant), feature, self.moment(now));
        decision.valid_until = self.until(decision.valid_until, now);
        if self.is(Fault::FlipsOnce) && now == START + 7 {
            decision.allowed = !decision.allowed;
        }
        if self.is(Fault::HigherHasLess) && decision.minimum_tier.is_some() {
            decision.allowed &=
                tenant.assignments.iter().any(|it| it.plan == decision.minimum_tier);
        }
        if self.is(Fault::NamesNoAddOn) {
            decision.add_ons.clear();
        }
        decision.allowed |= self.is(Fault::AllowsUnknown);
        decision
    }

    fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<CapDecision> {
        let tenant = self.tenant(tenant);
        let mut decision = self.rules.check_cap(&tenant, cap, used, amount, self.moment(now))?;
        decision.state.valid_until = self.until(decision.state.valid_until, now);
        Some(decision)
    }

    fn entitle(&self, tenant: &Tenant, now: u64) -> Entitlements {
        let mut tenant = self.tenant(tenant);
        if self.is(Fault::ForgetsCaps) {
            tenant.caps.clear();
        }
        let entitlements = self.rules.entitle(&tenant, self.moment(now));
        Entitlements { valid_until: self.until(entitlements.valid_until, now), ..entitlements }
    }

    fn on_billing(&self, subscriptions: &[Subscription]) -> Effect {
        let mut subscriptions = subscriptions.to_vec();
        if let Some(first) = subscriptions.first_mut().filter(|_| self.is(Fault::CountsTwice)) {
            first.items.extend(first.items.clone());
        }
        self.rules.on_billing(&subscriptions)
    }
}

/// An engine that answers like another one, except for answers that contain a text.
pub struct Altered<E> {
    /// The engine that answers correctly.
    pub engine: E,
    /// The text in its answer.
    pub right: &'static str,
    /// The text that replaces it.
    pub wrong: &'static str,
}

impl<E: Engine> Engine for Altered<E> {
    fn name(&self) -> &'static str {
        "planted"
    }

    fn answer(&mut self, policy: &Built, lines: &[Vec<u8>]) -> Result<Vec<String>> {
        let answers = self.engine.answer(policy, lines)?;
        Ok(answers.iter().map(|it| it.replace(self.right, self.wrong)).collect())
    }
}
