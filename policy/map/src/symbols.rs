//! All that one map declares or, for lists that it leaves out, mentions.

use crate::declarations::{Declared, Kind};
use crate::deserialize::Table;
use crate::diagnostics::Problems;
use crate::file::File;
use crate::prelude::*;
use crate::values::Id;

const TIER: Kind = Kind { noun: "tier", home: "tiers" };
const FEATURE: Kind = Kind { noun: "feature", home: "features" };
const CAP: Kind = Kind { noun: "cap", home: "caps" };
const ADD_ON: Kind = Kind { noun: "add-on", home: "addOns" };
const EDITION: Kind = Kind { noun: "edition", home: "editions" };

/// All that one map declares.
pub(crate) struct Names<'f> {
    pub(crate) tiers: Declared<'f>,
    pub(crate) features: Declared<'f>,
    pub(crate) caps: Declared<'f>,
    pub(crate) add_ons: Declared<'f>,
}

impl<'f> Names<'f> {
    pub(crate) fn new(file: &'f File, problems: &mut Problems<'_>) -> Self {
        let mut declared = |kind, ids| Declared::new(kind, ids, problems);
        declared(EDITION, ids(file.editions.iter().flatten(), |it| &it.id));
        Self {
            tiers: declared(TIER, ids(file.tiers.iter().flatten(), |it| &it.id)),
            add_ons: declared(ADD_ON, ids(file.add_ons.iter().flatten(), |it| &it.id)),
            features: match file.features {
                Some(_) => declared(FEATURE, ids(file.features.iter().flatten(), |it| &it.id)),
                None => Declared::mentioned(FEATURE, mentioned_features(file)),
            },
            caps: match file.caps {
                Some(_) => declared(CAP, ids(file.caps.iter().flatten(), |it| &it.id)),
                None => Declared::mentioned(CAP, mentioned_caps(file)),
            },
        }
    }
}

fn ids<'f, T: 'f>(
    entries: impl Iterator<Item = &'f T>,
    id: impl Fn(&'f T) -> &'f Option<Id>,
) -> Vec<&'f Id> {
    entries.filter_map(|entry| id(entry).as_ref()).collect()
}

fn mentioned_features(file: &File) -> impl Iterator<Item = &Id> {
    let tiers = file.tiers.iter().flatten().filter_map(|it| it.features.as_ref());
    let add_ons = file.add_ons.iter().flatten().filter_map(|it| it.features.as_ref());
    tiers.chain(add_ons).flatten()
}

fn mentioned_caps(file: &File) -> impl Iterator<Item = &Id> {
    let tiers = file.tiers.iter().flatten().filter_map(|it| it.caps.as_ref());
    let add_ons = file.add_ons.iter().flatten().filter_map(|it| it.caps.as_ref());
    tiers.flat_map(Table::keys).chain(add_ons.flat_map(Table::keys))
}
