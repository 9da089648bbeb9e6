//! Making rules of a tier map's catalog and settings.

use crate::catalog::{AddOn, Cap, Feature, Info, Tier};
use crate::index::{Index, insert_sorted};
use crate::rules::{
    AddOnRule, BillingRule, CapRule, FeatureRule, Gift, Ids, Otherwise, Rules, TierRule, is_set,
};
use crate::setup::{BillingRules, Fallback, Percents, ProductEffect, Settings};
use crate::types::Limit;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Why a catalog and settings make no rules.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsound {
    /// It names this id, which it does not declare.
    Undeclared(String),
    /// This feature requires itself, directly or not.
    Circular(String),
}

impl core::fmt::Display for Unsound {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (before, id, after) = match self {
            Self::Undeclared(id) => ("`", id, "` is named, but not declared"),
            Self::Circular(id) => ("the feature `", id, "` requires itself"),
        };
        [before, id, after].into_iter().try_for_each(|part| f.write_str(part))
    }
}

impl core::error::Error for Unsound {}

impl Rules {
    /// The rules of a map with this catalog and these settings.
    ///
    /// # Errors
    ///
    /// [`Unsound`] where something is named that the catalog does not declare, or
    /// features require each other. A map that `tiergate-map` has checked is sound.
    pub fn new(info: &Info, settings: &Settings) -> Result<Self, Unsound> {
        let map = Declared::new(info);
        let mut rules = Self {
            tiers: map.each(&info.tiers, Declared::tier_rule)?,
            features: map.each(&info.features, Declared::feature_rule)?,
            caps: cap_rules(info, settings),
            add_ons: map.each(&info.add_ons, Declared::add_on_rule)?,
            feature_order: Vec::new(),
            editions: map.each(&info.editions, |map, edition| {
                Ok((edition.id.clone(), map.optional_tier(edition.tier.as_ref())?))
            })?,
            default_tier: map.tier(&info.default_tier)?,
            when_missing: map.otherwise(&settings.when_missing)?,
            when_unknown: map.otherwise(&settings.when_unknown)?,
            trial: match &info.trial {
                Some(trial) => Some((map.tier(&trial.tier)?, trial.days)),
                None => None,
            },
            billing: map.billing_rule(&settings.billing)?,
            ids: map.ids,
        };
        rules.order_features()?;
        rules.set_minimum_tiers();
        Ok(rules)
    }

    fn order_features(&mut self) -> Result<(), Unsound> {
        let mut placed = vec![false; self.features.len()];
        while self.feature_order.len() < placed.len() {
            let before = self.feature_order.len();
            for (at, rule) in self.features.iter().enumerate() {
                let ready = rule.requires.iter().all(|&needed| is_set(&placed, needed));
                if let Some(slot @ false) = placed.get_mut(at).filter(|_| ready) {
                    *slot = true;
                    self.feature_order.push(at);
                }
            }
            if self.feature_order.len() == before {
                let stuck = placed.iter().position(|placed| !placed).unwrap_or(0);
                return Err(Unsound::Circular(self.feature_id(stuck)));
            }
        }
        Ok(())
    }

    fn set_minimum_tiers(&mut self) {
        let always_on: Vec<bool> = self.features.iter().map(|rule| rule.always_on).collect();
        for (at, tier) in self.tiers.iter().enumerate().rev().filter(|(_, tier)| tier.offered) {
            let mut complete = vec![false; self.features.len()];
            for &feature in &self.feature_order {
                let Some(rule) = self.features.get_mut(feature) else { continue };
                let had = |&needed: &usize| is_set(&complete, needed) || is_set(&always_on, needed);
                let whole = is_set(&tier.has, feature) && rule.requires.iter().all(had);
                if whole {
                    rule.minimum_tier = Some(at);
                }
                if let Some(slot) = complete.get_mut(feature) {
                    *slot = whole;
                }
            }
        }
    }
}

/// A catalog, and where each of its ids is.
struct Declared<'a> {
    info: &'a Info,
    ids: Ids,
}

impl<'a> Declared<'a> {
    fn new(info: &'a Info) -> Self {
        let ids = Ids {
            tiers: Index::new(&info.tiers, tier_id),
            features: Index::new(&info.features, feature_id),
            caps: Index::new(&info.caps, cap_id),
            add_ons: Index::new(&info.add_ons, add_on_id),
        };
        Self { info, ids }
    }

    /// What `make` makes of each item.
    fn each<T, U>(
        &self,
        items: &[T],
        make: impl Fn(&Self, &T) -> Result<U, Unsound>,
    ) -> Result<Vec<U>, Unsound> {
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            made.push(make(self, item)?);
        }
        Ok(made)
    }

    fn tier(&self, id: &String) -> Result<usize, Unsound> {
        found(self.ids.tiers.find(&self.info.tiers, tier_id, id), id)
    }

    fn optional_tier(&self, id: Option<&String>) -> Result<Option<usize>, Unsound> {
        id.map(|id| self.tier(id)).transpose()
    }

    fn feature(&self, id: &String) -> Result<usize, Unsound> {
        found(self.ids.features.find(&self.info.features, feature_id, id), id)
    }

    fn cap(&self, id: &String) -> Result<usize, Unsound> {
        found(self.ids.caps.find(&self.info.caps, cap_id, id), id)
    }

    fn add_on(&self, id: &String) -> Result<usize, Unsound> {
        found(self.ids.add_ons.find(&self.info.add_ons, add_on_id, id), id)
    }

    fn otherwise(&self, fallback: &Fallback) -> Result<Otherwise, Unsound> {
        let tier = self.tier(&fallback.tier)?;
        Ok(Otherwise { tier, misconfigured: fallback.misconfigured })
    }

    fn tier_rule(&self, tier: &Tier) -> Result<TierRule, Unsound> {
        let mut has = vec![false; self.info.features.len()];
        for at in self.each(&tier.features, Self::feature)? {
            has.get_mut(at).into_iter().for_each(|slot| *slot = true);
        }
        let mut limits = vec![Limit::Unlimited; self.info.caps.len()];
        for cap in &tier.caps {
            limits.get_mut(self.cap(&cap.cap)?).into_iter().for_each(|slot| *slot = cap.limit);
        }
        Ok(TierRule { id: tier.id.clone(), offered: tier.offered, has, limits })
    }

    fn feature_rule(&self, feature: &Feature) -> Result<FeatureRule, Unsound> {
        let add_ons = self.info.add_ons.iter().enumerate();
        let having = add_ons.filter(|(_, add_on)| add_on.features.contains(&feature.id));
        Ok(FeatureRule {
            id: feature.id.clone(),
            always_on: feature.always_on,
            requires: self.each(&feature.requires, Self::feature)?,
            minimum_tier: None,
            add_ons: having.map(|(at, _)| at).collect(),
        })
    }

    fn add_on_rule(&self, add_on: &AddOn) -> Result<AddOnRule, Unsound> {
        self.each(&add_on.features, Self::feature)?;
        let changes = self.each(&add_on.caps, |map, (cap, change)| Ok((map.cap(cap)?, *change)))?;
        Ok(AddOnRule { id: add_on.id.clone(), changes })
    }

    fn billing_rule(&self, billing: &BillingRules) -> Result<BillingRule, Unsound> {
        let mut products = Vec::with_capacity(billing.products.len());
        for (product, effect) in &billing.products {
            let gift = match effect {
                ProductEffect::Tier(id) => Gift::Tier(self.tier(id)?),
                ProductEffect::AddOn(id) => Gift::AddOn(self.add_on(id)?),
                ProductEffect::Cap(id) => Gift::Cap(self.cap(id)?),
            };
            insert_sorted(&mut products, (product.clone(), gift));
        }
        Ok(BillingRule {
            products,
            unknown_product: self.optional_tier(billing.unknown_product.as_ref())?,
            grace_days: billing.past_due_grace_days,
            keep_canceled: billing.keep_canceled,
        })
    }
}

fn cap_rules(info: &Info, settings: &Settings) -> Vec<CapRule> {
    let percents = settings.percents.iter().copied();
    let percents = percents.chain(core::iter::repeat(Percents { warn: 100, hard: 100 }));
    let caps = info.caps.iter().zip(percents);
    caps.map(|(cap, percents)| CapRule { id: cap.id.clone(), percents }).collect()
}

fn found(position: Option<usize>, id: &str) -> Result<usize, Unsound> {
    position.ok_or_else(|| Unsound::Undeclared(id.to_owned()))
}

fn tier_id(tier: &Tier) -> &str {
    &tier.id
}

fn feature_id(feature: &Feature) -> &str {
    &feature.id
}

fn cap_id(cap: &Cap) -> &str {
    &cap.id
}

fn add_on_id(add_on: &AddOn) -> &str {
    &add_on.id
}
