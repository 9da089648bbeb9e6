//! The policy that decides a tenant, and whether it has what a change gives.

use crate::error::WriteError;
use crate::events::change::Change;
use tiergate::{Assignment, Info, Policy, Source, Standing, Tenant, now};

/// The policy that decides a tenant.
#[derive(Clone)]
pub(crate) struct Decider {
    policy: Policy,
    /// Whether the tenant is pinned to it.
    pinned: bool,
}

impl Decider {
    pub(crate) fn active(policy: Policy) -> Self {
        Self { policy, pinned: false }
    }

    pub(crate) fn pinned(policy: Policy) -> Self {
        Self { policy, pinned: true }
    }

    pub(crate) fn into_policy(self) -> Policy {
        self.policy
    }

    /// Returns the digest that the tenant is pinned to; `None` if the active policy decides.
    pub(crate) fn pin(&self) -> Option<String> {
        self.pinned.then(|| self.policy.digest().to_owned())
    }

    /// Returns the change, if the policy has what it gives.
    pub(crate) fn checked(&self, change: Change) -> Result<Change, WriteError> {
        self.check(&change).map(|()| change)
    }

    /// Refuses a change that gives something that the policy does not have.
    pub(crate) fn check(&self, change: &Change) -> Result<(), WriteError> {
        let catalog = self.policy.catalog();
        let given = given(change, catalog).into_iter().chain(self.plan(change));
        for (what, id, known) in given {
            if !known.contains(&id) {
                let known = known.into_iter().map(str::to_owned).collect();
                let (id, pinned) = (id.to_owned(), self.pinned);
                return Err(WriteError::Unknown { what, id, known, pinned });
            }
        }
        Ok(())
    }

    /// Returns the plan of an import to a pinned tenant, if its policy does not know it. If the
    /// active policy decides, a plan that another system names is stored as it is, and flagged as
    /// misconfigured; a pin is there to keep what the tenant has.
    fn plan<'a>(&'a self, change: &'a Change) -> Option<Given<'a>> {
        let Change::Import { source, plan: Some(plan), .. } = change else { return None };
        let tiers = &self.policy.catalog().tiers;
        if !self.pinned || tiers.iter().any(|tier| tier.id == *plan) {
            return None;
        }
        let (source, plan_held, standing) = (*source, Some(plan.clone()), Standing::Good);
        let held = Assignment { source, plan: plan_held, standing, expires_at: None };
        let tenant = Tenant { assignments: vec![held], ..Tenant::new() };
        // A policy may know plans by names other than those of its tiers.
        let is_known = self
            .policy
            .resolve(&tenant, now())
            .is_ok_and(|it| it.source == Some(source) && !it.misconfigured);
        let known = tiers.iter().map(|it| it.id.as_str()).collect();
        (!is_known).then_some(("tier", plan.as_str(), known))
    }
}

/// What a change gives: its kind, its identifier, and the identifiers that the catalog has.
type Given<'a> = (&'static str, &'a str, Vec<&'a str>);

pub(crate) fn given<'a>(change: &'a Change, catalog: &'a Info) -> Vec<Given<'a>> {
    macro_rules! ids {
        ($items:ident) => {
            catalog.$items.iter().map(|it| it.id.as_str()).collect()
        };
    }
    let tier = |tier: &'a str| ("tier", tier, ids!(tiers));
    let edition = |edition: &'a String| ("edition", edition.as_str(), ids!(editions));
    match change {
        Change::Grant { tier: given, .. } | Change::Trial { tier: given, .. } => vec![tier(given)],
        Change::Import { source, plan, edition: own, .. } => {
            // A plan that billing or another source names is stored as it is.
            let plan = plan.as_deref().filter(|_| *source == Source::Manual);
            plan.map(tier).into_iter().chain(own.iter().map(edition)).collect()
        }
        Change::GiveAddOn { add_on, .. } => vec![("add-on", add_on, ids!(add_ons))],
        Change::SwitchFeature { feature, .. } => vec![("feature", feature, ids!(features))],
        Change::SetCap { cap, .. } => vec![("cap", cap, ids!(caps))],
        Change::SetEdition { edition: own } | Change::Create { edition: own, .. } => {
            own.iter().map(edition).collect()
        }
        Change::Revoke
        | Change::EndTrial
        | Change::Bill { .. }
        | Change::EndImport { .. }
        | Change::TakeAddOn { .. }
        | Change::UnswitchFeature { .. }
        | Change::UnsetCap { .. }
        | Change::SetLabel { .. }
        | Change::SetAttribute { .. }
        | Change::Pin { .. }
        | Change::Delete
        | Change::Rebuild => Vec::new(),
    }
}
