//! Whether a tenant may use a feature.

use crate::facts::Facts;
use crate::moment::{NEVER, end};
use crate::rules::{FeatureRule, Rules, is_set};
use crate::state::{Outlook, State};
use crate::types::{Decision, Entitlements, Reason, Tenant};
use alloc::borrow::ToOwned;
use alloc::vec::Vec;

/// A [`Reason`] by position in the catalog.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    AlwaysOn,
    Ungated,
    SwitchedOn,
    Tier(usize),
    AddOn(usize),
    SwitchedOff,
    NotIncluded,
    Requires(usize),
}

impl Verdict {
    fn allowed(self) -> bool {
        !matches!(self, Self::SwitchedOff | Self::NotIncluded | Self::Requires(_))
    }
}

impl Rules {
    /// Whether the tenant may use a feature, and why.
    pub fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Decision {
        let Some(at) = self.features.find(feature) else { return unknown(feature) };
        self.decision(at, &self.outlook(&Facts::new(self, tenant), now))
    }

    /// Everything that the tenant may do.
    pub fn entitle(&self, tenant: &Tenant, now: u64) -> Entitlements {
        let outlook = self.outlook(&Facts::new(self, tenant), now);
        let held = |&at: &usize| is_set(&outlook.now.add_ons, at);
        let held: Vec<usize> = (0..self.add_ons.len()).filter(held).collect();
        Entitlements {
            resolution: self.resolution(&outlook),
            features: (0..self.features.len()).map(|at| self.decision(at, &outlook)).collect(),
            caps: (0..self.caps.len()).map(|at| self.cap_state(at, &outlook)).collect(),
            add_ons: self.add_on_names(&held),
            valid_until: end(outlook.until()),
        }
    }

    /// Gives every feature its verdict.
    pub(crate) fn judge(&self, state: &mut State<'_>) {
        for &at in &self.feature_order {
            let Some(rule) = self.feature_rules.get(at) else { continue };
            let mut verdict = self.judge_alone(state, at, rule);
            if verdict.allowed() && !rule.always_on {
                let missing = rule.requires.iter().find(|&&needed| {
                    state.verdicts.get(needed).is_some_and(|verdict| !verdict.allowed())
                });
                verdict = missing.map_or(verdict, |&needed| Verdict::Requires(needed));
            }
            if let Some(slot) = state.verdicts.get_mut(at) {
                *slot = verdict;
            }
        }
    }

    /// The verdict on one feature, whatever it requires.
    fn judge_alone(&self, state: &State<'_>, at: usize, rule: &FeatureRule) -> Verdict {
        let switch = state.switches.get(at).copied().flatten();
        let tier = state.held.tier;
        if rule.always_on {
            Verdict::AlwaysOn
        } else if switch == Some(false) {
            Verdict::SwitchedOff
        } else if state.ungated {
            Verdict::Ungated
        } else if switch == Some(true) {
            Verdict::SwitchedOn
        } else if self.tier_rules.get(tier).is_some_and(|tier| is_set(&tier.has, at)) {
            Verdict::Tier(tier)
        } else {
            let held = rule.add_ons.iter().find(|&&add_on| is_set(&state.add_ons, add_on));
            held.map_or(Verdict::NotIncluded, |&add_on| Verdict::AddOn(add_on))
        }
    }

    fn decision(&self, at: usize, outlook: &Outlook<'_>) -> Decision {
        let verdict = outlook.now.verdicts.get(at).copied().unwrap_or(Verdict::NotIncluded);
        let until = outlook.verdicts_until.get(at).copied().unwrap_or(NEVER);
        let rule = self.feature_rules.get(at).filter(|rule| !rule.always_on);
        let minimum_tier = rule.and_then(|rule| rule.minimum_tier);
        Decision {
            feature: self.features.name(at),
            allowed: verdict.allowed(),
            reason: self.reason(verdict),
            minimum_tier: minimum_tier.map(|tier| self.tiers.name(tier)),
            add_ons: self.add_on_names(rule.map_or(&[], |rule| &rule.add_ons)),
            valid_until: end(until),
        }
    }

    fn add_on_names(&self, add_ons: &[usize]) -> Vec<alloc::string::String> {
        add_ons.iter().map(|&at| self.add_ons.name(at)).collect()
    }

    fn reason(&self, verdict: Verdict) -> Reason {
        match verdict {
            Verdict::AlwaysOn => Reason::AlwaysOn,
            Verdict::Ungated => Reason::Ungated,
            Verdict::SwitchedOn => Reason::SwitchedOn,
            Verdict::Tier(tier) => Reason::Tier(self.tiers.name(tier)),
            Verdict::AddOn(add_on) => Reason::AddOn(self.add_ons.name(add_on)),
            Verdict::SwitchedOff => Reason::SwitchedOff,
            Verdict::NotIncluded => Reason::NotIncluded,
            Verdict::Requires(needed) => Reason::Requires(self.features.name(needed)),
        }
    }
}

fn unknown(feature: &str) -> Decision {
    Decision {
        feature: feature.to_owned(),
        allowed: false,
        reason: Reason::UnknownFeature,
        minimum_tier: None,
        add_ons: Vec::new(),
        valid_until: None,
    }
}
