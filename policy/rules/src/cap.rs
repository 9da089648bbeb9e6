//! Caps: how much of something a tenant may have in use.

use crate::MAX_SAFE_INTEGER;
use crate::rules::{Change, Rules, is_set};
use crate::time::{end, until};
use crate::timeline::{OfCap, State};
use crate::types::{CapDecision, CapState, Giver, Limit, Tenant};

/// Unlimited as a number, which is more than any other.
pub(crate) const UNLIMITED: u64 = u64::MAX;

/// A tenant's own limit for a cap.
#[derive(Clone, Copy)]
pub(crate) enum Own {
    None,
    Billing(u64),
    Manual(u64),
}

impl Own {
    /// Adds another limit. A manual limit covers those from billing; limits from billing add up; of
    /// two manual ones the higher counts.
    pub(crate) fn and(self, giver: Giver, limit: u64) -> Self {
        match (self, giver) {
            (Self::Manual(known), Giver::Manual) => Self::Manual(known.max(limit)),
            (_, Giver::Manual) => Self::Manual(limit),
            (Self::Manual(known), Giver::Billing) => Self::Manual(known),
            (Self::Billing(known), Giver::Billing) => Self::Billing(sum(known, limit)),
            (Self::None, Giver::Billing) => Self::Billing(limit),
        }
    }
}

impl Rules {
    /// Returns whether `amount` more may be taken when `used` are in use; `None` if the catalog has
    /// no such cap.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let rules = tiergate_policy::Rules::new(&map.info, &map.settings)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// let room = rules.check_cap(&acme, "maxNotes", 90, 1, 0).ok_or("no such cap")?;
    /// assert!(room.allowed && room.warn);
    /// assert_eq!(room.remaining, Some(10));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<CapDecision> {
        let at = self.caps.find(cap)?;
        let outlook = self.outlook(tenant, now);
        let cap = *outlook.now.caps.get(at)?;
        let wanted = used.saturating_add(amount);
        let minimum_tier = self.lowest_tier_allowing(&outlook.now, at, wanted);
        let state = self.cap_state(at, &cap);
        Some(CapDecision {
            allowed: wanted <= until(state.blocked_at),
            warn: used >= until(state.warn_at),
            remaining: end(cap.limit).map(|max| max.saturating_sub(used)),
            minimum_tier: minimum_tier.map(|tier| self.tiers.name(tier)),
            state,
        })
    }

    /// Returns the lowest offered tier at which `wanted` may be in use; `None` if there is none, or
    /// the tier does not decide.
    fn lowest_tier_allowing(&self, state: &State<'_>, cap: usize, wanted: u64) -> Option<usize> {
        if state.ungated || !matches!(state.own(cap), Own::None) {
            return None;
        }
        let mut tiers = 0..self.tiers.len();
        tiers.find(|&tier| {
            let offered = self.tier_rules.get(tier).is_some_and(|tier| tier.offered);
            offered && wanted <= self.blocked_at(cap, self.limit(state, cap, tier))
        })
    }

    /// Returns the limit of a cap at a tier.
    pub(crate) fn limit(&self, state: &State<'_>, cap: usize, tier: usize) -> u64 {
        if let Own::Manual(own) | Own::Billing(own) = state.own(cap) {
            return own;
        }
        if state.ungated {
            return UNLIMITED;
        }
        let tier = self.tier_rules.get(tier);
        let mut limit = tier.and_then(|tier| tier.limits.get(cap)).copied().unwrap_or(UNLIMITED);
        for change in &self.changes {
            if change.cap == cap && is_set(&state.add_ons, change.add_on) {
                limit = change.apply(limit);
            }
        }
        limit
    }

    /// Returns the state of a cap.
    pub(crate) fn cap_state(&self, at: usize, cap: &OfCap) -> CapState {
        CapState {
            cap: self.caps.name(at),
            limit: end(cap.limit).map_or(Limit::Unlimited, Limit::AtMost),
            warn_at: end(self.warn_at(at, cap.limit)),
            blocked_at: end(self.blocked_at(at, cap.limit)),
            valid_until: end(cap.until),
        }
    }

    fn warn_at(&self, cap: usize, limit: u64) -> u64 {
        part(limit, self.percents.get(cap).map_or(100, |percents| percents.warn))
    }

    fn blocked_at(&self, cap: usize, limit: u64) -> u64 {
        part(limit, self.percents.get(cap).map_or(100, |percents| percents.hard))
    }
}

impl State<'_> {
    fn own(&self, cap: usize) -> Own {
        self.caps.get(cap).map_or(Own::None, |cap| cap.own)
    }
}

impl Change {
    fn apply(&self, limit: u64) -> u64 {
        if self.sets { self.by } else { sum(limit, self.by) }
    }
}

/// Returns a limit as a number.
pub(crate) fn number(limit: Limit) -> u64 {
    match limit {
        Limit::AtMost(max) => max.min(MAX_SAFE_INTEGER),
        Limit::Unlimited => UNLIMITED,
    }
}

/// Adds two limits: unlimited plus anything is unlimited.
pub(crate) fn sum(one: u64, other: u64) -> u64 {
    if one == UNLIMITED || other == UNLIMITED {
        return UNLIMITED;
    }
    one.saturating_add(other).min(MAX_SAFE_INTEGER)
}

/// Returns a percentage of a limit, rounded up.
fn part(limit: u64, percent: u32) -> u64 {
    if limit == UNLIMITED {
        return UNLIMITED;
    }
    // OK because a limit is at most 2^53-1, so nothing overflows.
    limit.wrapping_mul(u64::from(percent)).div_ceil(100).min(MAX_SAFE_INTEGER)
}
