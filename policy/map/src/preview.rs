//! What each tier of a catalog has: each feature and each cap, tier by tier.

use crate::prelude::*;
use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use tiergate_policy::catalog::{AddOn, Cap, CapChange, Feature, Info, Period, Tier};
use tiergate_policy::types::Limit;

/// What each tier has, as tables for user interfaces. It serializes to an object; its
/// [`Display`](std::fmt::Display) is the tables in plain text that is also Markdown.
///
/// A feature is marked `yes` in the tiers that have it, and `always` if everyone has it. In other
/// tiers the add-ons that give it there are named.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Availability, Map, preview};
///
/// let preview = preview(&Map::from_file("../../tests/policies/notes.json")?.info);
/// assert_eq!(preview.tiers[1].label, "Pro");
/// assert_eq!(preview.features[1].tiers[1], Availability::Included);
/// let json = serde_json::to_value(&preview)?;
/// assert_eq!(json["features"][2]["tiers"][0]["add-ons"][0], "assistant");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Preview {
    /// The policy's name.
    pub name: String,
    /// The policy's version.
    pub version: String,
    /// The tiers, lowest first: the columns.
    pub tiers: Vec<PreviewTier>,
    /// The features, each with its availability at each tier.
    pub features: Vec<PreviewFeature>,
    /// The caps, each with its limit at each tier.
    pub caps: Vec<PreviewCap>,
}

/// A tier of a [`Preview`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PreviewTier {
    /// Its identifier.
    pub id: String,
    /// Its name, for display.
    pub label: String,
    /// Whether it is offered to customers.
    pub offered: bool,
}

/// A feature of a [`Preview`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PreviewFeature {
    /// Its identifier.
    pub id: String,
    /// Its name, for display.
    pub label: String,
    /// Whether each tier has it, in the order of the tiers.
    pub tiers: Vec<Availability>,
}

/// Whether a tier has a feature.
///
/// # Examples
///
/// ```
/// use tiergate_map::Availability;
///
/// assert_eq!(serde_json::to_value(Availability::NotIncluded)?, "not-included");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Availability {
    /// Everyone has it, regardless of the plan.
    Always,
    /// The tier has it.
    Included,
    /// The tier does not have it, but each of these add-ons gives it there.
    AddOns(Vec<String>),
    /// The tier does not have it, and no add-on gives it there.
    NotIncluded,
}

/// A cap of a [`Preview`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PreviewCap {
    /// Its identifier.
    pub id: String,
    /// Its name, for display.
    pub label: String,
    /// What is counted.
    pub unit: Option<String>,
    /// The time after which usage is counted again from 0.
    pub period: Option<Period>,
    /// Each tier's limit, in the order of the tiers; `None` if the tier has none, which only a
    /// policy that was written by hand may do.
    pub limits: Vec<Option<Limit>>,
    /// The add-ons that change it, each with its change.
    pub add_ons: Vec<(String, CapChange)>,
}

/// Returns what each tier of a catalog has.
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
///     "addOns": [ { "id": "bot", "tiers": ["pro"], "features": ["ai"], "caps": { "notes": { "add": 50 } } } ],
///     "defaultTier": "free", "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" }
/// }"#)?;
/// assert_eq!(tiergate_map::preview(&map.info).to_string(), "\
/// notes 1.0.0
///
/// | Feature         | Free (free) | pro      |
/// |-----------------|-------------|----------|
/// | login           | always      | always   |
/// | Export (export) | -           | yes      |
/// | ai              | -           | with bot |
///
/// | Cap   | Free (free) | pro       | Add-ons |
/// |-------|-------------|-----------|---------|
/// | notes | 5           | unlimited | bot +50 |
/// ");
/// # Ok::<(), tiergate_map::MapError>(())
/// ```
pub fn preview(info: &Info) -> Preview {
    let columns: Vec<Column<'_>> = info.tiers.iter().map(Column::of).collect();
    let giving = giving(info);
    Preview {
        name: info.name.clone(),
        version: info.version.clone(),
        tiers: info.tiers.iter().map(tier).collect(),
        features: info.features.iter().map(|it| feature(it, &columns, &giving)).collect(),
        caps: info.caps.iter().map(|it| cap(it, &columns, info)).collect(),
    }
}

/// A tier, with its features and limits by id.
struct Column<'i> {
    id: &'i str,
    features: HashSet<&'i str>,
    limits: HashMap<&'i str, Limit>,
}

impl<'i> Column<'i> {
    fn of(tier: &'i Tier) -> Self {
        Self {
            id: &tier.id,
            features: tier.features.iter().map(String::as_str).collect(),
            limits: tier.caps.iter().map(|it| (it.cap.as_str(), it.limit)).collect(),
        }
    }
}

fn tier(tier: &Tier) -> PreviewTier {
    PreviewTier { id: tier.id.clone(), label: tier.label.clone(), offered: tier.offered }
}

/// For each feature that add-ons give, those add-ons.
fn giving(info: &Info) -> HashMap<&str, Vec<&AddOn>> {
    let mut giving: HashMap<_, Vec<_>> = HashMap::new();
    for add_on in &info.add_ons {
        for feature in &add_on.features {
            giving.entry(feature.as_str()).or_default().push(add_on);
        }
    }
    giving
}

fn feature(
    feature: &Feature,
    columns: &[Column<'_>],
    giving: &HashMap<&str, Vec<&AddOn>>,
) -> PreviewFeature {
    let giving = giving.get(feature.id.as_str()).map_or(&[][..], Vec::as_slice);
    let availability = |column: &Column<'_>| {
        if feature.always_on {
            return Availability::Always;
        }
        if column.features.contains(feature.id.as_str()) {
            return Availability::Included;
        }
        let is_for =
            |it: &&&AddOn| it.tiers.is_empty() || it.tiers.iter().any(|id| id == column.id);
        let add_ons: Vec<_> = giving.iter().filter(is_for).map(|it| it.id.clone()).collect();
        if add_ons.is_empty() { Availability::NotIncluded } else { Availability::AddOns(add_ons) }
    };
    PreviewFeature {
        id: feature.id.clone(),
        label: feature.label.clone(),
        tiers: columns.iter().map(availability).collect(),
    }
}

fn cap(cap: &Cap, columns: &[Column<'_>], info: &Info) -> PreviewCap {
    let changes = info.add_ons.iter().flat_map(|it| it.caps.iter().map(move |change| (it, change)));
    let changes = changes.filter(|(_, (id, _))| *id == cap.id);
    PreviewCap {
        id: cap.id.clone(),
        label: cap.label.clone(),
        unit: cap.unit.clone(),
        period: cap.period,
        limits: columns.iter().map(|it| it.limits.get(cap.id.as_str()).copied()).collect(),
        add_ons: changes.map(|(it, (_, change))| (it.id.clone(), *change)).collect(),
    }
}
