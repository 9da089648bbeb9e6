//! Whether a tenant may use a feature.

use crate::facts::{Facts, State, refill};
use crate::rules::{Rules, is_set};
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
        let Some(at) = self.feature(feature) else { return unknown(feature) };
        let facts = Facts::new(self, tenant, now);
        let mut state = facts.state(self, now);
        let mut verdicts = Vec::new();
        let mut verdict_at = |state: &State| {
            self.judge(state, &mut verdicts);
            verdicts.get(at).copied().unwrap_or(Verdict::NotIncluded)
        };
        let verdict = verdict_at(&state);
        let valid_until = facts.first_moment(|&moment| {
            facts.update(self, moment, &mut state);
            verdict_at(&state) != verdict
        });
        self.decision(at, verdict, valid_until)
    }

    /// Everything that the tenant may do.
    pub fn entitle(&self, tenant: &Tenant, now: u64) -> Entitlements {
        let facts = Facts::new(self, tenant, now);
        let mut state = facts.state(self, now);
        let mut verdicts = Vec::new();
        self.judge(&state, &mut verdicts);
        let mut caps = self.cap_states(&state);
        let held_add_ons = state.add_ons.clone();

        let mut feature_ends = Vec::new();
        refill(&mut feature_ends, verdicts.len(), None);
        let mut later = Vec::new();
        let mut valid_until = None;
        for &moment in facts.moments() {
            facts.update(self, moment, &mut state);
            self.judge(&state, &mut later);
            let mut differs = state.add_ons != held_add_ons;
            for ((before, after), end) in verdicts.iter().zip(&later).zip(&mut feature_ends) {
                differs |= before != after;
                if before != after && end.is_none() {
                    *end = Some(moment);
                }
            }
            differs |= self.note_cap_changes(&state, moment, &mut caps);
            if differs && valid_until.is_none() {
                valid_until = Some(moment);
            }
        }
        let resolution = self.resolution(&facts, now);
        let decisions = verdicts.iter().zip(feature_ends).enumerate();
        let names = held_add_ons.iter().enumerate().filter(|(_, held)| **held);
        Entitlements {
            valid_until: earlier(valid_until, resolution.valid_until),
            resolution,
            features: decisions.map(|(at, (verdict, end))| self.decision(at, *verdict, end)).collect(),
            caps,
            add_ons: names.map(|(at, _)| self.add_on_id(at)).collect(),
        }
    }

    /// Fills `verdicts` with one for each feature of the catalog.
    fn judge(&self, state: &State, verdicts: &mut Vec<Verdict>) {
        refill(verdicts, self.features.len(), Verdict::NotIncluded);
        for &at in &self.feature_order {
            let mut verdict = self.judge_alone(state, at);
            if verdict.allowed() && verdict != Verdict::AlwaysOn {
                let requires = self.features.get(at).map_or(&[][..], |rule| &rule.requires);
                let missing = requires.iter().find(|&&needed| {
                    verdicts.get(needed).is_some_and(|verdict| !verdict.allowed())
                });
                verdict = missing.map_or(verdict, |&needed| Verdict::Requires(needed));
            }
            if let Some(slot) = verdicts.get_mut(at) {
                *slot = verdict;
            }
        }
    }

    /// The verdict on one feature, whatever it requires.
    fn judge_alone(&self, state: &State, at: usize) -> Verdict {
        let switch = state.switches.get(at).copied().flatten();
        let tier_has = || {
            let tier = self.tiers.get(state.held.tier);
            tier.is_some_and(|tier| is_set(&tier.has, at))
        };
        if self.features.get(at).is_some_and(|rule| rule.always_on) {
            Verdict::AlwaysOn
        } else if switch == Some(false) {
            Verdict::SwitchedOff
        } else if state.ungated {
            Verdict::Ungated
        } else if switch == Some(true) {
            Verdict::SwitchedOn
        } else if tier_has() {
            Verdict::Tier(state.held.tier)
        } else {
            let add_ons = self.features.get(at).map_or(&[][..], |rule| &rule.add_ons);
            let held = add_ons.iter().find(|&&add_on| is_set(&state.add_ons, add_on));
            held.map_or(Verdict::NotIncluded, |&add_on| Verdict::AddOn(add_on))
        }
    }

    fn decision(&self, at: usize, verdict: Verdict, valid_until: Option<u64>) -> Decision {
        let rule = self.features.get(at).filter(|_| verdict != Verdict::AlwaysOn);
        let add_ons = rule.map_or(&[][..], |rule| &rule.add_ons);
        Decision {
            feature: self.feature_id(at),
            allowed: verdict.allowed(),
            reason: self.reason(verdict),
            minimum_tier: rule.and_then(|rule| rule.minimum_tier).map(|tier| self.tier_id(tier)),
            add_ons: add_ons.iter().map(|&add_on| self.add_on_id(add_on)).collect(),
            valid_until,
        }
    }

    fn reason(&self, verdict: Verdict) -> Reason {
        match verdict {
            Verdict::AlwaysOn => Reason::AlwaysOn,
            Verdict::Ungated => Reason::Ungated,
            Verdict::SwitchedOn => Reason::SwitchedOn,
            Verdict::Tier(tier) => Reason::Tier(self.tier_id(tier)),
            Verdict::AddOn(add_on) => Reason::AddOn(self.add_on_id(add_on)),
            Verdict::SwitchedOff => Reason::SwitchedOff,
            Verdict::NotIncluded => Reason::NotIncluded,
            Verdict::Requires(needed) => Reason::Requires(self.feature_id(needed)),
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

/// The earlier of two moments, where none is never.
fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
