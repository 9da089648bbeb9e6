//! Features: whether a tenant may use them.

use crate::rules::{FeatureRule, Rules, is_set};
use crate::time::end;
use crate::timeline::{OfFeature, State};
use crate::types::{Decision, Entitlements, Reason, Tenant};
use alloc::borrow::ToOwned;
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
    NotIncluded,
    Requires(usize),
}

impl Verdict {
    fn allowed(self) -> bool {
        !matches!(self, Self::SwitchedOff | Self::NotIncluded | Self::Requires(_))
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
        let mut add_ons = Vec::new();
        for (at, held) in outlook.now.add_ons.iter().enumerate() {
            if *held {
                add_ons.push(self.add_ons.name(at));
            }
        }
        Entitlements {
            resolution: self.resolution(&outlook),
            features: features.map(|(at, feature)| self.decision(at, feature)).collect(),
            caps: caps.map(|(at, cap)| self.cap_state(at, cap)).collect(),
            add_ons,
            valid_until: end(outlook.until()),
        }
    }

    /// Sets the verdict on every feature.
    pub(crate) fn judge(&self, state: &mut State<'_>) {
        for &at in &self.feature_order {
            let Some(rule) = self.feature_rules.get(at) else { continue };
            let mut verdict = self.judge_alone(state, at, rule);
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

    /// Returns the verdict on one feature, regardless of what it requires.
    fn judge_alone(&self, state: &State<'_>, at: usize, rule: &FeatureRule) -> Verdict {
        let switch = state.features.get(at).and_then(|feature| feature.switch);
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

    fn decision(&self, at: usize, state: &OfFeature) -> Decision {
        let rule = self.feature_rules.get(at).filter(|rule| !rule.always_on);
        let minimum_tier = rule.and_then(|rule| rule.minimum_tier);
        let add_ons = rule.map_or(&[][..], |rule| &rule.add_ons);
        Decision {
            feature: self.features.name(at),
            allowed: state.verdict.allowed(),
            reason: self.reason(state.verdict),
            minimum_tier: minimum_tier.map(|tier| self.tiers.name(tier)),
            add_ons: add_ons.iter().map(|&at| self.add_ons.name(at)).collect(),
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
