//! Builds a policy, a WebAssembly component, from a tier map, or from a core module.
//!
//! The rules are compiled once, to the template that this crate contains. Building a policy
//! configures the template with a tier map, takes a snapshot of it, removes everything that was
//! needed only for configuring, and encodes the rest as the contract's `world policy`. This needs no
//! compiler, and the same map results in the same bytes on any machine.
//!
//! [`wrap`] makes a policy of a core module that was compiled from any language.

// Tests: host/author/tests/policy.rs, and tests/tests/policies.rs for the files that are built, tests/tests/by_hand for core modules.

mod configure;
mod encode;
mod error;
mod module;
mod size;
mod strip;
mod template;
mod types;

pub use error::AuthorError;
pub use module::{ModuleError, wrap};
pub use size::MAX_FILE;

use tiergate_map::Map;

/// Builds the policy of a tier map: a component of the contract's `world policy`.
///
/// It contains the map's name and version, and names `tiergate-author` as the tool that made it.
///
/// # Errors
///
/// [`AuthorError::Rules`] if the map was changed after it was read, so that no rules can be made
/// from it. [`AuthorError::TooManyEntries`] or [`AuthorError::TooLarge`] if the policy would be
/// larger than [`MAX_FILE`], or if its catalog would be, once a host has read it: 24 bytes plus its
/// own for each text, 16 more for each limit of a cap, with everything that each tier has,
/// including inherited features.
///
/// # Examples
///
/// ```
/// let map = tiergate_map::Map::from_json("notes.json", r#"{
///     "name": "notes", "version": "1.0.0", "tiers": [{ "id": "free" }], "defaultTier": "free",
///     "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#)?;
/// let policy = tiergate_author::build(&map)?;
/// assert!(policy.starts_with(b"\0asm"));
/// assert_eq!(tiergate_author::build(&map)?, policy); // always the same bytes
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn build(map: &Map) -> Result<Vec<u8>, AuthorError> {
    size::check(&map.info)?;
    let snapshot = configure::snapshot(&map.info, &map.settings)?;
    let module = strip::strip(&snapshot)?;
    let policy = encode::encode(&module, Some((&map.info.name, &map.info.version)))?;
    match policy.len() {
        size if size > MAX_FILE => Err(AuthorError::TooLarge { size, most: MAX_FILE }),
        _ => Ok(policy),
    }
}
