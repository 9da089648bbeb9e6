//! The effects of sign-up and of subscriptions on a tenant's facts.

use crate::MAX_SAFE_INTEGER;
use crate::cap::sum;
use crate::days_after;
use crate::names::Names;
use crate::rules::{self, Rules, Unknown};
use crate::subscription::{Effect, Item, Status, Subscription};
use crate::time::{NEVER, end, until};
use crate::types::{Assignment, Giver, HeldAddOn, HeldCap, Limit, Source, Standing};
use alloc::string::String;
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
    add_ons: Vec<Counted>,
    seats: Vec<Counted>,
    /// The items that the map does not list, by their first name.
    unknown: Names,
    /// For each of those, the terms of a plan of that name, if it gives one.
    unknown_plans: Vec<Option<Terms>>,
}

/// How many of one thing end at the same time. Lists of them are in the catalog's order, then by
/// end; what has no end comes last.
struct Counted {
    at: usize,
    until: u64,
    count: u64,
}

impl Rules {
    /// Returns what a new tenant starts with: the default tier, and the map's trial unless the
    /// tenant was there before.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let rules = tiergate_policy::Rules::new(&map.info, &map.settings)?;
    /// let start = rules.on_signup(1_772_700_000, false);
    /// assert_eq!(start[0].plan.as_deref(), Some("free"));
    /// assert_eq!(start[1].expires_at, Some(1_772_700_000 + 14 * 86_400)); // the trial
    /// assert_eq!(rules.on_signup(1_772_700_000, true).len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_signup(&self, now: u64, returning: bool) -> Vec<Assignment> {
        let mut start = Vec::new();
        start.push(self.assignment(Source::Default, self.default_tier, GOOD));
        if let Some((tier, days)) = self.trial.filter(|_| !returning) {
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
    ///     r#"[{"id": "sub-1", "status": "active", "items": [{"names": ["notes-pro"], "quantity": 1}]}]"#,
    /// )?;
    /// let effect = rules.on_billing(&subscriptions);
    /// assert_eq!(effect.assignments[0].plan.as_deref(), Some("pro"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_billing(&self, subscriptions: &[Subscription]) -> Effect {
        let mut given = Given {
            tiers: vec![None; self.tiers.len()],
            add_ons: Vec::new(),
            seats: Vec::new(),
            unknown: Names::default(),
            unknown_plans: Vec::new(),
        };
        let counts = |it: &Subscription| {
            matches!(
                it.status,
                Status::Active | Status::Trialing | Status::PastDue | Status::Unpaid
            )
        };
        let keeps_canceled = self.billing.keep_canceled && !subscriptions.iter().any(counts);
        for subscription in subscriptions {
            if let Some(terms) = self.terms(subscription, keeps_canceled) {
                self.give(&mut given, subscription, terms);
            }
        }
        self.effect(&given)
    }

    /// Returns the terms of a subscription; `None` if it does not count.
    fn terms(&self, subscription: &Subscription, keeps_canceled: bool) -> Option<Terms> {
        let rule = &self.billing;
        if subscription.collection_paused && rule.end_collection_paused {
            return None;
        }
        let ends_at = subscription.ends_at.filter(|_| !rule.keep_canceled);
        let after = |start, days: Option<u32>| days.map_or(NEVER, |days| days_after(start, days));
        let terms = match subscription.status {
            Status::Active => GOOD,
            Status::Trialing => match subscription.trial_ends_at {
                Some(end) => Terms {
                    until: after(end, rule.trial_grace),
                    standing: Rank::Trialing,
                    trial_ends_at: end.min(until(ends_at)),
                },
                None => GOOD,
            },
            Status::PastDue | Status::Unpaid => {
                let since = subscription.past_due_since.unwrap_or(0);
                let until = after(since, rule.past_due_grace);
                Terms { until, standing: Rank::PastDue, trial_ends_at: 0 }
            }
            Status::Canceled if keeps_canceled || ends_at.is_some() => GOOD,
            Status::Paused if rule.keep_paused => GOOD,
            _ => return None,
        };
        Some(Terms { until: terms.until.min(until(ends_at)), ..terms })
    }

    /// Adds what a subscription gives.
    fn give(&self, given: &mut Given, subscription: &Subscription, terms: Terms) {
        let mut is_listed = false;
        for item in &subscription.items {
            let Some(effect) = self.effect_of(item) else { continue };
            is_listed = true;
            if item.quantity == Some(0) {
                continue;
            }
            if let Some(at) = effect.tier {
                keep_later(&mut given.tiers, at, terms);
            }
            if let Some(at) = effect.add_on {
                add(&mut given.add_ons, at, terms.until, item.quantity.unwrap_or(1));
            }
            if let (Some(at), Some(seats)) = (effect.cap, item.quantity) {
                add(&mut given.seats, at, terms.until, seats);
            }
        }
        for item in &subscription.items {
            if item.quantity == Some(0) || self.effect_of(item).is_some() {
                continue;
            }
            let Some(name) = item.names.first() else { continue };
            given.unknown.add(name);
            given.unknown_plans.resize(given.unknown.len(), None);
            match self.billing.unknown_product {
                _ if is_listed => {}
                Unknown::Ignore => {}
                Unknown::Tier(at) => keep_later(&mut given.tiers, at, terms),
                Unknown::Flag => {
                    let at = given.unknown.find(name).unwrap_or(0);
                    keep_later(&mut given.unknown_plans, at, terms);
                }
            }
        }
    }

    /// Returns what an item gives: the product of the first of its names that the map lists.
    fn effect_of(&self, item: &Item) -> Option<&rules::Effect> {
        let at = item.names.iter().find_map(|name| self.billing.products.find(name))?;
        self.billing.effects.get(at)
    }

    fn effect(&self, given: &Given) -> Effect {
        let mut effect = Effect {
            assignments: Vec::new(),
            add_ons: given.add_ons.iter().map(|it| self.held_add_on(it)).collect(),
            caps: given.seats.iter().map(|seats| self.held_cap(seats)).collect(),
            unknown_products: given.unknown.in_byte_order(),
        };
        for (tier, terms) in given.tiers.iter().enumerate() {
            if let Some(terms) = *terms {
                effect.assignments.push(self.assignment(Source::Billing, tier, terms));
            }
        }
        for name in &effect.unknown_products {
            let at = given.unknown.find(name).unwrap_or(0);
            if let Some(terms) = given.unknown_plans.get(at).copied().flatten() {
                let plan = ["product:", name].concat();
                effect.assignments.push(assignment(Source::Billing, plan, terms));
            }
        }
        effect
    }

    fn assignment(&self, source: Source, tier: usize, terms: Terms) -> Assignment {
        assignment(source, self.tiers.name(tier), terms)
    }

    fn held_add_on(&self, held: &Counted) -> HeldAddOn {
        HeldAddOn {
            id: self.add_ons.name(held.at),
            quantity: held.count,
            giver: Giver::Billing,
            expires_at: end(held.until),
        }
    }

    fn held_cap(&self, seats: &Counted) -> HeldCap {
        HeldCap {
            cap: self.caps.name(seats.at),
            limit: Limit::AtMost(seats.count),
            giver: Giver::Billing,
            expires_at: end(seats.until),
        }
    }
}

fn assignment(source: Source, plan: String, terms: Terms) -> Assignment {
    Assignment {
        source,
        plan: Some(plan),
        standing: match terms.standing {
            Rank::Good => Standing::Good,
            Rank::Trialing => Standing::Trialing(terms.trial_ends_at),
            Rank::PastDue => Standing::PastDue(end(terms.until)),
        },
        expires_at: end(terms.until),
    }
}

/// Adds to how many of one thing end at the same time.
fn add(list: &mut Vec<Counted>, at: usize, until: u64, count: u64) {
    let known = list.iter().position(|it| (it.at, it.until) >= (at, until));
    let place = known.unwrap_or(list.len());
    match list.get_mut(place) {
        Some(same) if same.at == at && same.until == until => same.count = sum(same.count, count),
        _ => list.insert(place, Counted { at, until, count: count.min(MAX_SAFE_INTEGER) }),
    }
}

fn keep_later(kept: &mut [Option<Terms>], at: usize, terms: Terms) {
    if let Some(slot) = kept.get_mut(at)
        && slot.is_none_or(|known| known < terms)
    {
        *slot = Some(terms);
    }
}
