//! Caps: how much of something a tenant may have in use.

use crate::MAX_SAFE_INTEGER;
use crate::rules::{Change, Rules};
use crate::time::{end, until};
use crate::timeline::{NONE, OfCap, State};
use crate::types::{CapDecision, CapState, Giver, Limit, Tenant};
use alloc::string::String;
use alloc::vec::Vec;

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
    #[inline(never)]
    pub fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: u64,
    ) -> Option<CapDecision> {
        let at = self.caps.find(cap)?;
        let outlook = self.outlook(tenant, now, NONE);
        let cap = *outlook.now.caps.get(at)?;
        let wanted = used.saturating_add(amount);
        let minimum_tier = self.lowest_tier_allowing(&outlook.now, at, wanted);
        let state = self.cap_state(at, &cap);
        let allowed = wanted <= until(state.blocked_at);
        let add_ons = if allowed { Vec::new() } else { self.helping(&outlook.now, at, wanted) };
        Some(CapDecision {
            allowed,
            warn: used >= until(state.warn_at),
            remaining: end(cap.limit).map(|max| max.saturating_sub(used)),
            minimum_tier: minimum_tier.map(|tier| self.tiers.name(tier)),
            add_ons,
            state,
        })
    }

    /// Returns the lowest offered tier at which `wanted` may be in use; `None` if there is none, or
    /// the tier does not decide.
    fn lowest_tier_allowing(&self, state: &State<'_>, cap: usize, wanted: u64) -> Option<usize> {
        if state.ungated || !matches!(state.own(cap), Own::None) {
            return None;
        }
        let allows = |tier| wanted <= self.blocked_at(cap, self.limit(state, cap, tier, None));
        self.offered().find(|&tier| allows(tier))
    }

    /// Returns the add-ons of which one more would let `wanted` be in use at the present tier.
    #[inline(never)]
    fn helping(&self, state: &State<'_>, cap: usize, wanted: u64) -> Vec<String> {
        let tier = state.held.tier;
        let mut helping = Vec::new();
        for at in 0..self.add_ons.len() {
            if self.is_for(at, tier)
                && wanted <= self.blocked_at(cap, self.limit(state, cap, tier, Some(at)))
            {
                helping.push(self.add_ons.name(at));
            }
        }
        helping
    }

    /// Returns the limit of a cap at a tier, with one more of an add-on if one is given.
    pub(crate) fn limit(
        &self,
        state: &State<'_>,
        cap: usize,
        tier: usize,
        more: Option<usize>,
    ) -> u64 {
        let mut limit = match state.own(cap) {
            Own::Manual(own) => return own,
            Own::Billing(own) => own,
            Own::None if state.ungated => return UNLIMITED,
            Own::None => {
                let tier = self.tier_rules.get(tier);
                tier.and_then(|tier| tier.limits.get(cap)).copied().unwrap_or(UNLIMITED)
            }
        };
        for change in self.changes.iter().filter(|change| change.cap == cap) {
            let held = state.add_ons.get(change.add_on).map_or(0, |add_on| add_on.held);
            let held = held.saturating_add(u64::from(more == Some(change.add_on)));
            if held > 0 && self.is_for(change.add_on, tier) {
                limit = change.apply(limit, held);
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

    #[inline(never)]
    fn warn_at(&self, cap: usize, limit: u64) -> u64 {
        part(limit, self.percents.get(cap).map_or(100, |percents| percents.warn))
    }

    #[inline(never)]
    fn blocked_at(&self, cap: usize, limit: u64) -> u64 {
        part(limit, self.percents.get(cap).map_or(100, |percents| percents.hard))
    }
}

impl State<'_> {
    /// Returns the tenant's own limit that counts: one from billing does not, if it is covered.
    fn own(&self, cap: usize) -> Own {
        match self.caps.get(cap).map_or(Own::None, |cap| cap.own) {
            Own::Billing(_) if self.held.covers => Own::None,
            own => own,
        }
    }
}

impl Change {
    /// Returns a limit after so many of the add-on changed it.
    fn apply(&self, limit: u64, held: u64) -> u64 {
        if self.sets {
            return self.by;
        }
        let most = MAX_SAFE_INTEGER.checked_div(held).unwrap_or(MAX_SAFE_INTEGER);
        let more = if self.by > most { MAX_SAFE_INTEGER } else { self.by.wrapping_mul(held) };
        sum(limit, more)
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
#[inline(never)]
pub(crate) fn sum(one: u64, other: u64) -> u64 {
    if one == UNLIMITED || other == UNLIMITED {
        return UNLIMITED;
    }
    one.saturating_add(other).min(MAX_SAFE_INTEGER)
}

/// Returns a percentage of a limit, rounded up.
#[inline(never)]
fn part(limit: u64, percent: u32) -> u64 {
    if limit == UNLIMITED {
        return UNLIMITED;
    }
    // OK because a limit is at most 2^53-1, so nothing overflows.
    limit.wrapping_mul(u64::from(percent)).div_ceil(100).min(MAX_SAFE_INTEGER)
}
