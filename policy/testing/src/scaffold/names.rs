//! Names of tests, which say what holds.

use crate::expect::shown;
use tiergate_policy::catalog::{AddOn, Edition};
use tiergate_policy::types::Entitlements;

/// Returns the ids of the features that are allowed.
pub(super) fn allowed(answer: &Entitlements) -> Vec<String> {
    answer.features.iter().filter(|it| it.allowed).map(|it| it.feature.clone()).collect()
}

/// Says which tier results from something.
pub(super) fn has(who: &str, answer: &Entitlements) -> String {
    let flag = if answer.resolution.misconfigured { ", and is flagged" } else { "" };
    format!("{who} has {}{flag}", answer.resolution.tier)
}

/// Says what a tier lacks.
pub(super) fn lacks(tier: &str, answer: &Entitlements) -> String {
    let denied = answer.features.iter().filter(|it| !it.allowed);
    format!("{tier} lacks {}", joined(denied.map(|it| it.feature.clone()).collect()))
}

/// Says what an add-on changes at a tier.
pub(super) fn gives(
    add_on: &AddOn,
    tier: &str,
    without: &Entitlements,
    with: &Entitlements,
) -> String {
    let id = &add_on.id;
    if !with.add_ons.contains(id) {
        return format!("{id} is not for {tier}");
    }
    let before = allowed(without);
    let mut more = allowed(with);
    more.retain(|it| !before.contains(it));
    let caps = with.caps.iter().zip(&without.caps).filter(|(with, without)| with != without);
    more.extend(caps.map(|(it, _)| format!("{} {}", shown(&it.limit), it.cap)));
    format!("{id} gives {tier} {}", joined(more))
}

/// Says what a tenant has in an edition.
pub(super) fn edition(edition: &Edition, tier: &str) -> String {
    match &edition.tier {
        Some(_) => format!("in {} a tenant of {tier} has every feature", edition.id),
        None => format!("in {} a tenant of {tier} has what its plan gives", edition.id),
    }
}

/// Returns things as people list them, at most five.
fn joined(things: Vec<String>) -> String {
    const MOST: usize = 5;
    match things.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if things.len() <= MOST => format!("{} and {last}", first.join(", ")),
        all => {
            let more = all.len() - (MOST - 1);
            let first: Vec<_> = all.iter().take(MOST - 1).cloned().collect();
            format!("{} and {more} more", first.join(", "))
        }
    }
}
