//! Compares two versions of a policy.

use crate::Part;
use crate::Subject;
use crate::catalog_parts::facts;
use crate::prelude::*;
use core::fmt;
use core::hash::Hash;
use hashbrown::HashMap;
use serde::Serialize;
use tiergate_policy::catalog::Info;

/// One difference. It serializes to an object.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Map, compare};
///
/// let old = Map::from_file("../../tests/policies/notes.json")?.info;
/// let mut new = old.clone();
/// new.tiers[0].features.push("export".into());
/// let comparison = compare(&old, &new);
/// let change = serde_json::to_value(&comparison.changes[0])?;
/// assert_eq!(change["subject"]["tier"], "free");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// Which part of the subject differs.
    pub part: Part,
    /// The old version's value, as text; `None` if it has none.
    pub old: Option<String>,
    /// The new version's value, as text; `None` if it has none.
    pub new: Option<String>,
}

/// All differences between two catalogs, those of one subject together. Its
/// [`Display`](fmt::Display) has a line for each.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Map, compare};
///
/// let old = Map::from_file("../../tests/policies/notes.json")?.info;
/// let mut new = old.clone();
/// new.tiers[0].features.push("export".into());
/// let comparison = compare(&old, &new);
/// assert_eq!(comparison.to_string(), "tier `free`: gains `export`\n");
/// assert!(compare(&old, &old).changes.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Comparison {
    /// The differences; empty if the catalogs are equal.
    pub changes: Vec<Change>,
}

/// Compares the catalogs of two versions of a policy.
///
/// Something that only one of them has is one difference, without its details.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Map, compare};
///
/// let map = |tiers: &str| Map::from_toml("notes.toml", &format!(r#"
///     name = "notes"
///     version = "1.0.0"
///     tiers = [{tiers}]
///     defaultTier = "free"
///     whenMissing = {{ tier = "free" }}
///     whenUnknown = {{ tier = "free" }}
/// "#));
/// let old = map("{ id = 'free', caps = { notes = 5 } }")?;
/// let new = map("{ id = 'free', features = ['export'], caps = { notes = 10 } }, { id = 'pro', extends = 'free' }")?;
/// assert_eq!(compare(&old.info, &new.info).to_string(), "\
/// tier `free`: gains `export`
/// tier `free`: cap `notes` 5 -> 10
/// tier `pro`: added
/// feature `export`: added
/// ");
/// # Ok::<(), tiergate_map::MapError>(())
/// ```
pub fn compare(old: &Info, new: &Info) -> Comparison {
    let (old, new) = (facts(old, new), facts(new, old));
    let (before, after) = (by_name(&old), by_name(&new));
    let mut changes = Vec::new();
    for (subject, parts) in &new {
        match before.get(subject) {
            Some(before) => compare_parts(subject, before, parts, &mut changes),
            None => changes.push(Change::new(subject, &Part::Whole, None, Some(WHOLE))),
        }
    }
    let gone = old.iter().filter(|(subject, _)| !after.contains_key(subject));
    changes.extend(gone.map(|(subject, _)| Change::new(subject, &Part::Whole, Some(WHOLE), None)));
    Comparison { changes }
}

/// The value of [`Part::Whole`] for something that is present.
const WHOLE: &str = "declared";

fn compare_parts(
    subject: &Subject,
    old: &[(Part, String)],
    new: &[(Part, String)],
    changes: &mut Vec<Change>,
) {
    let (before, after) = (by_name(old), by_name(new));
    for (part, text) in new {
        let before = before.get(part).map(|text| text.as_str());
        if before != Some(text.as_str()) {
            changes.push(Change::new(subject, part, before, Some(text)));
        }
    }
    let gone = old.iter().filter(|(part, _)| !after.contains_key(part));
    changes.extend(gone.map(|(part, text)| Change::new(subject, part, Some(text), None)));
}

fn by_name<K: Eq + Hash, T>(list: &[(K, T)]) -> HashMap<&K, &T> {
    list.iter().map(|(name, value)| (name, value)).collect()
}

impl Change {
    fn new(subject: &Subject, part: &Part, old: Option<&str>, new: Option<&str>) -> Self {
        let (subject, part) = (subject.clone(), part.clone());
        Self { subject, part, old: old.map(str::to_owned), new: new.map(str::to_owned) }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.changes.iter().try_for_each(|change| writeln!(f, "{change}"))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let old = self.old.as_deref().unwrap_or("nothing");
        let new = self.new.as_deref().unwrap_or("nothing");
        let there = self.new.is_some();
        write!(f, "{}: ", self.subject)?;
        match &self.part {
            Part::Whole => f.write_str(if there { "added" } else { "removed" }),
            Part::Feature(id) => write!(f, "{} `{id}`", if there { "gains" } else { "loses" }),
            Part::Cap(id) => write!(f, "cap `{id}` {old} -> {new}"),
            Part::Key(key) => write!(f, "{key} {old} -> {new}"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = match self {
            Self::Policy => return f.write_str("policy"),
            Self::Tier(id) => ("tier", id),
            Self::Feature(id) => ("feature", id),
            Self::Cap(id) => ("cap", id),
            Self::AddOn(id) => ("add-on", id),
            Self::Edition(id) => ("edition", id),
        };
        write!(f, "{kind} `{id}`")
    }
}
