//! How a law is broken.

use crate::Law;
use crate::prelude::*;
use serde::Serialize;
use tiergate_policy::types::Tenant;

/// One way in which a policy breaks a law. It serializes to an object.
///
/// # Examples
///
/// ```
/// use tiergate_laws::{Domain, Native, check_laws};
///
/// let map = tiergate_map::Map::from_file("../../tests/policies/studio.json")?;
/// let report = check_laws(&Native::new(&map)?, &Domain::of_map(&map))?;
/// let finding = report.findings().next().ok_or("none")?;
/// assert_eq!(finding.name(), "agency: share");
/// assert_eq!(finding.message, "`agency` lacks `share`, which the lower `team` allows");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Finding {
    /// The law.
    pub law: Law,
    /// The ids that it is about; no two findings of a law have the same ones.
    pub about: Vec<String>,
    /// The path in a map of what is at fault, for `tiergate_map::Source`.
    pub path: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// In how many of the combinations that were asked about it shows.
    pub points: u64,
    /// A tenant that shows it, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterexample: Option<Counterexample>,
}

/// A question whose answer shows that a law is broken: `tiergate check` takes it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Counterexample {
    /// The tenant's facts.
    pub tenant: Tenant,
    /// The feature, if one is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// The time, in seconds since 1970.
    pub now: u64,
}

impl Finding {
    /// Returns the ids that it is about, as test files name it: `agency: share`.
    pub fn name(&self) -> String {
        self.about.join(": ")
    }
}
