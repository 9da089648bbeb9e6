//! The tenants.

use tiergate_store::Imported;

/// The identifier of a tenant, from 0.
pub fn name(at: usize) -> String {
    format!("tenant-{:07}", at + 1)
}

const PLACES: [&str; 8] =
    ["Harbour", "Höhe", "Meadow", "Quarry", "River", "Summit", "Valley", "Zürich"];
const TRADES: [&str; 7] =
    ["Bakery", "Clinic", "Foundry", "Library", "Pharmacy", "School", "Workshop"];

/// The label of a tenant, from 0.
pub fn label(at: usize) -> String {
    let pick = |of: &[&'static str]| of.get(at * 7_919 / 100 % of.len()).copied().unwrap_or("?");
    format!("{} {} {}", pick(&PLACES), pick(&TRADES), at * 104_729 % 1_000_003)
}

/// A tenant on one of the three tiers, or without a plan.
pub fn row(at: usize) -> Imported {
    let plan = ["basic", "pro", "premium"].get(at % 4).map(|&plan| plan.to_owned());
    Imported { tenant: name(at), plan, edition: None, label: Some(label(at)) }
}

/// The identifiers of `some` different ones of `all` tenants, in no order that a store has them
/// in.
pub fn scattered(all: usize, from: usize, some: usize) -> impl Iterator<Item = String> {
    // A prime, so that no tenant comes twice.
    (from..from + some).map(move |at| name(at * 7_919 % all))
}
