//! The effects of sign-up and of subscriptions on a tenant's facts.

use crate::MAX_SAFE_INTEGER;
use crate::cap::sum;
use crate::days_after;
use crate::names::Names;
use crate::rules::{self, Rules};
use crate::subscription::{Effect, Status, Subscription};
use crate::time::{NEVER, end};
use crate::types::{Assignment, Giver, HeldAddOn, HeldCap, Limit, Source, Standing};
use alloc::vec;
use alloc::vec::Vec;

/// Until when a subscription counts, and its standing. Terms are ordered by their end, then by
/// their standing, then by the end of their trial; of several, the greatest counts.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Terms {
    until: u64,
    standing: Rank,
    trial_ends_at: u64,
}

/// The rank of a [`Standing`], with the worst first.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Rank {
    PastDue,
    Trialing,
    Good,
}

const GOOD: Terms = Terms { until: NEVER, standing: Rank::Good, trial_ends_at: 0 };

/// Everything that subscriptions give, by position in the catalog.
struct Given {
    tiers: Vec<Option<Terms>>,
    add_ons: Vec<Option<Terms>>,
    /// In the catalog's order, then by end; seats without an end come last.
    seats: Vec<Seats>,
    /// The products that the map does not list.
    unknown: Names,
}

/// The seats of one cap that end at the same time.
struct Seats {
    cap: usize,
    until: u64,
    limit: u64,
}

impl Rules {
    /// Returns what a new tenant starts with: the default tier, and the map's trial.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let rules = tiergate_policy::Rules::new(&map.info, &map.settings)?;
    /// let start = rules.on_signup(1_772_700_000);
    /// assert_eq!(start[0].plan.as_deref(), Some("free"));
    /// assert_eq!(start[1].expires_at, Some(1_772_700_000 + 14 * 86_400)); // the trial
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_signup(&self, now: u64) -> Vec<Assignment> {
        let mut start = Vec::new();
        start.push(self.assignment(Source::Default, self.default_tier, GOOD));
        if let Some((tier, days)) = self.trial {
            let until = days_after(now, days);
            let terms = Terms { until, standing: Rank::Trialing, trial_ends_at: until };
            start.push(self.assignment(Source::Trial, tier, terms));
        }
        start
    }

    /// Returns what all of a tenant's subscriptions together result in.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let rules = tiergate_policy::Rules::new(&map.info, &map.settings)?;
    /// let subscriptions: Vec<tiergate_policy::subscription::Subscription> = serde_json::from_str(
    ///     r#"[{"id": "sub-1", "status": "active", "items": [{"product": "notes-pro", "quantity": 1}]}]"#,
    /// )?;
    /// let effect = rules.on_billing(&subscriptions);
    /// assert_eq!(effect.assignments[0].plan.as_deref(), Some("pro"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_billing(&self, subscriptions: &[Subscription]) -> Effect {
        let mut given = Given {
            tiers: vec![None; self.tiers.len()],
            add_ons: vec![None; self.add_ons.len()],
            seats: Vec::new(),
            unknown: Names::default(),
        };
        for subscription in subscriptions {
            let Some(terms) = self.terms(subscription) else { continue };
            for item in &subscription.items {
                let known = self.billing.products.find(&item.product);
                if known.is_none() {
                    given.unknown.add(&item.product);
                }
                let effect = known.and_then(|at| self.billing.effects.get(at));
                if let Some(&effect) = effect.or(self.billing.unknown_product.as_ref()) {
                    given.add(effect, terms, item.quantity);
                }
            }
        }
        self.effect(&given)
    }

    /// Returns the terms of a subscription; `None` if it does not count.
    fn terms(&self, subscription: &Subscription) -> Option<Terms> {
        match subscription.status {
            Status::Active => Some(GOOD),
            Status::Trialing => Some(match subscription.trial_ends_at {
                Some(end) => Terms { standing: Rank::Trialing, trial_ends_at: end, ..GOOD },
                None => GOOD,
            }),
            Status::PastDue | Status::Unpaid => {
                let since = subscription.past_due_since.unwrap_or(0);
                let until = self.billing.grace_days.map_or(NEVER, |days| days_after(since, days));
                Some(Terms { until, standing: Rank::PastDue, trial_ends_at: 0 })
            }
            Status::Canceled | Status::IncompleteExpired | Status::Paused => {
                self.billing.keep_canceled.then_some(GOOD)
            }
            Status::Incomplete => None,
        }
    }

    fn effect(&self, given: &Given) -> Effect {
        let mut effect = Effect {
            assignments: Vec::new(),
            add_ons: Vec::new(),
            caps: Vec::new(),
            unknown_products: given.unknown.in_byte_order(),
        };
        for (tier, terms) in given.tiers.iter().enumerate() {
            if let Some(terms) = *terms {
                effect.assignments.push(self.assignment(Source::Billing, tier, terms));
            }
        }
        for (add_on, terms) in given.add_ons.iter().enumerate() {
            if let Some(terms) = terms {
                let (id, expires_at) = (self.add_ons.name(add_on), end(terms.until));
                effect.add_ons.push(HeldAddOn { id, giver: Giver::Billing, expires_at });
            }
        }
        effect.caps = given.seats.iter().map(|seats| self.held_cap(seats)).collect();
        effect
    }

    fn assignment(&self, source: Source, tier: usize, terms: Terms) -> Assignment {
        Assignment {
            source,
            plan: Some(self.tiers.name(tier)),
            standing: match terms.standing {
                Rank::Good => Standing::Good,
                Rank::Trialing => Standing::Trialing(terms.trial_ends_at),
                Rank::PastDue => Standing::PastDue(end(terms.until)),
            },
            expires_at: end(terms.until),
        }
    }

    fn held_cap(&self, seats: &Seats) -> HeldCap {
        HeldCap {
            cap: self.caps.name(seats.cap),
            limit: Limit::AtMost(seats.limit),
            giver: Giver::Billing,
            expires_at: end(seats.until),
        }
    }
}

impl Given {
    fn add(&mut self, effect: rules::Effect, terms: Terms, quantity: u64) {
        match effect {
            rules::Effect::Tier(at) => keep_later(&mut self.tiers, at, terms),
            rules::Effect::AddOn(at) => keep_later(&mut self.add_ons, at, terms),
            rules::Effect::Cap(cap) => {
                self.add_seats(cap, terms.until, quantity.min(MAX_SAFE_INTEGER))
            }
        }
    }

    fn add_seats(&mut self, cap: usize, until: u64, limit: u64) {
        let known = self.seats.iter().position(|it| (it.cap, it.until) >= (cap, until));
        let at = known.unwrap_or(self.seats.len());
        match self.seats.get_mut(at) {
            Some(same) if same.cap == cap && same.until == until => {
                same.limit = sum(same.limit, limit);
            }
            _ => self.seats.insert(at, Seats { cap, until, limit }),
        }
    }
}

fn keep_later(kept: &mut [Option<Terms>], at: usize, terms: Terms) {
    if let Some(slot) = kept.get_mut(at)
        && slot.is_none_or(|known| known < terms)
    {
        *slot = Some(terms);
    }
}
