//! Features: whether a tenant may use them.

use crate::rules::{FeatureRule, Rules, is_set};
use crate::time::end;
use crate::timeline::{OfFeature, State};
use crate::types::{Decision, Entitlements, Reason, Tenant};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// A [`Reason`], by position in the catalog.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    AlwaysOn,
    Ungated,
    SwitchedOn,
    Tier(usize),
    AddOn(usize),
    SwitchedOff,
    NotInForce(usize),
    NotIncluded,
    Requires(usize),
}

impl Verdict {
    pub(crate) fn allowed(self) -> bool {
        matches!(
            self,
            Self::AlwaysOn | Self::Ungated | Self::SwitchedOn | Self::Tier(_) | Self::AddOn(_)
        )
    }

    /// Checks whether a tier or an add-on decides.
    pub(crate) fn is_of_plan(self) -> bool {
        !matches!(self, Self::AlwaysOn | Self::Ungated | Self::SwitchedOn | Self::SwitchedOff)
    }
}

impl Rules {
    /// Returns whether the tenant may use a feature, and why.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let rules = tiergate_policy::Rules::new(&map.info, &map.settings)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// assert!(rules.check(&acme, "export", 0).allowed);
    /// assert_eq!(rules.check(&acme, "ai", 0).add_ons, ["assistant"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Decision {
        let at = self.features.find(feature);
        let outlook = self.outlook(tenant, now);
        match at.and_then(|at| Some((at, outlook.now.features.get(at)?))) {
            Some((at, state)) => self.decision(at, state),
            None => unknown(feature),
        }
    }

    /// Returns everything that the tenant may do.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let rules = tiergate_policy::Rules::new(&map.info, &map.settings)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// let answer = rules.entitle(&acme, 0);
    /// assert_eq!(answer.resolution.tier, "pro");
    /// assert_eq!(answer.features.iter().filter(|it| it.allowed).count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn entitle(&self, tenant: &Tenant, now: u64) -> Entitlements {
        let outlook = self.outlook(tenant, now);
        let features = outlook.now.features.iter().enumerate();
        let caps = outlook.now.caps.iter().enumerate();
        let add_ons = self.names_of_add_ons(|at| is_set(&outlook.now.in_force, at));
        Entitlements {
            resolution: self.resolution(&outlook),
            features: features.map(|(at, feature)| self.decision(at, feature)).collect(),
            caps: caps.map(|(at, cap)| self.cap_state(at, cap)).collect(),
            add_ons,
            valid_until: end(outlook.until()),
        }
    }

    /// Returns whether an add-on is in force at a tier, if the tenant has it.
    pub(crate) fn is_for(&self, add_on: usize, tier: usize) -> bool {
        let tiers = self.add_on_tiers.get(add_on);
        tiers.is_none_or(|tiers| tiers.is_empty() || tiers.contains(&tier))
    }

    /// Returns the names of the add-ons that `is_meant` accepts, in the catalog's order.
    pub(crate) fn names_of_add_ons(&self, is_meant: impl Fn(usize) -> bool) -> Vec<String> {
        let add_ons = (0..self.add_ons.len()).filter(|&at| is_meant(at));
        add_ons.map(|at| self.add_ons.name(at)).collect()
    }

    /// Sets which add-ons are in force, and the verdict on every feature.
    pub(crate) fn judge(&self, state: &mut State<'_>) {
        let held = state.in_force.iter_mut().zip(&state.add_ons).enumerate();
        for (at, (in_force, &held)) in held {
            *in_force = held > 0 && self.is_for(at, state.held.tier);
        }
        for &at in &self.feature_order {
            let Some(rule) = self.feature_rules.get(at) else { continue };
            let mut verdict = self.judge_alone(state, at, rule, state.held.tier, None);
            if verdict.allowed() && !rule.always_on {
                let missing = rule.requires.iter().find(|&&needed| {
                    state.features.get(needed).is_some_and(|it| !it.verdict.allowed())
                });
                verdict = missing.map_or(verdict, |&needed| Verdict::Requires(needed));
            }
            if let Some(feature) = state.features.get_mut(at) {
                feature.verdict = verdict;
            }
        }
    }

    /// Returns the verdict on one feature at a tier, with one more add-on if one is given,
    /// regardless of what the feature requires.
    pub(crate) fn judge_alone(
        &self,
        state: &State<'_>,
        at: usize,
        rule: &FeatureRule,
        tier: usize,
        more: Option<usize>,
    ) -> Verdict {
        let switch = state.features.get(at).and_then(|feature| feature.switch);
        if rule.always_on {
            return Verdict::AlwaysOn;
        }
        if switch == Some(false) {
            return Verdict::SwitchedOff;
        }
        if state.ungated {
            return Verdict::Ungated;
        }
        if switch == Some(true) {
            return Verdict::SwitchedOn;
        }
        if self.tier_rules.get(tier).is_some_and(|tier| is_set(&tier.has, at)) {
            return Verdict::Tier(tier);
        }
        let mut verdict = Verdict::NotIncluded;
        for &add_on in &rule.add_ons {
            let held = more == Some(add_on) || state.add_ons.get(add_on).is_some_and(|it| *it > 0);
            if held && self.is_for(add_on, tier) {
                return Verdict::AddOn(add_on);
            }
            if held && verdict == Verdict::NotIncluded {
                verdict = Verdict::NotInForce(add_on);
            }
        }
        verdict
    }

    fn decision(&self, at: usize, state: &OfFeature) -> Decision {
        let help = &state.help;
        Decision {
            feature: self.features.name(at),
            allowed: state.verdict.allowed(),
            reason: self.reason(state.verdict),
            minimum_tier: help.tier.map(|tier| self.tiers.name(tier)),
            add_ons: help.add_ons.iter().map(|&at| self.add_ons.name(at)).collect(),
            together: help.together,
            valid_until: end(state.until),
        }
    }

    fn reason(&self, verdict: Verdict) -> Reason {
        match verdict {
            Verdict::AlwaysOn => Reason::AlwaysOn,
            Verdict::Ungated => Reason::Ungated,
            Verdict::SwitchedOn => Reason::SwitchedOn,
            Verdict::Tier(tier) => Reason::Tier(self.tiers.name(tier)),
            Verdict::AddOn(add_on) => Reason::AddOn(self.add_ons.name(add_on)),
            Verdict::SwitchedOff => Reason::SwitchedOff,
            Verdict::NotInForce(add_on) => Reason::NotInForce(self.add_ons.name(add_on)),
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
        together: false,
        valid_until: None,
    }
}
