//! A tier map made ready to decide by: every id found, every order worked out.

use crate::bindings::exports::tiergate::{policy, template};
use crate::index::Index;
use crate::types::Limit;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use policy::catalog::{AddOn, Cap, CapChange, Feature, Info, Tier};
use template::setup::{BillingRules, Fallback, Percents, ProductEffect, Settings};

/// The rules of one tier map.
///
/// # Examples
///
/// ```
/// use tiergate_policy::{Rules, catalog::*, setup::*};
///
/// let free = Tier {
///     id: "free".into(),
///     label: "Free".into(),
///     description: None,
///     offered: true,
///     features: vec![],
///     caps: vec![],
///     metadata: vec![],
/// };
/// let info = Info {
///     name: "notes".into(),
///     version: "1.0.0".into(),
///     tiers: vec![free],
///     features: vec![],
///     caps: vec![],
///     add_ons: vec![],
///     editions: vec![],
///     default_tier: "free".into(),
///     trial: None,
///     upgrade_url: None,
///     metadata: vec![],
/// };
/// let missing = Fallback { tier: "free".into(), misconfigured: true };
/// let settings = Settings {
///     when_unknown: missing.clone(),
///     when_missing: missing,
///     percents: vec![],
///     billing: BillingRules {
///         products: vec![],
///         unknown_product: None,
///         past_due_grace_days: Some(0),
///         keep_canceled: false,
///     },
/// };
/// let rules = Rules::new(info, settings)?;
/// assert_eq!(rules.on_signup(0)[0].plan.as_deref(), Some("free"));
/// # Ok::<(), tiergate_policy::Unsound>(())
/// ```
pub struct Rules {
    pub(crate) info: Info,
    tiers: Index,
    features: Index,
    caps: Index,
    add_ons: Index,
    pub(crate) feature_rules: Vec<FeatureRule>,
    /// Every feature, each after all that it requires.
    pub(crate) feature_order: Vec<usize>,
    pub(crate) tier_rules: Vec<TierRule>,
    pub(crate) add_on_rules: Vec<AddOnRule>,
    pub(crate) percents: Vec<Percents>,
    pub(crate) default_tier: usize,
    pub(crate) when_missing: Otherwise,
    pub(crate) when_unknown: Otherwise,
    pub(crate) billing: BillingRule,
}

/// Which tier a plan that does not say one gives, and whether to flag it.
#[derive(Clone, Copy)]
pub(crate) struct Otherwise {
    pub(crate) tier: usize,
    pub(crate) misconfigured: bool,
}

pub(crate) struct FeatureRule {
    pub(crate) requires: Vec<usize>,
    /// The lowest offered tier that has it and all that it requires.
    pub(crate) minimum_tier: Option<usize>,
    /// The add-ons that have it.
    pub(crate) add_ons: Vec<usize>,
}

pub(crate) struct TierRule {
    /// For each feature, whether the tier has it.
    pub(crate) has: Vec<bool>,
    /// For each cap, the tier's limit.
    pub(crate) limits: Vec<Limit>,
}

pub(crate) struct AddOnRule {
    pub(crate) changes: Vec<(usize, CapChange)>,
}

pub(crate) struct BillingRule {
    /// In byte order of the products.
    pub(crate) products: Vec<(String, Gift)>,
    pub(crate) unknown_product: Option<usize>,
    pub(crate) grace_days: Option<u32>,
    pub(crate) keep_canceled: bool,
}

/// What a product gives, by position in the catalog.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gift {
    Tier(usize),
    AddOn(usize),
    Cap(usize),
}

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
        match self {
            Self::Undeclared(id) => write!(f, "`{id}` is named, but not declared"),
            Self::Circular(id) => write!(f, "the feature `{id}` requires itself"),
        }
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
    pub fn new(info: Info, settings: Settings) -> Result<Self, Unsound> {
        let mut rules = Self {
            tiers: Index::new(&info.tiers, tier_id),
            features: Index::new(&info.features, feature_id),
            caps: Index::new(&info.caps, cap_id),
            add_ons: Index::new(&info.add_ons, add_on_id),
            feature_rules: Vec::new(),
            feature_order: Vec::new(),
            tier_rules: Vec::new(),
            add_on_rules: Vec::new(),
            percents: settings.percents,
            default_tier: 0,
            when_missing: Otherwise { tier: 0, misconfigured: false },
            when_unknown: Otherwise { tier: 0, misconfigured: false },
            billing: BillingRule {
                products: Vec::new(),
                unknown_product: None,
                grace_days: settings.billing.past_due_grace_days,
                keep_canceled: settings.billing.keep_canceled,
            },
            info,
        };
        rules.default_tier = rules.declared_tier(&rules.info.default_tier)?;
        rules.when_missing = rules.otherwise(&settings.when_missing)?;
        rules.when_unknown = rules.otherwise(&settings.when_unknown)?;
        rules.tier_rules = collect(&rules.info.tiers, |tier| rules.tier_rule(tier))?;
        rules.feature_rules = collect(&rules.info.features, |feature| rules.feature_rule(feature))?;
        rules.feature_order = rules.requirements_first()?;
        rules.set_minimum_tiers();
        rules.add_on_rules = collect(&rules.info.add_ons, |add_on| rules.add_on_rule(add_on))?;
        rules.set_feature_add_ons();
        rules.set_products(settings.billing)?;
        Ok(rules)
    }

    /// What the policy knows.
    pub fn describe(&self) -> &Info {
        &self.info
    }

    pub(crate) fn tier(&self, id: &str) -> Option<usize> {
        self.tiers.find(&self.info.tiers, tier_id, id)
    }

    pub(crate) fn feature(&self, id: &str) -> Option<usize> {
        self.features.find(&self.info.features, feature_id, id)
    }

    pub(crate) fn cap(&self, id: &str) -> Option<usize> {
        self.caps.find(&self.info.caps, cap_id, id)
    }

    pub(crate) fn add_on(&self, id: &str) -> Option<usize> {
        self.add_ons.find(&self.info.add_ons, add_on_id, id)
    }

    pub(crate) fn tier_name(&self, tier: usize) -> String {
        self.info.tiers.get(tier).map_or("", tier_id).to_owned()
    }

    pub(crate) fn feature_name(&self, feature: usize) -> String {
        self.info.features.get(feature).map_or("", feature_id).to_owned()
    }

    pub(crate) fn add_on_name(&self, add_on: usize) -> String {
        self.info.add_ons.get(add_on).map_or("", add_on_id).to_owned()
    }

    fn declared_tier(&self, id: &str) -> Result<usize, Unsound> {
        declared(self.tier(id), id)
    }

    fn otherwise(&self, fallback: &Fallback) -> Result<Otherwise, Unsound> {
        let tier = self.declared_tier(&fallback.tier)?;
        Ok(Otherwise { tier, misconfigured: fallback.misconfigured })
    }

    fn tier_rule(&self, tier: &Tier) -> Result<TierRule, Unsound> {
        let has = self.features_of(&tier.features)?;
        let mut limits = Vec::new();
        limits.resize(self.info.caps.len(), Limit::Unlimited);
        for cap in &tier.caps {
            let at = declared(self.cap(&cap.cap), &cap.cap)?;
            if let Some(limit) = limits.get_mut(at) {
                *limit = cap.limit;
            }
        }
        Ok(TierRule { has, limits })
    }

    /// For each feature of the catalog, whether `ids` has it.
    fn features_of(&self, ids: &[String]) -> Result<Vec<bool>, Unsound> {
        let mut has = Vec::new();
        has.resize(self.info.features.len(), false);
        for id in ids {
            let at = declared(self.feature(id), id)?;
            if let Some(slot) = has.get_mut(at) {
                *slot = true;
            }
        }
        Ok(has)
    }

    fn feature_rule(&self, feature: &Feature) -> Result<FeatureRule, Unsound> {
        let requires = collect(&feature.requires, |id| declared(self.feature(id), id))?;
        Ok(FeatureRule { requires, minimum_tier: None, add_ons: Vec::new() })
    }

    fn requirements_first(&self) -> Result<Vec<usize>, Unsound> {
        let mut order = Vec::new();
        let mut placed = Vec::new();
        placed.resize(self.feature_rules.len(), false);
        while order.len() < placed.len() {
            let before = order.len();
            for (at, rule) in self.feature_rules.iter().enumerate() {
                let ready = rule.requires.iter().all(|&needed| is_set(&placed, needed));
                if let Some(slot @ false) = placed.get_mut(at)
                    && ready
                {
                    *slot = true;
                    order.push(at);
                }
            }
            if order.len() == before {
                let stuck = placed.iter().zip(&self.info.features).find(|(placed, _)| !**placed);
                return Err(Unsound::Circular(stuck.map_or("", |(_, feature)| &feature.id).into()));
            }
        }
        Ok(order)
    }

    fn set_minimum_tiers(&mut self) {
        for (at, tier) in self.info.tiers.iter().enumerate().rev() {
            let Some(rule) = self.tier_rules.get(at).filter(|_| tier.offered) else { continue };
            let mut complete = rule.has.clone();
            for &feature in &self.feature_order {
                let Some(feature_rule) = self.feature_rules.get_mut(feature) else { continue };
                let needs = &feature_rule.requires;
                let whole = is_set(&rule.has, feature)
                    && needs.iter().all(|&needed| {
                        is_set(&complete, needed)
                            || self.info.features.get(needed).is_some_and(|it| it.always_on)
                    });
                if let Some(slot) = complete.get_mut(feature) {
                    *slot = whole;
                }
                if whole {
                    feature_rule.minimum_tier = Some(at);
                }
            }
        }
    }

    fn add_on_rule(&self, add_on: &AddOn) -> Result<AddOnRule, Unsound> {
        let changes = collect(&add_on.caps, |(cap, change)| {
            Ok((declared(self.cap(cap), cap)?, *change))
        })?;
        // Only to refuse what is not declared: `set_feature_add_ons` keeps it per feature.
        self.features_of(&add_on.features)?;
        Ok(AddOnRule { changes })
    }

    fn set_feature_add_ons(&mut self) {
        for (at, add_on) in self.info.add_ons.iter().enumerate() {
            for id in &add_on.features {
                let feature = self.features.find(&self.info.features, feature_id, id);
                if let Some(rule) = feature.and_then(|at| self.feature_rules.get_mut(at)) {
                    rule.add_ons.push(at);
                }
            }
        }
    }

    fn set_products(&mut self, billing: BillingRules) -> Result<(), Unsound> {
        if let Some(tier) = &billing.unknown_product {
            self.billing.unknown_product = Some(self.declared_tier(tier)?);
        }
        for (product, effect) in billing.products {
            let gift = match &effect {
                ProductEffect::Tier(id) => Gift::Tier(self.declared_tier(id)?),
                ProductEffect::AddOn(id) => Gift::AddOn(declared(self.add_on(id), id)?),
                ProductEffect::Cap(id) => Gift::Cap(declared(self.cap(id), id)?),
            };
            crate::index::insert_sorted(&mut self.billing.products, (product, gift));
        }
        Ok(())
    }
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

fn declared(position: Option<usize>, id: &str) -> Result<usize, Unsound> {
    position.ok_or_else(|| Unsound::Undeclared(id.to_owned()))
}

fn collect<T, U>(items: &[T], make: impl FnMut(&T) -> Result<U, Unsound>) -> Result<Vec<U>, Unsound> {
    items.iter().map(make).collect()
}

/// Whether `flags` has `true` at this position.
pub(crate) fn is_set(flags: &[bool], position: usize) -> bool {
    flags.get(position).copied().unwrap_or(false)
}
