//! Warnings about maps that are valid, but may not mean what their authors intend.

use crate::diagnostics::Problems;
use crate::file::{Billing, File};
use crate::prelude::*;
use hashbrown::{HashMap, HashSet};
use tiergate_policy::catalog::Info;

/// Warns about a valid map, whose `file` has the catalog `info`.
pub(crate) fn warn(file: &File, info: &Info, problems: &mut Problems<'_>) {
    lost_features(file, info, problems);
    idle_features(file, info, problems);
    changed_seats(file, info, problems);
}

/// Warns if a higher tier lacks a feature of a lower one.
fn lost_features(file: &File, info: &Info, problems: &mut Problems<'_>) {
    let places = file.tiers.iter().flatten().filter_map(|it| it.id.as_ref());
    let gated: Vec<_> = info.features.iter().filter(|it| !it.always_on).collect();
    // For each feature, the last of the tiers so far that has it.
    let mut lower = HashMap::new();
    for (id, tier) in places.zip(&info.tiers) {
        let has: HashSet<_> = tier.features.iter().map(String::as_str).collect();
        for feature in gated.iter().map(|it| it.id.as_str()).filter(|it| !has.contains(it)) {
            let Some(lower) = lower.get(feature) else { continue };
            let message =
                format!("the tier `{id}` lacks `{feature}`, which the lower `{lower}` has");
            let help = format!("add it to the tier's `features`, or let it extend `{lower}`");
            problems.warn(&id.at, message, help);
        }
        lower.extend(tier.features.iter().map(|feature| (feature.as_str(), &tier.id)));
    }
}

/// Warns if no tier or add-on includes a feature.
fn idle_features(file: &File, info: &Info, problems: &mut Problems<'_>) {
    let places = file.features.iter().flatten().filter_map(|it| it.id.as_ref());
    let in_tiers = info.tiers.iter().flat_map(|it| &it.features);
    let in_add_ons = info.add_ons.iter().flat_map(|it| &it.features);
    let given: HashSet<_> = in_tiers.chain(in_add_ons).map(String::as_str).collect();
    for (id, feature) in places.zip(&info.features) {
        if !feature.always_on && !given.contains(feature.id.as_str()) {
            let message = format!("no tier or add-on includes the feature `{id}`");
            problems.warn(&id.at, message, "add it to a tier or an add-on, or make it always on");
        }
    }
}

/// Warns if there is a seat product for a cap that add-ons change, too: both count.
fn changed_seats(file: &File, info: &Info, problems: &mut Problems<'_>) {
    let Some(Billing { products: Some(products), .. }) = &file.billing else { return };
    let mut changing = HashMap::new();
    for add_on in &info.add_ons {
        for (cap, _) in &add_on.caps {
            changing.entry(cap.as_str()).or_insert(&add_on.id);
        }
    }
    for cap in products.entries().filter_map(|(_, product)| product.0.cap.as_ref()) {
        if let Some(add_on) = changing.get(cap.text.as_str()) {
            let message = format!("the add-on `{add_on}` changes the seats of `{cap}`, too");
            problems.warn(&cap.at, message, "give it as seats or through add-ons, not both");
        }
    }
}
