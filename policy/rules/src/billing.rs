//! The effects of sign-up and of subscriptions on a tenant's facts.

use crate::MAX_SAFE_INTEGER;
use crate::cap::sum;
use crate::days_after;
use crate::names::owned;
use crate::rules::{self, Rules, Unknown};
use crate::subscription::{Effect, Item, Status, Subscription};
use crate::time::{NEVER, end, until};
use crate::types::{Assignment, Giver, HeldAddOn, HeldCap, Limit, Source, Standing};
use alloc::string::String;
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

/// Something that subscriptions give.
struct Part<'a> {
    key: Key<'a>,
    /// The greatest of its terms.
    terms: Terms,
    /// How many of it.
    count: u64,
}

/// What is given. Lists of parts are in the order of their keys, which is that of the answer.
#[derive(PartialEq, PartialOrd)]
struct Key<'a> {
    kind: Kind,
    /// The position in the catalog, if it is in it.
    at: usize,
    /// The first name of the item, if the map does not list it.
    name: &'a str,
    /// When it ends, if it is counted: what ends at different times is counted separately.
    until: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Tier,
    /// A plan that names no tier.
    UnknownPlan,
    AddOn,
    Seats,
    UnknownProduct,
}

impl Key<'_> {
    fn is_before(&self, other: &Self) -> bool {
        self < other
    }
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
        let mut given = Vec::new();
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
    #[inline(never)]
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
    fn give<'a>(&self, given: &mut Vec<Part<'a>>, subscription: &'a Subscription, terms: Terms) {
        let items = &subscription.items;
        let is_listed = items.iter().any(|item| self.effect_of(item).is_some());
        for item in items.iter().filter(|item| item.quantity != Some(0)) {
            if let Some(effect) = self.effect_of(item) {
                let count = item.quantity.unwrap_or(1);
                if let Some(at) = effect.tier {
                    add(given, Kind::Tier, at, "", terms, count);
                }
                if let Some(at) = effect.add_on {
                    add(given, Kind::AddOn, at, "", terms, count);
                }
                if let Some(at) = effect.cap.filter(|_| item.quantity.is_some()) {
                    add(given, Kind::Seats, at, "", terms, count);
                }
            } else if let Some(name) = item.names.first() {
                add(given, Kind::UnknownProduct, 0, name, terms, 1);
                match self.billing.unknown_product {
                    Unknown::Tier(at) if !is_listed => add(given, Kind::Tier, at, "", terms, 1),
                    Unknown::Flag if !is_listed => add(given, Kind::UnknownPlan, 0, name, terms, 1),
                    _ => {}
                }
            }
        }
    }

    /// Returns what an item gives: the product of the first of its names that the map lists.
    fn effect_of(&self, item: &Item) -> Option<&rules::Effect> {
        let at = item.names.iter().find_map(|name| self.billing.products.find(name))?;
        self.billing.effects.get(at)
    }

    fn effect(&self, given: &[Part<'_>]) -> Effect {
        let mut effect = Effect {
            assignments: Vec::new(),
            add_ons: Vec::new(),
            caps: Vec::new(),
            unknown_products: Vec::new(),
        };
        for Part { key, terms, count } in given {
            let expires_at = end(key.until);
            let giver = Giver::Billing;
            match key.kind {
                Kind::Tier | Kind::UnknownPlan => {
                    let plan = self.plan(key);
                    effect.assignments.push(assignment(Source::Billing, plan, *terms));
                }
                Kind::AddOn => {
                    let id = self.add_ons.name(key.at);
                    effect.add_ons.push(HeldAddOn { id, quantity: *count, giver, expires_at });
                }
                Kind::Seats => {
                    let (cap, limit) = (self.caps.name(key.at), Limit::AtMost(*count));
                    effect.caps.push(HeldCap { cap, limit, giver, expires_at });
                }
                Kind::UnknownProduct => effect.unknown_products.push(owned(key.name)),
            }
        }
        effect
    }

    fn plan(&self, key: &Key<'_>) -> String {
        match key.kind {
            Kind::Tier => self.tiers.name(key.at),
            _ => owned("product:") + key.name,
        }
    }

    fn assignment(&self, source: Source, tier: usize, terms: Terms) -> Assignment {
        assignment(source, self.tiers.name(tier), terms)
    }
}

#[inline(never)]
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

/// Adds something to what is given.
fn add<'a>(
    given: &mut Vec<Part<'a>>,
    kind: Kind,
    at: usize,
    name: &'a str,
    terms: Terms,
    count: u64,
) {
    let is_counted = matches!(kind, Kind::AddOn | Kind::Seats);
    let key = Key { kind, at, name, until: if is_counted { terms.until } else { 0 } };
    let place = given.partition_point(|part| part.key.is_before(&key));
    match given.get_mut(place) {
        Some(same) if !key.is_before(&same.key) => {
            same.count = sum(same.count, count);
            if same.terms < terms {
                same.terms = terms;
            }
        }
        _ => given.insert(place, Part { key, terms, count: count.min(MAX_SAFE_INTEGER) }),
    }
}
