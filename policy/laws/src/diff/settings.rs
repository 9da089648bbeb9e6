//! What maps say that a catalog does not: fallbacks, percentages and billing.

use crate::prelude::*;
use alloc::collections::BTreeMap;
use tiergate_map::Map;
use tiergate_policy::setup::{Fallback, ProductEffect, UnknownProduct};

/// Returns a line for each difference between the settings of two maps, which their catalogs do not
/// have: fallbacks, percentages and billing.
///
/// # Examples
///
/// ```
/// let old = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// let mut new = old.clone();
/// new.settings.percents[0].hard = 200;
/// assert_eq!(tiergate_laws::says(&old, &new), ["cap `maxNotes`: hardPercent 100 -> 200"]);
/// # Ok::<(), tiergate_map::FileError>(())
/// ```
pub fn says(old: &Map, new: &Map) -> Vec<String> {
    let (old, new) = (settings(old), settings(new));
    let names: alloc::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let differ = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    let text = |it: Option<&String>| it.map_or_else(|| "nothing".to_owned(), Clone::clone);
    differ
        .map(|name| format!("{name} {} -> {}", text(old.get(name)), text(new.get(name))))
        .collect()
}

/// Returns the settings of a map that its catalog does not have: fallbacks, percentages and billing, in
/// words.
///
/// # Examples
///
/// ```
/// let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// assert_eq!(tiergate_laws::settings(&map)["cap `maxNotes`: warnPercent"], "80");
/// # Ok::<(), tiergate_map::FileError>(())
/// ```
pub fn settings(map: &Map) -> BTreeMap<String, String> {
    let settings = &map.settings;
    let billing = &settings.billing;
    let mut facts = BTreeMap::new();
    let mut add = |name: &str, value: String| facts.insert(name.to_owned(), value);
    add("whenMissing:", fallback(&settings.when_missing));
    add("whenUnknown:", fallback(&settings.when_unknown));
    for (cap, percents) in map.info.caps.iter().zip(&settings.percents) {
        add(&format!("cap `{}`: warnPercent", cap.id), percents.warn.to_string());
        add(&format!("cap `{}`: hardPercent", cap.id), percents.hard.to_string());
    }
    for (product, gives) in &billing.products {
        add(&format!("product `{product}`:"), effect(gives));
    }
    let days = |it: Option<u32>| it.map_or_else(|| "unlimited".to_owned(), |it| it.to_string());
    let kept = |keeps| if keeps { "keep" } else { "end" }.to_owned();
    add("billing: pastDueGraceDays", days(billing.past_due_grace_days));
    add("billing: trialGraceDays", days(billing.trial_grace_days));
    add("billing: onCancel", kept(billing.keep_canceled));
    add("billing: onPause", kept(billing.keep_paused));
    add("billing: onCollectionPaused", kept(!billing.end_collection_paused));
    add(
        "billing: unknownProduct",
        match &billing.unknown_product {
            UnknownProduct::Flag => "flag".to_owned(),
            UnknownProduct::Ignore => "ignore".to_owned(),
            UnknownProduct::Tier(tier) => format!("tier `{tier}`"),
        },
    );
    facts
}

fn fallback(it: &Fallback) -> String {
    format!("`{}`{}", it.tier, if it.misconfigured { "" } else { ", not flagged" })
}

fn effect(it: &ProductEffect) -> String {
    let part = |name: &str, id: &Option<String>| id.as_ref().map(|id| format!("{name} `{id}`"));
    let parts = [part("tier", &it.tier), part("add-on", &it.add_on), part("cap", &it.cap)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}
