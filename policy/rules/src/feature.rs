//! Features: whether a tenant may use them.

use crate::names::owned;
use crate::rules::{FeatureRule, Rules, is_set};
use crate::time::end;
use crate::timeline::{ALL, NONE, OfFeature, State};
use crate::types::{Decision, Entitlements, Reason, Tenant};
use alloc::vec::Vec;

/// A [`Reason`], by position in the catalog.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) why: Why,
    /// The tier, the add-on or the feature that is the reason; 0 if none is.
    pub(crate) by: usize,
}

/// The kinds of a [`Reason`]: first those that are not of a plan, last those to deny.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum Why {
    SwitchedOff,
    AlwaysOn,
    Ungated,
    SwitchedOn,
    Tier,
    AddOn,
    NotInForce,
    NotIncluded,
    Requires,
}

impl Verdict {
    #[inline(never)]
    pub(crate) fn allowed(self) -> bool {
        self.why != Why::SwitchedOff && !self.is_open()
    }

    /// Checks whether a tier or an add-on decides.
    pub(crate) fn is_of_plan(self) -> bool {
        self.why >= Why::Tier
    }

    /// Checks whether it denies, and a tier or an add-on may change that.
    pub(crate) fn is_open(self) -> bool {
        self.why >= Why::NotInForce
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
    #[inline(never)]
    pub fn check(&self, tenant: &Tenant, feature: &str, now: u64) -> Decision {
        let at = self.features.find(feature);
        let outlook = self.outlook(tenant, now, at.unwrap_or(NONE));
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
    #[inline(never)]
    pub fn entitle(&self, tenant: &Tenant, now: u64) -> Entitlements {
        let outlook = self.outlook(tenant, now, ALL);
        let mut features = Vec::new();
        for (at, feature) in outlook.now.features.iter().enumerate() {
            features.push(self.decision(at, feature));
        }
        let mut caps = Vec::new();
        for (at, cap) in outlook.now.caps.iter().enumerate() {
            caps.push(self.cap_state(at, cap));
        }
        let mut add_ons = Vec::new();
        for (at, add_on) in outlook.now.add_ons.iter().enumerate() {
            if add_on.in_force {
                add_ons.push(self.add_ons.name(at));
            }
        }
        Entitlements {
            resolution: self.resolution(&outlook),
            features,
            caps,
            add_ons,
            valid_until: end(outlook.until),
        }
    }

    /// Returns whether an add-on is in force at a tier, if the tenant has it.
    pub(crate) fn is_for(&self, add_on: usize, tier: usize) -> bool {
        let tiers = self.add_on_tiers.get(add_on);
        tiers.is_none_or(|tiers| tiers.is_empty() || tiers.contains(&tier))
    }

    /// Sets which add-ons are in force, and the verdict on every feature.
    #[inline(never)]
    pub(crate) fn judge(&self, state: &mut State<'_>) {
        for (at, add_on) in state.add_ons.iter_mut().enumerate() {
            add_on.in_force = add_on.held > 0 && self.is_for(at, state.held.tier);
        }
        self.try_out(state, state.held.tier, None);
        for feature in state.features.iter_mut() {
            feature.verdict = feature.tried;
            feature.help.clear();
        }
    }

    /// Tries out which verdict on each feature there would be at a tier, with one more add-on if
    /// one is given.
    pub(crate) fn try_out(&self, state: &mut State<'_>, tier: usize, more: Option<usize>) {
        for &at in &self.feature_order {
            let asked = state.features.get(at).is_some_and(|feature| feature.asked);
            let Some(rule) = self.feature_rules.get(at).filter(|_| asked) else { continue };
            let mut verdict = self.judge_alone(state, at, rule, tier, more);
            if verdict.allowed() && !rule.always_on {
                let missing = rule.requires.iter().find(|&&needed| {
                    state.features.get(needed).is_some_and(|it| !it.tried.allowed())
                });
                if let Some(&by) = missing {
                    verdict = Verdict { why: Why::Requires, by };
                }
            }
            if let Some(feature) = state.features.get_mut(at) {
                feature.tried = verdict;
            }
        }
    }

    /// Returns the verdict on one feature at a tier, with one more add-on if one is given,
    /// regardless of what the feature requires.
    fn judge_alone(
        &self,
        state: &State<'_>,
        at: usize,
        rule: &FeatureRule,
        tier: usize,
        more: Option<usize>,
    ) -> Verdict {
        let switch = state.features.get(at).and_then(|feature| feature.switch);
        let why = match switch {
            _ if rule.always_on => Why::AlwaysOn,
            Some(false) => Why::SwitchedOff,
            _ if state.ungated => Why::Ungated,
            Some(true) => Why::SwitchedOn,
            None => return self.judge_plan(state, at, rule, tier, more),
        };
        Verdict { why, by: 0 }
    }

    /// Returns the verdict on one feature if a tier or an add-on decides.
    fn judge_plan(
        &self,
        state: &State<'_>,
        at: usize,
        rule: &FeatureRule,
        tier: usize,
        more: Option<usize>,
    ) -> Verdict {
        if self.tier_rules.get(tier).is_some_and(|tier| is_set(&tier.has, at)) {
            return Verdict { why: Why::Tier, by: tier };
        }
        let mut verdict = Verdict { why: Why::NotIncluded, by: 0 };
        for &by in &rule.add_ons {
            let held = more == Some(by) || state.add_ons.get(by).is_some_and(|it| it.held > 0);
            if held && self.is_for(by, tier) {
                return Verdict { why: Why::AddOn, by };
            }
            if held && verdict.why == Why::NotIncluded {
                verdict = Verdict { why: Why::NotInForce, by };
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
            add_ons: self.add_ons.names(&help.add_ons),
            together: help.together,
            valid_until: end(state.until),
        }
    }

    fn reason(&self, verdict: Verdict) -> Reason {
        let by = verdict.by;
        match verdict.why {
            Why::AlwaysOn => Reason::AlwaysOn,
            Why::Ungated => Reason::Ungated,
            Why::SwitchedOn => Reason::SwitchedOn,
            Why::Tier => Reason::Tier(self.tiers.name(by)),
            Why::AddOn => Reason::AddOn(self.add_ons.name(by)),
            Why::SwitchedOff => Reason::SwitchedOff,
            Why::NotInForce => Reason::NotInForce(self.add_ons.name(by)),
            Why::NotIncluded => Reason::NotIncluded,
            Why::Requires => Reason::Requires(self.features.name(by)),
        }
    }
}

fn unknown(feature: &str) -> Decision {
    Decision {
        feature: owned(feature),
        allowed: false,
        reason: Reason::UnknownFeature,
        minimum_tier: None,
        add_ons: Vec::new(),
        together: false,
        valid_until: None,
    }
}
