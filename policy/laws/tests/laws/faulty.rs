//! The rules, with a fault that a policy written by hand may have.

use std::cell::Cell;
use tiergate_laws::{Engine, EngineError, Native};
use tiergate_policy::catalog::Info;
use tiergate_policy::subscription::{Effect, Subscription};
use tiergate_policy::types::{Assignment, CapDecision, Decision, Entitlements, Source, Tenant};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// A feature's upsell names the lowest tier, whatever it has.
    Upsell,
    /// The answer is said to hold a second too long.
    LateEnd,
    /// The answer is said to hold for ever.
    NoEnd,
    /// Only the first plan counts.
    FirstPlan,
    /// Every second answer has another tier's name.
    Moody,
    /// A check says the opposite of what the entitlements say.
    Check,
    /// A cap is checked without the amount.
    CheckCap,
}

pub(crate) struct Faulty {
    pub(crate) rules: Native,
    pub(crate) fault: Fault,
    pub(crate) asked: Cell<u64>,
}

impl Faulty {
    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }
}

impl Engine for Faulty {
    fn describe(&self) -> &Info {
        self.rules.describe()
    }

    fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Result<Decision, EngineError> {
        let mut answer = self.rules.check(tenant, feature, now)?;
        answer.allowed ^= self.is(Fault::Check);
        Ok(answer)
    }

    fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Result<Option<CapDecision>, EngineError> {
        let amount = if self.is(Fault::CheckCap) { 0 } else { amount };
        self.rules.check_cap(tenant, cap, used, amount, now)
    }

    fn entitle(&self, tenant: &Tenant, now: u64) -> Result<Entitlements, EngineError> {
        self.asked.set(self.asked.get() + 1);
        let mut tenant = tenant.clone();
        if self.is(Fault::FirstPlan) {
            let first = tenant.assignments.iter().position(|it| it.source == Source::Billing);
            let mut at = 0..;
            tenant.assignments.retain(|it| {
                it.source != Source::Billing || at.next() == Some(0) || first.is_none()
            });
        }
        let mut answer = self.rules.entitle(&tenant, now)?;
        let lowest = self.describe().tiers.iter().find(|it| it.offered).map(|it| it.id.clone());
        match self.fault {
            Fault::Upsell => {
                for it in answer.features.iter_mut().filter(|it| !it.allowed) {
                    it.minimum_tier.clone_from(&lowest);
                    it.together = false;
                }
            }
            Fault::LateEnd => answer.valid_until = answer.valid_until.map(|it| it + 1),
            Fault::NoEnd => answer.valid_until = None,
            Fault::Moody if self.asked.get().is_multiple_of(2) => {
                answer.resolution.misconfigured ^= true
            }
            _ => {}
        }
        Ok(answer)
    }

    fn on_signup(&self, now: u64, returning: bool) -> Result<Vec<Assignment>, EngineError> {
        self.rules.on_signup(now, returning)
    }

    fn on_billing(&self, subscriptions: &[Subscription]) -> Result<Effect, EngineError> {
        self.rules.on_billing(subscriptions)
    }
}
