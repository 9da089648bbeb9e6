//! What differs for a tenant between now and after a change.

use crate::events::change::Change;
use crate::format::format_time;
use crate::tenants::change_preview::PreviewedState;
use crate::tenants::decided_by::DecidedBy;
use crate::tenants::decider::Decider;
use crate::tenants::explain::overview::{DecidingPolicy, Named, Then};
use serde::Serialize;
use tiergate::contract::Entitlements;
use tiergate::{
    Assignment, CallError, Info, Limit, Policy, Source, Tenant, TenantFacts, Timestamp,
};

/// A feature or an add-on that a tenant would gain or lose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccessDifference {
    /// Its identifier.
    pub id: String,
    /// Its name, to show.
    pub label: String,
    /// Whether the tenant has it now.
    pub before: bool,
    /// Whether the tenant would have it.
    pub after: bool,
}

/// A cap whose limit would differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CapDifference {
    /// Its identifier.
    pub id: String,
    /// Its name, to show.
    pub label: String,
    /// The limit now; absent if the policy that decides now does not have the cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub before: Option<Limit>,
    /// The limit that there would be; absent if the policy that would decide does not have the cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub after: Option<Limit>,
}

/// What a tenant has, before or after a change.
pub(super) struct Side {
    pub(super) state: PreviewedState,
    policy: Policy,
    /// The facts that the policy received.
    billed: Tenant,
    now: Timestamp,
    entitled: Entitlements,
}

impl Side {
    pub(super) fn of(
        decider: Decider,
        facts: &TenantFacts,
        edition: Option<&str>,
        now: Timestamp,
    ) -> Result<Self, CallError> {
        let pinned = decider.pin().is_some();
        let policy = decider.into_policy();
        let mut billed = facts.as_billed_by(&policy)?.into_owned();
        billed.edition = billed.edition.or_else(|| edition.map(str::to_owned));
        let entitled = policy.entitle(&billed, now)?;
        let resolution = entitled.resolution.clone();
        let state = PreviewedState {
            tier: Named::tier(&policy, &resolution.tier),
            then: Then::after(&policy, &billed, &resolution)?,
            policy: DecidingPolicy::of(&policy, pinned),
            resolution,
        };
        Ok(Self { state, policy, billed, now, entitled })
    }

    pub(super) fn features_since(&self, before: &Self) -> Vec<AccessDifference> {
        let names = |info: &Info| {
            info.features.iter().map(|it| (it.id.clone(), it.label.clone())).collect::<Vec<_>>()
        };
        let has = |side: &Self, id: &str| {
            side.entitled.features.iter().any(|it| it.feature == id && it.allowed)
        };
        self.differences(before, names, has)
    }

    pub(super) fn add_ons_since(&self, before: &Self) -> Vec<AccessDifference> {
        let names = |info: &Info| {
            info.add_ons.iter().map(|it| (it.id.clone(), it.label.clone())).collect::<Vec<_>>()
        };
        let has = |side: &Self, id: &str| side.entitled.add_ons.iter().any(|it| it == id);
        self.differences(before, names, has)
    }

    fn differences(
        &self,
        before: &Self,
        names: impl Fn(&Info) -> Names,
        has: impl Fn(&Self, &str) -> bool,
    ) -> Vec<AccessDifference> {
        let difference = |(id, label): (String, String)| {
            let (before, after) = (has(before, &id), has(self, &id));
            (before != after).then_some(AccessDifference { id, label, before, after })
        };
        self.all(before, names).into_iter().filter_map(difference).collect()
    }

    pub(super) fn caps_since(&self, before: &Self) -> Vec<CapDifference> {
        let names = |info: &Info| {
            info.caps.iter().map(|it| (it.id.clone(), it.label.clone())).collect::<Vec<_>>()
        };
        let limit = |side: &Self, id: &str| {
            side.entitled.caps.iter().find(|it| it.cap == id).map(|it| it.limit)
        };
        let difference = |(id, label): (String, String)| {
            let (before, after) = (limit(before, &id), limit(self, &id));
            (before != after).then_some(CapDifference { id, label, before, after })
        };
        self.all(before, names).into_iter().filter_map(difference).collect()
    }

    /// Returns everything of one kind that either policy has, in the order of the one that decides
    /// after the change.
    fn all(&self, before: &Self, names: impl Fn(&Info) -> Names) -> Names {
        let mut all = names(self.policy.catalog());
        let gone = names(before.policy.catalog()).into_iter();
        let gone: Names = gone.filter(|(id, _)| all.iter().all(|(known, _)| known != id)).collect();
        all.extend(gone);
        all
    }

    /// Returns what the change would do to the tier, in sentences.
    pub(super) fn sentences(&self, before: &Self, change: &Change, changed: bool) -> Vec<String> {
        let (old, new) = (&before.state.tier, &self.state.tier);
        let mut lines = Vec::new();
        if !changed {
            lines.push("Nothing changes: it is so already.".to_owned());
        }
        lines.push(match old.id == new.id {
            true => format!("The tier stays {}.", new.label),
            false => format!("The tier goes from {} to {}.", old.label, new.label),
        });
        let own = match change {
            Change::Grant { .. } => Some(Source::Manual),
            Change::Trial { .. } => Some(Source::Trial),
            _ => None,
        };
        let deciding = self.state.resolution.source;
        if own.is_some() && own == deciding {
            lines.extend(self.covered().map(|plan| format!("It covers {plan}.")));
        } else if own.is_some() {
            let by = DecidedBy::from(deciding);
            lines.push(format!("It does not decide: the tier is by another source, {by}."));
        }
        let then = self.state.then.as_ref().filter(|then| then.tier.id != new.id);
        if let Some(Then { at, tier, .. }) = then {
            lines.push(format!("From {} on, the tier is {}.", format_time(*at), tier.label));
        }
        lines
    }

    /// Returns the plans that hold and do not decide.
    fn covered(&self) -> impl Iterator<Item = String> {
        let holds = |it: &&Assignment| it.expires_at.is_none_or(|end| self.now < end);
        let deciding = self.state.resolution.source;
        let others = self.billed.assignments.iter().filter(holds);
        let others = others.filter(move |it| Some(it.source) != deciding);
        others.map(|it| {
            let plan = it.plan.as_deref().map(|plan| Named::tier(&self.policy, plan).label);
            let plan = plan.unwrap_or_else(|| "no plan".to_owned());
            match it.source {
                Source::Manual => format!("the grant of {plan}"),
                Source::Trial => format!("the trial of {plan}"),
                Source::Billing => format!("billing's {plan}"),
                Source::Default => format!("the default, {plan}"),
            }
        })
    }
}

/// Identifiers and names.
type Names = Vec<(String, String)>;
