//! A tier map made ready to decide by: every id found, every order worked out.

use crate::index::Index;
use crate::setup::Percents;
use crate::types::Limit;
use alloc::string::String;
use alloc::vec::Vec;

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
/// let rules = Rules::new(&info, &settings)?;
/// assert_eq!(rules.on_signup(0)[0].plan.as_deref(), Some("free"));
/// # Ok::<(), tiergate_policy::Unsound>(())
/// ```
pub struct Rules {
    /// Lowest first.
    pub(crate) tiers: Vec<TierRule>,
    pub(crate) features: Vec<FeatureRule>,
    pub(crate) caps: Vec<CapRule>,
    pub(crate) add_ons: Vec<AddOnRule>,
    pub(crate) ids: Ids,
    /// Every feature, each after all that it requires.
    pub(crate) feature_order: Vec<usize>,
    /// Each edition with its tier; none: gated.
    pub(crate) editions: Vec<(String, Option<usize>)>,
    pub(crate) default_tier: usize,
    pub(crate) when_missing: Otherwise,
    pub(crate) when_unknown: Otherwise,
    /// What a new tenant tries, and for how many days.
    pub(crate) trial: Option<(usize, u32)>,
    pub(crate) billing: BillingRule,
}

/// Where each list's ids are.
pub(crate) struct Ids {
    pub(crate) tiers: Index,
    pub(crate) features: Index,
    pub(crate) caps: Index,
    pub(crate) add_ons: Index,
}

/// Which tier a plan that does not say one gives, and whether to flag it.
#[derive(Clone, Copy)]
pub(crate) struct Otherwise {
    pub(crate) tier: usize,
    pub(crate) misconfigured: bool,
}

pub(crate) struct TierRule {
    pub(crate) id: String,
    pub(crate) offered: bool,
    /// For each feature, whether the tier has it.
    pub(crate) has: Vec<bool>,
    /// For each cap, the tier's limit.
    pub(crate) limits: Vec<Limit>,
}

pub(crate) struct FeatureRule {
    pub(crate) id: String,
    pub(crate) always_on: bool,
    pub(crate) requires: Vec<usize>,
    /// The lowest offered tier that has it and all that it requires.
    pub(crate) minimum_tier: Option<usize>,
    /// The add-ons that have it.
    pub(crate) add_ons: Vec<usize>,
}

pub(crate) struct CapRule {
    pub(crate) id: String,
    pub(crate) percents: Percents,
}

pub(crate) struct AddOnRule {
    pub(crate) id: String,
    /// For each cap that it changes, how.
    pub(crate) changes: Vec<(usize, crate::catalog::CapChange)>,
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

impl Rules {
    pub(crate) fn tier(&self, id: &str) -> Option<usize> {
        self.ids.tiers.find(&self.tiers, |tier| &tier.id, id)
    }

    pub(crate) fn feature(&self, id: &str) -> Option<usize> {
        self.ids.features.find(&self.features, |feature| &feature.id, id)
    }

    pub(crate) fn cap(&self, id: &str) -> Option<usize> {
        self.ids.caps.find(&self.caps, |cap| &cap.id, id)
    }

    pub(crate) fn add_on(&self, id: &str) -> Option<usize> {
        self.ids.add_ons.find(&self.add_ons, |add_on| &add_on.id, id)
    }

    pub(crate) fn tier_id(&self, tier: usize) -> String {
        self.tiers.get(tier).map_or_else(String::new, |tier| tier.id.clone())
    }

    pub(crate) fn feature_id(&self, feature: usize) -> String {
        self.features.get(feature).map_or_else(String::new, |feature| feature.id.clone())
    }

    pub(crate) fn add_on_id(&self, add_on: usize) -> String {
        self.add_ons.get(add_on).map_or_else(String::new, |add_on| add_on.id.clone())
    }
}

/// Whether `flags` has `true` at this position.
pub(crate) fn is_set(flags: &[bool], position: usize) -> bool {
    flags.get(position).copied().unwrap_or(false)
}
