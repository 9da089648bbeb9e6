//! Compiles a tier map's catalog and settings to rules.

use crate::MAX_SAFE_INTEGER;
use crate::cap::number;
use crate::catalog::{CapChange, Feature, Info, Tier};
use crate::names::Names;
use crate::rules::{
    BillingRule, Change, Effect, FallbackTier, FeatureRule, Rules, TierRule, Unknown, is_set,
};
use crate::setup::{BillingRules, Fallback, Percents, Settings, UnknownProduct};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Why no rules can be made from a catalog and settings.
///
/// # Examples
///
/// ```
/// use tiergate_policy::{Rules, RulesError};
///
/// let mut map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// map.info.default_tier = "gold".into();
/// let error = Rules::new(&map.info, &map.settings).err();
/// assert_eq!(error, Some(RulesError::Undeclared("gold".into())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RulesError {
    /// They mention this id, which the catalog does not declare.
    Undeclared(String),
    /// This feature requires itself, directly or not.
    Circular(String),
}

impl core::fmt::Display for RulesError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (before, id, after) = match self {
            Self::Undeclared(id) => ("`", id, "` is named, but not declared"),
            Self::Circular(id) => ("the feature `", id, "` requires itself"),
        };
        [before, id, after].into_iter().try_for_each(|part| f.write_str(part))
    }
}

impl core::error::Error for RulesError {}

impl Rules {
    /// Compiles the rules of a map with this catalog and these settings.
    ///
    /// # Errors
    ///
    /// [`RulesError`] if they mention something that the catalog does not declare, or if features
    /// require each other. This does not happen with a map that `tiergate-map` has checked.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_policy::Rules;
    ///
    /// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// let rules = Rules::new(&map.info, &map.settings)?;
    /// assert_eq!(rules.on_signup(0, false).len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(info: &Info, settings: &Settings) -> Result<Self, RulesError> {
        let map = Declared::new(info);
        let mut rules = Self {
            tier_rules: each(&info.tiers, |tier| map.tier_rule(tier))?,
            feature_rules: each(&info.features, |feature| map.feature_rule(feature))?,
            feature_order: Vec::new(),
            percents: percents(info, settings),
            changes: map.changes()?,
            add_on_tiers: each(&info.add_ons, |add_on| each(&add_on.tiers, |id| map.tier(id)))?,
            editions: Names::of(&info.editions, |edition| &edition.id),
            edition_tiers: each(&info.editions, |edition| optional(&map.tiers, &edition.tier))?,
            default_tier: map.tier(&info.default_tier)?,
            when_missing: map.otherwise(&settings.when_missing)?,
            when_unknown: map.otherwise(&settings.when_unknown)?,
            trial: match &info.trial {
                Some(trial) => Some((map.tier(&trial.tier)?, trial.days)),
                None => None,
            },
            billing: map.billing_rule(&settings.billing)?,
            tiers: map.tiers,
            features: map.features,
            caps: map.caps,
            add_ons: map.add_ons,
        };
        rules.order_features()?;
        Ok(rules)
    }

    fn order_features(&mut self) -> Result<(), RulesError> {
        let mut placed = vec![false; self.feature_rules.len()];
        while self.feature_order.len() < placed.len() {
            let before = self.feature_order.len();
            for (at, rule) in self.feature_rules.iter().enumerate() {
                let ready = rule.requires.iter().all(|&needed| is_set(&placed, needed));
                if let Some(slot @ false) = placed.get_mut(at).filter(|_| ready) {
                    *slot = true;
                    self.feature_order.push(at);
                }
            }
            if self.feature_order.len() == before {
                let stuck = placed.iter().position(|placed| !placed).unwrap_or(0);
                return Err(RulesError::Circular(self.features.name(stuck)));
            }
        }
        Ok(())
    }
}

/// A catalog, and the position of each of its ids.
struct Declared<'a> {
    info: &'a Info,
    tiers: Names,
    features: Names,
    caps: Names,
    add_ons: Names,
}

impl<'a> Declared<'a> {
    fn new(info: &'a Info) -> Self {
        Self {
            info,
            tiers: Names::of(&info.tiers, |tier| &tier.id),
            features: Names::of(&info.features, |feature| &feature.id),
            caps: Names::of(&info.caps, |cap| &cap.id),
            add_ons: Names::of(&info.add_ons, |add_on| &add_on.id),
        }
    }

    fn tier(&self, id: &str) -> Result<usize, RulesError> {
        find(&self.tiers, id)
    }

    fn otherwise(&self, fallback: &Fallback) -> Result<FallbackTier, RulesError> {
        let tier = self.tier(&fallback.tier)?;
        Ok(FallbackTier { tier, misconfigured: fallback.misconfigured })
    }

    fn tier_rule(&self, tier: &Tier) -> Result<TierRule, RulesError> {
        let mut has = vec![false; self.features.len()];
        for feature in &tier.features {
            put(&mut has, find(&self.features, feature)?, true);
        }
        let mut limits = vec![crate::cap::UNLIMITED; self.caps.len()];
        for cap in &tier.caps {
            put(&mut limits, find(&self.caps, &cap.cap)?, number(cap.limit));
        }
        Ok(TierRule { offered: tier.offered, has: has.into(), limits: limits.into() })
    }

    fn feature_rule(&self, feature: &Feature) -> Result<FeatureRule, RulesError> {
        let add_ons = self.info.add_ons.iter().enumerate();
        let having = add_ons.filter(|(_, add_on)| add_on.features.contains(&feature.id));
        Ok(FeatureRule {
            always_on: feature.always_on,
            requires: each(&feature.requires, |id| find(&self.features, id))?.into(),
            add_ons: having.map(|(at, _)| at).collect(),
        })
    }

    fn changes(&self) -> Result<Vec<Change>, RulesError> {
        let mut changes = Vec::new();
        for (at, add_on) in self.info.add_ons.iter().enumerate() {
            each(&add_on.features, |id| find(&self.features, id))?;
            for (cap, change) in &add_on.caps {
                let (sets, by) = match change {
                    CapChange::Set(limit) => (true, number(*limit)),
                    CapChange::Add(more) => (false, (*more).min(MAX_SAFE_INTEGER)),
                };
                changes.push(Change { add_on: at, cap: find(&self.caps, cap)?, sets, by });
            }
        }
        Ok(changes)
    }

    fn billing_rule(&self, billing: &BillingRules) -> Result<BillingRule, RulesError> {
        Ok(BillingRule {
            products: Names::of(&billing.products, |(product, _)| product),
            effects: each(&billing.products, |(_, effect)| {
                Ok(Effect {
                    tier: optional(&self.tiers, &effect.tier)?,
                    add_on: optional(&self.add_ons, &effect.add_on)?,
                    cap: optional(&self.caps, &effect.cap)?,
                })
            })?,
            unknown_product: match &billing.unknown_product {
                UnknownProduct::Flag => Unknown::Flag,
                UnknownProduct::Ignore => Unknown::Ignore,
                UnknownProduct::Tier(id) => Unknown::Tier(self.tier(id)?),
            },
            past_due_grace: billing.past_due_grace_days,
            trial_grace: billing.trial_grace_days,
            keep_canceled: billing.keep_canceled,
            keep_paused: billing.keep_paused,
            end_collection_paused: billing.end_collection_paused,
        })
    }
}

/// Returns each cap's percentages, which default to 100.
fn percents(info: &Info, settings: &Settings) -> Vec<Percents> {
    let said = settings.percents.iter().copied();
    let unsaid = core::iter::repeat(Percents { warn: 100, hard: 100 });
    said.chain(unsaid).take(info.caps.len()).collect()
}

/// Converts each item with `make`.
fn each<T, U>(
    items: &[T],
    make: impl Fn(&T) -> Result<U, RulesError>,
) -> Result<Vec<U>, RulesError> {
    // Not collected: a list that grows leaves its old memory behind, in every policy.
    let mut made = Vec::with_capacity(items.len());
    for item in items {
        made.push(make(item)?);
    }
    Ok(made)
}

fn find(names: &Names, id: &str) -> Result<usize, RulesError> {
    names.find(id).ok_or_else(|| RulesError::Undeclared(id.to_owned()))
}

fn optional(names: &Names, id: &Option<String>) -> Result<Option<usize>, RulesError> {
    id.as_ref().map(|id| find(names, id)).transpose()
}

fn put<T>(slots: &mut [T], at: usize, value: T) {
    if let Some(slot) = slots.get_mut(at) {
        *slot = value;
    }
}
