//! The features, caps, add-ons and editions of a map.

use crate::cycle::{Needs, refuse_cycles};
use crate::diagnostics::Problems;
use crate::file::{self, Caps, File, Metadata};
use crate::prelude::*;
use crate::sort::sort_by;
use crate::symbols::Names;
use crate::values::Id;
use tiergate_policy::catalog::{AddOn, Cap, CapChange, Edition, Feature};

/// Returns the label of an entry, which defaults to its id.
pub(crate) fn label(label: &Option<String>, id: &Id) -> String {
    label.as_ref().unwrap_or(&id.text).clone()
}

/// Returns the metadata in byte order of the keys.
pub(crate) fn metadata(metadata: &Option<Metadata>) -> Vec<(String, String)> {
    let entries = metadata.iter().flat_map(Metadata::entries);
    let mut pairs: Vec<_> = entries.map(|(key, text)| (key.clone(), text.clone())).collect();
    // No two have the same key.
    sort_by(&mut pairs, |(one, _), (other, _)| one.cmp(other));
    pairs
}

pub(crate) fn features(
    file: &File,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Feature> {
    let Some(entries) = &file.features else {
        return names.features.ids().iter().map(|id| feature_by_mention(id)).collect();
    };
    let mut needs = Vec::new();
    let mut features = Vec::new();
    for (entry, id) in entries.iter().filter_map(|it| Some((it, it.id.as_ref()?))) {
        let mentions = entry.requires.as_deref().unwrap_or_default();
        let positions = names.features.find_all(mentions, problems);
        features.push(feature(entry, id, names.features.texts(positions.iter().copied())));
        needs.push(Needs { id, mentions, positions });
    }
    refuse_cycles("requires", &needs, problems);
    features
}

fn feature(entry: &file::Feature, id: &Id, requires: Vec<String>) -> Feature {
    Feature {
        id: id.text.clone(),
        label: label(&entry.label, id),
        description: entry.description.clone(),
        always_on: entry.always_on.unwrap_or(false),
        requires,
        metadata: metadata(&entry.metadata),
    }
}

fn feature_by_mention(id: &Id) -> Feature {
    Feature {
        id: id.text.clone(),
        label: id.text.clone(),
        description: None,
        always_on: false,
        requires: Vec::new(),
        metadata: Vec::new(),
    }
}

pub(crate) fn caps(file: &File, names: &Names<'_>) -> Vec<Cap> {
    let Some(entries) = &file.caps else {
        return names.caps.ids().iter().map(|id| cap_by_mention(id)).collect();
    };
    entries.iter().filter_map(|it| Some(cap(it, it.id.as_ref()?))).collect()
}

fn cap(entry: &file::Cap, id: &Id) -> Cap {
    Cap {
        id: id.text.clone(),
        label: label(&entry.label, id),
        unit: entry.unit.clone(),
        period: entry.period.as_ref().map(|period| period.0),
        metadata: metadata(&entry.metadata),
    }
}

fn cap_by_mention(id: &Id) -> Cap {
    Cap {
        id: id.text.clone(),
        label: id.text.clone(),
        unit: None,
        period: None,
        metadata: Vec::new(),
    }
}

pub(crate) fn add_ons(file: &File, names: &Names<'_>, problems: &mut Problems<'_>) -> Vec<AddOn> {
    let entries = file.add_ons.iter().flatten();
    entries.filter_map(|it| Some(add_on(it, it.id.as_ref()?, names, problems))).collect()
}

fn add_on(entry: &file::AddOn, id: &Id, names: &Names<'_>, problems: &mut Problems<'_>) -> AddOn {
    let mentions = entry.features.as_deref().unwrap_or_default();
    let mut features = names.features.find_all(mentions, problems);
    sort_by(&mut features, usize::cmp);
    let mut tiers = names.tiers.find_all(entry.tiers.as_deref().unwrap_or_default(), problems);
    sort_by(&mut tiers, usize::cmp);
    let mut caps = Vec::new();
    for (cap, change) in entry.caps.iter().flat_map(Caps::all) {
        let change = change.and_then(|it| cap_change(&it.0));
        let position = names.caps.find(cap, problems);
        caps.extend(position.zip(change.map(|it| (cap.text.clone(), it))));
    }
    sort_by(&mut caps, |(one, _), (other, _)| one.cmp(other));
    AddOn {
        id: id.text.clone(),
        label: label(&entry.label, id),
        description: entry.description.clone(),
        tiers: names.tiers.texts(tiers),
        features: names.features.texts(features),
        caps: caps.into_iter().map(|(_, change)| change).collect(),
        metadata: metadata(&entry.metadata),
    }
}

/// Returns `None` if neither key is given, which is refused elsewhere.
fn cap_change(change: &file::CapChange) -> Option<CapChange> {
    let add = change.add.as_ref().map(|amount| CapChange::Add(amount.value));
    add.or(change.set.as_ref().map(|limit| CapChange::Set(limit.limit())))
}

pub(crate) fn editions(
    file: &File,
    names: &Names<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Edition> {
    let entries = file.editions.iter().flatten();
    let edition = |it: &file::Edition| {
        let tier = names.tiers.named(it.tier.as_ref(), problems);
        Some(Edition { id: it.id.as_ref()?.text.clone(), tier })
    };
    entries.filter_map(edition).collect()
}
