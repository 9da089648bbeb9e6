//! Builds a policy, a WebAssembly component, from a tier map.
//!
//! The rules are compiled once, to the template that this crate carries. Building a policy
//! configures the template with a tier map, takes a snapshot of it, leaves out all that only
//! configuring needed, and encodes what remains as the contract's `world policy`. It needs no
//! compiler, and the same map gives the same bytes on any machine.

mod configure;
mod encode;
mod error;
mod strip;
mod template;
mod types;

pub use error::AuthorError;

use sha2::{Digest, Sha256};
use tiergate_policy::catalog::Info;
use tiergate_policy::setup::Settings;

/// The policy of a tier map with this catalog and these settings: a component of the
/// contract's `world policy`.
///
/// It bears the map's name and version, and `tiergate-author` as what made it.
///
/// # Errors
///
/// [`AuthorError::Unsound`] where the catalog and settings make no rules.
///
/// # Examples
///
/// ```
/// let info = serde_json::from_str(
///     r#"{ "name": "notes", "version": "1.0.0", "defaultTier": "free",
///          "tiers": [{ "id": "free", "label": "Free", "offered": true }] }"#,
/// )?;
/// let settings = serde_json::from_str(
///     r#"{ "whenMissing": { "tier": "free", "misconfigured": true },
///          "whenUnknown": { "tier": "free", "misconfigured": true },
///          "billing": { "pastDueGraceDays": 14, "keepCanceled": false } }"#,
/// )?;
/// let policy = tiergate_author::build(info, settings)?;
/// assert_eq!(tiergate_author::digest(&policy).len(), 64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn build(info: Info, settings: Settings) -> Result<Vec<u8>, AuthorError> {
    let snapshot = configure::snapshot(&info, &settings)?;
    let module = strip::strip(&snapshot)?;
    encode::encode(&module, &info.name, &info.version)
}

/// A policy's digest, by which it is known: SHA-256 in lower-case hex.
///
/// # Examples
///
/// ```
/// let digest = tiergate_author::digest(b"abc");
/// assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// ```
#[must_use]
pub fn digest(policy: &[u8]) -> String {
    Sha256::digest(policy).iter().map(|byte| format!("{byte:02x}")).collect()
}
