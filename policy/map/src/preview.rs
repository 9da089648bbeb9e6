//! Formats a catalog as tables.

use crate::display;
use comfy_table::Table;
use comfy_table::presets::ASCII_MARKDOWN;
use std::collections::{HashMap, HashSet};
use tiergate_policy::catalog::{Cap, Feature, Info, Tier};

/// Returns tables of what each tier has, in plain text that is also Markdown.
///
/// A feature is marked `yes` in the tiers that have it, and `always` if everyone has it. In other
/// tiers the add-ons that give it are named.
///
/// # Examples
///
/// ```
/// let map = tiergate_map::Map::from_json("notes.json", r#"{
///     "name": "notes", "version": "1.0.0",
///     "tiers": [
///         { "id": "free", "label": "Free", "caps": { "notes": 5 } },
///         { "id": "pro", "features": ["export"], "caps": { "notes": "unlimited" } } ],
///     "features": [
///         { "id": "login", "alwaysOn": true },
///         { "id": "export", "label": "Export" },
///         { "id": "ai" } ],
///     "addOns": [ { "id": "bot", "features": ["ai"], "caps": { "notes": { "add": 50 } } } ],
///     "defaultTier": "free", "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" }
/// }"#)?;
/// assert_eq!(tiergate_map::preview(&map.info), "\
/// notes 1.0.0
///
/// | Feature         | Free (free) | pro      |
/// |-----------------|-------------|----------|
/// | login           | always      | always   |
/// | Export (export) | -           | yes      |
/// | ai              | with bot    | with bot |
///
/// | Cap   | Free (free) | pro       | Add-ons |
/// |-------|-------------|-----------|---------|
/// | notes | 5           | unlimited | bot +50 |
/// ");
/// # Ok::<(), tiergate_map::MapError>(())
/// ```
pub fn preview(info: &Info) -> String {
    let mut text = format!("{} {}\n", info.name, info.version);
    if !info.features.is_empty() {
        let tiers: Vec<HashSet<&String>> =
            info.tiers.iter().map(|it| it.features.iter().collect()).collect();
        let giving = giving(info);
        let rows = info.features.iter().map(|it| feature_row(it, &tiers, &giving));
        text += &table(header("Feature", info), rows);
    }
    if !info.caps.is_empty() {
        let mut header = header("Cap", info);
        header.push("Add-ons".to_owned());
        text += &table(header, info.caps.iter().map(|it| cap_row(it, info)));
    }
    text
}

fn table(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(header).add_rows(rows);
    format!("\n{table}\n")
}

fn header(first: &str, info: &Info) -> Vec<String> {
    let tier = |tier: &Tier| {
        let name = name(&tier.label, &tier.id);
        if tier.offered { name } else { format!("{name}, not offered") }
    };
    std::iter::once(first.to_owned()).chain(info.tiers.iter().map(tier)).collect()
}

/// For each feature that add-ons give, those add-ons.
fn giving(info: &Info) -> HashMap<&String, Vec<&str>> {
    let mut giving: HashMap<_, Vec<_>> = HashMap::new();
    for add_on in &info.add_ons {
        for feature in &add_on.features {
            giving.entry(feature).or_default().push(add_on.id.as_str());
        }
    }
    giving
}

fn feature_row(
    feature: &Feature,
    tiers: &[HashSet<&String>],
    giving: &HashMap<&String, Vec<&str>>,
) -> Vec<String> {
    let giving = giving.get(&feature.id).map_or(&[][..], Vec::as_slice);
    let cell = |tier: &HashSet<&String>| match () {
        () if feature.always_on => "always".to_owned(),
        () if tier.contains(&feature.id) => "yes".to_owned(),
        () if giving.is_empty() => "-".to_owned(),
        () => format!("with {}", giving.join(" or ")),
    };
    let first = name(&feature.label, &feature.id);
    std::iter::once(first).chain(tiers.iter().map(cell)).collect()
}

fn cap_row(cap: &Cap, info: &Info) -> Vec<String> {
    let cell = |tier: &Tier| {
        let limit = tier.caps.iter().find(|it| it.cap == cap.id).map(|it| it.limit);
        limit.map_or("-".to_owned(), display::limit)
    };
    let mut row = vec![name(&cap.label, &cap.id)];
    row.extend(info.tiers.iter().map(cell));
    let changes = info.add_ons.iter().flat_map(|it| it.caps.iter().map(move |change| (it, change)));
    let changes = changes.filter(|(_, (id, _))| *id == cap.id);
    let changes =
        changes.map(|(it, (_, change))| format!("{} {}", it.id, display::change(*change)));
    row.push(changes.collect::<Vec<_>>().join(", "));
    row
}

/// Returns a label, followed by the id if the two differ.
fn name(label: &str, id: &str) -> String {
    if label == id { id.to_owned() } else { format!("{label} ({id})") }
}
