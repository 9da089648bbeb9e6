//! Takes a catalog apart, for comparison.

use crate::display;
use crate::prelude::*;
use hashbrown::HashSet;
use serde::Serialize;
use tiergate_policy::catalog::{AddOn, Cap, Edition, Feature, Info, Metadata, Tier};

/// The contents of a catalog, by subject.
type Facts = Vec<(Subject, Parts)>;
type Parts = Vec<(Part, String)>;

/// Returns the contents of `info`. An order of ids includes only those that `other` has too, because
/// what is added between two others does not move them.
pub(crate) fn facts(info: &Info, other: &Info) -> Facts {
    let mut facts = vec![(Subject::Policy, policy(info, other))];
    facts.extend(info.tiers.iter().map(|it| (Subject::Tier(it.id.clone()), tier(it))));
    facts.extend(info.features.iter().map(|it| (Subject::Feature(it.id.clone()), feature(it))));
    facts.extend(info.caps.iter().map(|it| (Subject::Cap(it.id.clone()), cap(it))));
    facts.extend(info.add_ons.iter().map(|it| (Subject::AddOn(it.id.clone()), add_on(it))));
    facts.extend(info.editions.iter().map(|it| (Subject::Edition(it.id.clone()), edition(it))));
    facts
}

fn policy(info: &Info, other: &Info) -> Parts {
    let mut parts = vec![
        key("name", &info.name),
        key("version", &info.version),
        key("tiers", &order(&info.tiers, &other.tiers, |it| &it.id)),
        key("features", &order(&info.features, &other.features, |it| &it.id)),
        key("caps", &order(&info.caps, &other.caps, |it| &it.id)),
        key("addOns", &order(&info.add_ons, &other.add_ons, |it| &it.id)),
        key("editions", &order(&info.editions, &other.editions, |it| &it.id)),
        key("defaultTier", &info.default_tier),
    ];
    let trial = info.trial.as_ref().map(|it| format!("{} for {} days", it.tier, it.days));
    parts.extend(trial.map(|it| key("trial", &it)));
    parts.extend(info.upgrade_url.as_ref().map(|it| key("upgradeUrl", it)));
    parts.extend(metadata(&info.metadata));
    parts
}

/// Returns the ids of items that the other list has too.
fn order<T>(items: &[T], others: &[T], id: fn(&T) -> &String) -> String {
    let others: HashSet<&str> = others.iter().map(|it| id(it).as_str()).collect();
    let shared = items.iter().map(|it| id(it).as_str()).filter(|it| others.contains(it));
    shared.collect::<Vec<_>>().join(", ")
}

fn tier(tier: &Tier) -> Parts {
    let mut parts = shown(&tier.label, tier.description.as_ref());
    parts.push(yes_or_no("offered", tier.offered));
    parts.extend(tier.features.iter().map(has));
    parts.extend(tier.caps.iter().map(|it| (Part::Cap(it.cap.clone()), display::limit(it.limit))));
    parts.extend(metadata(&tier.metadata));
    parts
}

fn feature(feature: &Feature) -> Parts {
    let mut parts = shown(&feature.label, feature.description.as_ref());
    parts.push(yes_or_no("alwaysOn", feature.always_on));
    if !feature.requires.is_empty() {
        parts.push(key("requires", &feature.requires.join(", ")));
    }
    parts.extend(metadata(&feature.metadata));
    parts
}

fn cap(cap: &Cap) -> Parts {
    let mut parts = shown(&cap.label, None);
    parts.extend(cap.unit.as_ref().map(|it| key("unit", it)));
    parts.extend(cap.period.map(|it| key("period", display::period(it))));
    parts.extend(metadata(&cap.metadata));
    parts
}

fn add_on(add_on: &AddOn) -> Parts {
    let mut parts = shown(&add_on.label, add_on.description.as_ref());
    if !add_on.tiers.is_empty() {
        parts.push(key("tiers", &add_on.tiers.join(", ")));
    }
    parts.extend(add_on.features.iter().map(has));
    parts.extend(add_on.caps.iter().map(|(id, it)| (Part::Cap(id.clone()), display::change(*it))));
    parts.extend(metadata(&add_on.metadata));
    parts
}

fn edition(edition: &Edition) -> Parts {
    edition.tier.iter().map(|tier| key("tier", tier)).collect()
}

fn shown(label: &str, description: Option<&String>) -> Parts {
    let description = description.map(|it| key("description", it));
    core::iter::once(key("label", label)).chain(description).collect()
}

fn has(feature: impl Into<String>) -> (Part, String) {
    (Part::Feature(feature.into()), "included".to_owned())
}

fn yes_or_no(name: &str, yes: bool) -> (Part, String) {
    key(name, if yes { "yes" } else { "no" })
}

fn metadata(metadata: &Metadata) -> impl Iterator<Item = (Part, String)> {
    metadata.iter().map(|(name, text)| key(&format!("metadata.{name}"), text))
}

fn key(name: &str, text: &str) -> (Part, String) {
    (Part::Key(name.to_owned()), text.to_owned())
}

/// What a [`Change`](crate::Change) is about.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Map, Subject, compare};
///
/// let old = Map::from_file("../../tests/policies/notes.json")?.info;
/// let mut new = old.clone();
/// new.tiers[0].features.push("export".into());
/// let comparison = compare(&old, &new);
/// assert_eq!(comparison.changes[0].subject, Subject::Tier("free".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Subject {
    /// The policy as a whole.
    Policy,
    /// This tier.
    Tier(String),
    /// This feature.
    Feature(String),
    /// This cap.
    Cap(String),
    /// This add-on.
    AddOn(String),
    /// This edition.
    Edition(String),
}

/// Which part of its subject a [`Change`](crate::Change) is in.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Map, Part, compare};
///
/// let old = Map::from_file("../../tests/policies/notes.json")?.info;
/// let mut new = old.clone();
/// new.tiers[0].features.push("export".into());
/// let comparison = compare(&old, &new);
/// assert_eq!(comparison.changes[0].part, Part::Feature("export".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Part {
    /// All of it: it was added or removed.
    Whole,
    /// Whether it has this feature.
    Feature(String),
    /// Its limit for this cap, or its change to it.
    Cap(String),
    /// The value of this key of the map.
    Key(String),
}
