//! What answers the questions.

use crate::prelude::*;
use tiergate_map::Map;
use tiergate_policy::catalog::Info;
use tiergate_policy::subscription::{Effect, Subscription};
use tiergate_policy::types::{Assignment, CapDecision, Decision, Entitlements, Tenant};
use tiergate_policy::{Rules, RulesError};

/// A policy that answers the contract's questions: the rules of a map, or a policy file.
///
/// Every method fails with [`EngineError`] if the policy gives no answer.
#[expect(clippy::missing_errors_doc, reason = "the trait's documentation has it for all")]
pub trait Engine {
    /// Returns what the policy knows.
    fn describe(&self) -> &Info;
    /// Returns whether a tenant may use a feature.
    fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Result<Decision, EngineError>;
    /// Returns whether a tenant may take `amount` more of a cap.
    fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Result<Option<CapDecision>, EngineError>;
    /// Returns everything that a tenant may do.
    fn entitle(&self, tenant: &Tenant, now: u64) -> Result<Entitlements, EngineError>;
    /// Returns what a new tenant starts with.
    fn on_signup(&self, now: u64, returning: bool) -> Result<Vec<Assignment>, EngineError>;
    /// Returns what a tenant's subscriptions give.
    fn on_billing(&self, subscriptions: &[Subscription]) -> Result<Effect, EngineError>;
}

/// The error that a policy gave no answer, with the reason.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the policy gave no answer: {0}")]
pub struct EngineError(pub String);

/// The rules of a map, without WebAssembly.
///
/// # Examples
///
/// ```
/// use tiergate_laws::{Engine, Native};
///
/// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// let notes = Native::new(&map)?;
/// assert_eq!(notes.on_signup(0, false)?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Native {
    info: Info,
    rules: Rules,
}

impl Native {
    /// Compiles the rules of a map.
    ///
    /// # Errors
    ///
    /// [`RulesError`] if the map was changed so that it mentions what it does not declare.
    pub fn new(map: &Map) -> Result<Self, RulesError> {
        Ok(Self { info: map.info.clone(), rules: Rules::new(&map.info, &map.settings)? })
    }
}

impl Engine for Native {
    fn describe(&self) -> &Info {
        &self.info
    }

    fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Result<Decision, EngineError> {
        Ok(self.rules.check(tenant, feature, now))
    }

    fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Result<Option<CapDecision>, EngineError> {
        Ok(self.rules.check_cap(tenant, cap, used, amount, now))
    }

    fn entitle(&self, tenant: &Tenant, now: u64) -> Result<Entitlements, EngineError> {
        Ok(self.rules.entitle(tenant, now))
    }

    fn on_signup(&self, now: u64, returning: bool) -> Result<Vec<Assignment>, EngineError> {
        Ok(self.rules.on_signup(now, returning))
    }

    fn on_billing(&self, subscriptions: &[Subscription]) -> Result<Effect, EngineError> {
        Ok(self.rules.on_billing(subscriptions))
    }
}
