//! The policy that the store's tests ask.

use anyhow::Result;
use tiergate::Policy;
use tiergate_map::Map;

/// Three tiers, an add-on, a cap, an edition that is not gated, and a trial.
const WITH_TRIAL: &str = include_str!("../policies/plans.json");

/// The policy of the map `plans`, with its trial.
///
/// # Errors
///
/// Where it cannot be built.
pub fn with_trial() -> Result<Policy> {
    build(WITH_TRIAL)
}

/// The same without a trial.
///
/// # Errors
///
/// Where it cannot be built.
pub fn without_trial() -> Result<Policy> {
    build(&WITH_TRIAL.replace(r#""trial": { "tier": "premium", "days": 14 },"#, ""))
}

fn build(map: &str) -> Result<Policy> {
    let map = Map::from_json("plans.json", map)?;
    Ok(Policy::from_bytes(&tiergate_author::build(&map)?)?)
}
