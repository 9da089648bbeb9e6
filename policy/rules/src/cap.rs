//! How much of something a tenant may have in use.

use crate::MAX_WHOLE;
use crate::catalog::CapChange;
use crate::facts::{Facts, State};
use crate::rules::{Rules, is_set};
use crate::setup::Percents;
use crate::types::{CapDecision, CapState, Giver, Limit, Tenant};
use alloc::string::String;
use alloc::vec::Vec;

impl Rules {
    /// Whether `amount` more may be taken with `used` in use; none where the catalog
    /// has no such cap.
    pub fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<CapDecision> {
        let at = self.cap(cap)?;
        let facts = Facts::new(self, tenant, now);
        let mut later = facts.state(self, now);
        let (limit, by_tier) = self.limit(&later, at, later.held.tier);
        let wanted = used.saturating_add(amount);
        let offered = self.tiers.iter().enumerate().filter(|(_, tier)| by_tier && tier.offered);
        let allowing = offered.map(|(tier, _)| tier).find(|&tier| {
            let limit = self.limit(&later, at, tier).0;
            self.cap_state(at, limit).blocked_at.is_none_or(|block| wanted <= block)
        });
        let mut state = self.cap_state(at, limit);
        state.valid_until = facts.first_moment(|&moment| {
            facts.update(self, moment, &mut later);
            self.limit(&later, at, later.held.tier).0 != limit
        });
        Some(CapDecision {
            allowed: state.blocked_at.is_none_or(|block| wanted <= block),
            warn: state.warn_at.is_some_and(|warn| used >= warn),
            remaining: at_most(limit).map(|max| max.saturating_sub(used)),
            minimum_tier: allowing.map(|tier| self.tier_id(tier)),
            state,
        })
    }

    /// What each cap of the catalog comes to.
    pub(crate) fn cap_states(&self, state: &State) -> Vec<CapState> {
        let caps = 0..self.caps.len();
        caps.map(|at| self.cap_state(at, self.limit(state, at, state.held.tier).0)).collect()
    }

    /// Notes `moment` as the end of each of `caps` that differs in `later` and has no end yet;
    /// says whether any differs.
    pub(crate) fn note_cap_changes(&self, later: &State, moment: u64, caps: &mut [CapState]) -> bool {
        let mut differs = false;
        for (at, cap) in caps.iter_mut().enumerate() {
            if self.limit(later, at, later.held.tier).0 != cap.limit {
                differs = true;
                cap.valid_until = cap.valid_until.or(Some(moment));
            }
        }
        differs
    }

    /// The limit of a cap at a tier, and whether the tier decides it.
    fn limit(&self, state: &State, cap: usize, tier: usize) -> (Limit, bool) {
        if let Some((_, own)) = state.own_caps.get(cap).copied().flatten() {
            return (own, false);
        }
        if state.ungated {
            return (Limit::Unlimited, false);
        }
        let limits = self.tiers.get(tier).map_or(&[][..], |tier| &tier.limits);
        let mut limit = limits.get(cap).copied().unwrap_or(Limit::Unlimited);
        for (at, add_on) in self.add_ons.iter().enumerate() {
            let held = is_set(&state.add_ons, at);
            for (_, change) in add_on.changes.iter().filter(|(changed, _)| held && *changed == cap) {
                limit = match change {
                    CapChange::Set(limit) => *limit,
                    CapChange::Add(more) => sum(limit, Limit::AtMost(*more)),
                };
            }
        }
        (limit, true)
    }

    /// What a cap with this limit comes to.
    fn cap_state(&self, at: usize, limit: Limit) -> CapState {
        let rule = self.caps.get(at);
        let part = |percent: fn(&Percents) -> u32| {
            let percent = rule.map_or(100, |rule| percent(&rule.percents));
            let hundredths = at_most(limit)?.saturating_mul(u64::from(percent));
            Some(hundredths.div_ceil(100).min(MAX_WHOLE))
        };
        CapState {
            cap: rule.map_or_else(String::new, |cap| cap.id.clone()),
            limit,
            warn_at: part(|it| it.warn),
            blocked_at: part(|it| it.hard),
            valid_until: None,
        }
    }
}

/// A tenant's own limit, once `limit` of `giver` has joined what is known: manual
/// covers billing; billing's add up; of two manual ones the higher counts.
pub(crate) fn own(known: Option<(Giver, Limit)>, giver: Giver, limit: Limit) -> (Giver, Limit) {
    match (known, giver) {
        (Some((Giver::Manual, known)), Giver::Manual) => (Giver::Manual, higher(known, limit)),
        (Some((Giver::Billing, known)), Giver::Billing) => (Giver::Billing, sum(known, limit)),
        (Some(known @ (Giver::Manual, _)), Giver::Billing) => known,
        (Some((Giver::Billing, _)) | None, giver) => (giver, limit),
    }
}

/// Two limits together: unlimited plus anything is unlimited.
pub(crate) fn sum(one: Limit, other: Limit) -> Limit {
    match (one, other) {
        (Limit::AtMost(one), Limit::AtMost(other)) => {
            Limit::AtMost(one.saturating_add(other).min(MAX_WHOLE))
        }
        _ => Limit::Unlimited,
    }
}

fn higher(one: Limit, other: Limit) -> Limit {
    match (one, other) {
        (Limit::AtMost(one), Limit::AtMost(other)) => Limit::AtMost(one.max(other)),
        _ => Limit::Unlimited,
    }
}

fn at_most(limit: Limit) -> Option<u64> {
    match limit {
        Limit::AtMost(max) => Some(max),
        Limit::Unlimited => None,
    }
}
