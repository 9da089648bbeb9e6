//! A policy file as an engine for laws, tests and differences.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tiergate::{Policy, Request};
use tiergate_laws::{Engine, EngineError};
use tiergate_policy::catalog::Info;
use tiergate_policy::subscription::{Effect, Subscription};
use tiergate_policy::types::{Assignment, CapDecision, Decision, Entitlements, Tenant};

/// A policy file, in wasmtime. Questions and answers cross as the contract's JSON, which the types of
/// both crates have.
pub(crate) struct Shipped {
    policy: Policy,
    info: Info,
}

/// A question of `tiergate eval`.
#[derive(Serialize)]
#[serde(tag = "call", rename_all = "camelCase")]
enum Ask<'a> {
    Check { tenant: &'a Tenant, feature: &'a str, now: u64 },
    CheckCap { tenant: &'a Tenant, cap: &'a str, used: u64, amount: u64, now: u64 },
    Entitle { tenant: &'a Tenant, now: u64 },
    OnSignup { now: u64, returning: bool },
    OnBilling { subscriptions: &'a [Subscription] },
}

impl Shipped {
    pub(crate) fn new(policy: Policy) -> anyhow::Result<Self> {
        let info = serde_json::from_value(serde_json::to_value(policy.catalog())?)?;
        Ok(Self { policy, info })
    }

    pub(super) fn digest(&self) -> &str {
        self.policy.digest()
    }

    fn ask<T: DeserializeOwned>(&self, ask: &Ask<'_>) -> Result<T, EngineError> {
        let failed = |error: &dyn std::fmt::Display| EngineError(error.to_string());
        let line = serde_json::to_vec(ask).map_err(|error| failed(&error))?;
        let request = Request::from_json(&line).map_err(|error| failed(&error))?;
        let answer = self.policy.answer(&request).map_err(|error| failed(&error))?;
        serde_json::from_str(&answer).map_err(|error| failed(&error))
    }
}

impl Engine for Shipped {
    fn describe(&self) -> &Info {
        &self.info
    }

    fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Result<Decision, EngineError> {
        self.ask(&Ask::Check { tenant, feature, now })
    }

    fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Result<Option<CapDecision>, EngineError> {
        self.ask(&Ask::CheckCap { tenant, cap, used, amount, now })
    }

    fn entitle(&self, tenant: &Tenant, now: u64) -> Result<Entitlements, EngineError> {
        self.ask(&Ask::Entitle { tenant, now })
    }

    fn on_signup(&self, now: u64, returning: bool) -> Result<Vec<Assignment>, EngineError> {
        self.ask(&Ask::OnSignup { now, returning })
    }

    fn on_billing(&self, subscriptions: &[Subscription]) -> Result<Effect, EngineError> {
        self.ask(&Ask::OnBilling { subscriptions })
    }
}
