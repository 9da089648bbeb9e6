//! The policies that the store's tests use.

use anyhow::Result;
use tiergate::Policy;
use tiergate_map::Map;

/// Three tiers, an add-on, a cap, an edition that is not gated, and a trial.
const WITH_TRIAL: &str = include_str!("../policies/plans.json");

/// Returns the policy of the map `plans`, with its trial.
///
/// # Errors
///
/// If it cannot be built.
pub fn with_trial() -> Result<Policy> {
    Ok(Policy::from_bytes(&build(WITH_TRIAL)?)?)
}

/// Returns the policy of the map `plans`, without its trial.
///
/// # Errors
///
/// If it cannot be built.
pub fn without_trial() -> Result<Policy> {
    Ok(Policy::from_bytes(&file()?)?)
}

/// Returns the file of the policy without a trial.
///
/// # Errors
///
/// If it cannot be built.
pub fn file() -> Result<Vec<u8>> {
    build(&map_without_trial())
}

/// Returns the file of a later version, in which `pro` also has `sso`, and 20 seats.
///
/// # Errors
///
/// If it cannot be built.
pub fn next_file() -> Result<Vec<u8>> {
    let map = map_without_trial().replace(r#""version": "1.0.0""#, r#""version": "2.0.0""#);
    let map = map.replace(r#"["export"], "caps": { "seats": 10 }"#, PRO);
    build(&map.replace(r#""extends": "pro", "features": ["sso"]"#, r#""extends": "pro""#))
}

/// Returns the file of a version without a trial that has another text in place of this one.
///
/// # Errors
///
/// If it cannot be built.
pub fn changed_file(text: &str, other: &str) -> Result<Vec<u8>> {
    build(&map_without_trial().replace(text, other))
}

/// What `pro` has in the next version.
const PRO: &str = r#"["export", "sso"], "caps": { "seats": 20 }"#;

/// Returns the file of a version with another name for the second tier: `plus`.
///
/// # Errors
///
/// If it cannot be built.
pub fn renamed_file() -> Result<Vec<u8>> {
    build(&map_without_trial().replace(r#""pro""#, r#""plus""#))
}

/// Returns the text of the map `plans`, without its trial.
pub fn map_without_trial() -> String {
    WITH_TRIAL.replace(r#""trial": { "tier": "premium", "days": 14 },"#, "")
}

fn build(map: &str) -> Result<Vec<u8>> {
    Ok(tiergate_author::build(&Map::from_json("plans.json", map)?)?)
}
