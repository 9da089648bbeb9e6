//! What would allow a tenant what it was denied.

use serde::Serialize;
use tiergate::{CapState, Lapsed, Reason};

/// What a tenant may not do, and what would allow it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Upsell {
    /// The feature that is denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Why it is denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// The cap that has been reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<CapState>,
    /// How much of the cap is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<u64>,
    /// The tenant's tier.
    pub tier: String,
    /// The lowest offered tier that allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_tier: Option<String>,
    /// The add-ons of which each one, in addition, allows it; or, if `together`, those of which one
    /// is needed together with the tier.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_ons: Vec<String>,
    /// Whether the tier and one of the add-ons are needed together.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub together: bool,
    /// The plan that allows it and ended because it was not paid for: no plan needs to be bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Lapsed>,
    /// The address of the page on which to upgrade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upgrade_url: Option<String>,
}
