//! What signing up and paying mean for a tenant's facts.

use crate::cap::sum;
use crate::facts::refill;
use crate::index::insert_sorted;
use crate::rules::{Gift, Rules};
use crate::subscription::{Effect, Status, Subscription};
use crate::types::{Assignment, Giver, HeldAddOn, HeldCap, Limit, Source, Standing};
use crate::{MAX_WHOLE, days_after};
use alloc::string::String;
use alloc::vec::Vec;

/// Until when a subscription counts, and how it stands.
#[derive(Clone, Copy)]
struct Terms {
    standing: Standing,
    end: Option<u64>,
}

/// All that subscriptions gave, by position in the catalog.
struct Given {
    tiers: Vec<Option<Terms>>,
    add_ons: Vec<Option<Terms>>,
    /// In the catalog's order, ends ascending, none last.
    seats: Vec<Seats>,
    unknown: Vec<String>,
}

/// The seats of one cap that end at one time.
struct Seats {
    cap: usize,
    end: Option<u64>,
    limit: Limit,
}

impl Rules {
    /// What a new tenant starts with: the default tier, and the map's trial.
    pub fn on_signup(&self, now: u64) -> Vec<Assignment> {
        let start = assignment(
            Source::Default,
            self.tier_id(self.default_tier),
            Terms { standing: Standing::Good, end: None },
        );
        let trial = self.trial.map(|(tier, days)| {
            let end = days_after(now, days);
            let terms = Terms { standing: Standing::Trialing(end), end: Some(end) };
            assignment(Source::Trial, self.tier_id(tier), terms)
        });
        core::iter::once(start).chain(trial).collect()
    }

    /// What all of a tenant's subscriptions come to together.
    pub fn on_billing(&self, subscriptions: &[Subscription]) -> Effect {
        let mut given = Given {
            tiers: Vec::new(),
            add_ons: Vec::new(),
            seats: Vec::new(),
            unknown: Vec::new(),
        };
        refill(&mut given.tiers, self.tiers.len(), None);
        refill(&mut given.add_ons, self.add_ons.len(), None);
        for subscription in subscriptions {
            let Some(terms) = self.terms(subscription) else { continue };
            for item in &subscription.items {
                match self.gift(&item.product) {
                    Some(gift) => given.add(gift, terms, item.quantity),
                    None => {
                        let tier = self.billing.unknown_product.map(Gift::Tier);
                        tier.into_iter().for_each(|tier| given.add(tier, terms, 1));
                        insert_sorted(&mut given.unknown, item.product.clone());
                    }
                }
            }
        }
        self.effect(given)
    }

    /// Until when a subscription counts, if it does at all.
    fn terms(&self, subscription: &Subscription) -> Option<Terms> {
        let good = Terms { standing: Standing::Good, end: None };
        match subscription.status {
            Status::Active => Some(good),
            Status::Trialing => {
                let standing = subscription.trial_ends_at.map_or(Standing::Good, Standing::Trialing);
                Some(Terms { standing, end: None })
            }
            Status::PastDue | Status::Unpaid => {
                let since = subscription.past_due_since.unwrap_or(0);
                let end = self.billing.grace_days.map(|days| days_after(since, days));
                Some(Terms { standing: Standing::PastDue(end), end })
            }
            Status::Canceled | Status::IncompleteExpired | Status::Paused => {
                self.billing.keep_canceled.then_some(good)
            }
            Status::Incomplete => None,
        }
    }

    fn gift(&self, product: &str) -> Option<Gift> {
        let products = &self.billing.products;
        let at = products.binary_search_by(|(known, _)| known.as_str().cmp(product)).ok()?;
        products.get(at).map(|&(_, gift)| gift)
    }

    fn effect(&self, given: Given) -> Effect {
        let tiers = given.tiers.into_iter().zip(&self.tiers);
        let add_ons = given.add_ons.into_iter().zip(&self.add_ons);
        let seats = given.seats.into_iter();
        Effect {
            assignments: tiers
                .filter_map(|(terms, tier)| {
                    terms.map(|terms| assignment(Source::Billing, tier.id.clone(), terms))
                })
                .collect(),
            add_ons: add_ons
                .filter_map(|(terms, add_on)| {
                    let expires_at = terms?.end;
                    Some(HeldAddOn { id: add_on.id.clone(), giver: Giver::Billing, expires_at })
                })
                .collect(),
            caps: seats
                .filter_map(|seats| {
                    let cap = self.caps.get(seats.cap)?.id.clone();
                    let expires_at = seats.end;
                    Some(HeldCap { cap, limit: seats.limit, giver: Giver::Billing, expires_at })
                })
                .collect(),
            unknown_products: given.unknown,
        }
    }
}

impl Given {
    fn add(&mut self, gift: Gift, terms: Terms, quantity: u64) {
        match gift {
            Gift::Tier(at) => keep_later(self.tiers.get_mut(at), terms),
            Gift::AddOn(at) => keep_later(self.add_ons.get_mut(at), terms),
            Gift::Cap(cap) => self.add_seats(cap, terms.end, quantity.min(MAX_WHOLE)),
        }
    }

    fn add_seats(&mut self, cap: usize, end: Option<u64>, quantity: u64) {
        let limit = Limit::AtMost(quantity);
        let key = (cap, lateness(end));
        match self.seats.binary_search_by_key(&key, |seats| (seats.cap, lateness(seats.end))) {
            Ok(at) => {
                if let Some(seats) = self.seats.get_mut(at) {
                    seats.limit = sum(seats.limit, limit);
                }
            }
            Err(at) => self.seats.insert(at, Seats { cap, end, limit }),
        }
    }
}

fn keep_later(slot: Option<&mut Option<Terms>>, terms: Terms) {
    let Some(slot) = slot else { return };
    if slot.is_none_or(|known| rank(known) < rank(terms)) {
        *slot = Some(terms);
    }
}

/// Terms in the order in which they count: the later end, then the better standing,
/// then the later end of a trial.
fn rank(terms: Terms) -> (u64, u8, u64) {
    let (standing, detail) = match terms.standing {
        Standing::Good => (2, 0),
        Standing::Trialing(until) => (1, until),
        Standing::PastDue(until) => (0, lateness(until)),
    };
    (lateness(terms.end), standing, detail)
}

/// An end as a number that grows with it, where none is the latest.
fn lateness(end: Option<u64>) -> u64 {
    end.unwrap_or(u64::MAX)
}

fn assignment(source: Source, plan: String, terms: Terms) -> Assignment {
    Assignment { source, plan: Some(plan), standing: terms.standing, expires_at: terms.end }
}
