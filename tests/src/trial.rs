//! One question to a policy, for which the properties are checked.

use crate::dice::Dice;
use crate::facts::{START, subscriptions, tenant};
use anyhow::{Result, ensure};
use std::fmt::Debug;
use tiergate_policy::Rules;
use tiergate_policy::catalog::Info;
use tiergate_policy::setup::Settings;
use tiergate_policy::subscription::{Effect, Subscription};
use tiergate_policy::types::{CapDecision, CapState, Decision, Entitlements, Resolution, Tenant};

/// A decision engine: the rules, or the rules with a fault.
#[expect(missing_docs, reason = "as the contract has them")]
pub trait Decide {
    fn resolve(&self, tenant: &Tenant, now: u64) -> Resolution;
    fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Decision;
    fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<CapDecision>;
    fn entitle(&self, tenant: &Tenant, now: u64) -> Entitlements;
    fn on_billing(&self, subscriptions: &[Subscription]) -> Effect;
}

impl Decide for Rules {
    fn resolve(&self, tenant: &Tenant, now: u64) -> Resolution {
        self.resolve(tenant, now)
    }
    fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Decision {
        self.check(tenant, feature, now)
    }
    fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<CapDecision> {
        self.check_cap(tenant, cap, used, amount, now)
    }
    fn entitle(&self, tenant: &Tenant, now: u64) -> Entitlements {
        self.entitle(tenant, now)
    }
    fn on_billing(&self, subscriptions: &[Subscription]) -> Effect {
        self.on_billing(subscriptions)
    }
}

/// A policy, its catalog, and one question to it, for which the properties are checked.
pub struct Trial<'a> {
    /// The engine that decides.
    pub policy: &'a dyn Decide,
    /// The catalog of the policy.
    pub info: &'a Info,
    /// A tenant.
    pub tenant: Tenant,
    /// Its subscriptions.
    pub subscriptions: Vec<Subscription>,
    /// The time.
    pub now: u64,
    /// How much of a cap is in use.
    pub used: u64,
    /// How much more is requested.
    pub amount: u64,
}

impl<'a> Trial<'a> {
    /// Returns a random trial.
    pub fn random(
        dice: &mut Dice,
        policy: &'a dyn Decide,
        info: &'a Info,
        settings: &Settings,
    ) -> Self {
        Self {
            policy,
            info,
            tenant: tenant(dice, info),
            subscriptions: subscriptions(dice, settings),
            now: START + dice.between(0, 12),
            used: dice.between(0, 15),
            amount: dice.between(1, 5),
        }
    }

    pub(crate) fn state(&self, cap: &str, now: u64) -> Option<CapState> {
        let decision = self.policy.check_cap(&self.tenant, cap, self.used, self.amount, now);
        decision.map(|decision| decision.state)
    }

    /// Returns every end of the tenant's facts after now, and the seconds around it.
    pub(crate) fn moments(&self) -> Vec<u64> {
        let tenant = &self.tenant;
        let ends = tenant.assignments.iter().map(|it| it.expires_at);
        let ends = ends.chain(tenant.add_ons.iter().map(|it| it.expires_at));
        let ends = ends.chain(tenant.switches.iter().map(|it| it.expires_at));
        let ends = ends.chain(tenant.caps.iter().map(|it| it.expires_at)).flatten();
        let around = ends.flat_map(|end| [end.saturating_sub(1), end, end.saturating_add(1)]);
        let mut moments: Vec<u64> = around.filter(|moment| *moment > self.now).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// Checks that an answer says exactly until when it holds. `ask` returns the answer without
    /// that time, and the time.
    pub(crate) fn exact<A: PartialEq + Debug>(
        &self,
        what: &str,
        ask: impl Fn(u64) -> (A, Option<u64>),
    ) -> Result<()> {
        let (answer, until) = ask(self.now);
        let mut other = self.moments().into_iter().filter(|moment| ask(*moment).0 != answer);
        let first = other.next();
        ensure!(until == first, "{what} claims to hold until {until:?}, but holds until {first:?}");
        Ok(())
    }
}
