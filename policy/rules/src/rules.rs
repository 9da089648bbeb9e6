//! A tier map that is prepared for decisions: ids are looked up, and orders are determined.

use crate::names::Names;
use crate::setup::Percents;
use alloc::boxed::Box;
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
///         unknown_product: UnknownProduct::Flag,
///         past_due_grace_days: Some(0),
///         trial_grace_days: Some(1),
///         keep_canceled: false,
///         keep_paused: false,
///         end_collection_paused: false,
///     },
/// };
/// let rules = Rules::new(&info, &settings)?;
/// assert_eq!(rules.on_signup(0, false)[0].plan.as_deref(), Some("free"));
/// # Ok::<(), tiergate_policy::RulesError>(())
/// ```
pub struct Rules {
    /// The tiers, lowest first.
    pub(crate) tiers: Names,
    pub(crate) tier_rules: Vec<TierRule>,
    pub(crate) features: Names,
    pub(crate) feature_rules: Vec<FeatureRule>,
    /// Every feature, each after all features that it requires.
    pub(crate) feature_order: Vec<usize>,
    pub(crate) caps: Names,
    pub(crate) percents: Vec<Percents>,
    pub(crate) add_ons: Names,
    /// For each add-on, the tiers at which it is in force; empty if it is at every one.
    pub(crate) add_on_tiers: Vec<Vec<usize>>,
    /// The changes of caps by add-ons, in the order of the add-ons.
    pub(crate) changes: Vec<Change>,
    pub(crate) editions: Names,
    /// Each edition's tier; `None` if the edition is gated.
    pub(crate) edition_tiers: Vec<Option<usize>>,
    pub(crate) default_tier: usize,
    pub(crate) when_missing: FallbackTier,
    pub(crate) when_unknown: FallbackTier,
    /// The tier that a new tenant tries, and for how many days.
    pub(crate) trial: Option<(usize, u32)>,
    pub(crate) billing: BillingRule,
}

/// The tier for a tenant whose plan does not name one, and whether to report it as misconfigured.
#[derive(Clone, Copy)]
pub(crate) struct FallbackTier {
    pub(crate) tier: usize,
    pub(crate) misconfigured: bool,
}

pub(crate) struct TierRule {
    pub(crate) offered: bool,
    /// For each feature, whether the tier has it.
    pub(crate) has: Box<[bool]>,
    /// For each cap, the tier's limit.
    pub(crate) limits: Box<[u64]>,
}

pub(crate) struct FeatureRule {
    pub(crate) always_on: bool,
    pub(crate) requires: Box<[usize]>,
    /// The add-ons that include it.
    pub(crate) add_ons: Box<[usize]>,
}

/// What an add-on does to a cap.
pub(crate) struct Change {
    pub(crate) add_on: usize,
    pub(crate) cap: usize,
    /// Whether `by` replaces the limit, rather than being added to it.
    pub(crate) sets: bool,
    /// At most the largest whole number, or unlimited.
    pub(crate) by: u64,
}

pub(crate) struct BillingRule {
    pub(crate) products: Names,
    /// What each product gives.
    pub(crate) effects: Vec<Effect>,
    pub(crate) unknown_product: Unknown,
    pub(crate) past_due_grace: Option<u32>,
    pub(crate) trial_grace: Option<u32>,
    pub(crate) keep_canceled: bool,
    pub(crate) keep_paused: bool,
    pub(crate) end_collection_paused: bool,
}

/// What a product gives, by position in the catalog.
pub(crate) struct Effect {
    pub(crate) tier: Option<usize>,
    pub(crate) add_on: Option<usize>,
    pub(crate) cap: Option<usize>,
}

/// What a subscription gives of whose items none is listed.
#[derive(Clone, Copy)]
pub(crate) enum Unknown {
    /// A plan that names no tier.
    Flag,
    Ignore,
    Tier(usize),
}

/// Checks whether `flags` is `true` at a position.
pub(crate) fn is_set(flags: &[bool], position: usize) -> bool {
    flags.get(position).copied().unwrap_or(false)
}
