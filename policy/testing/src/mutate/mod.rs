//! Every one-step change of a map.

mod add_ons;
mod billing;
mod fallbacks;
mod tiers;

use crate::cells::{Key, key};
use tiergate_map::Map;
use tiergate_policy::types::Limit;

/// A map with one change.
pub(crate) struct Mutant {
    pub(crate) map: Map,
    /// What the change is.
    pub(crate) what: String,
    /// The path of what was changed.
    pub(crate) path: Key,
}

/// Makes the mutants of a map, one at a time, because each is as large as the map.
struct Mutate<'m> {
    map: &'m Map,
    visit: &'m mut dyn FnMut(Mutant),
}

/// Calls `visit` with every one-step change of a map.
pub(crate) fn mutate(map: &Map, visit: &mut dyn FnMut(Mutant)) {
    let mut all = Mutate { map, visit };
    all.tiers();
    all.features();
    all.caps();
    all.add_ons();
    all.fallbacks();
    all.trial_and_editions();
    all.products();
    all.billing();
}

impl Mutate<'_> {
    fn add<const N: usize>(
        &mut self,
        path: [&str; N],
        what: impl Into<String>,
        change: impl FnOnce(&mut Map) -> Option<()>,
    ) {
        let mut map = self.map.clone();
        if change(&mut map).is_some() && map != *self.map {
            (self.visit)(Mutant { map, what: what.into(), path: key(path) });
        }
    }
}

fn toggle(list: &mut Vec<String>, id: &str) {
    match list.iter().position(|it| it == id) {
        Some(at) => drop(list.remove(at)),
        None => list.push(id.to_owned()),
    }
}

fn near(limit: Limit) -> Vec<(Limit, String)> {
    match limit {
        Limit::Unlimited => vec![(Limit::AtMost(1_000_000), "at most 1000000".to_owned())],
        Limit::AtMost(it) => [it.checked_add(1), it.checked_sub(1)]
            .into_iter()
            .flatten()
            .filter(|it| *it <= tiergate_policy::MAX_SAFE_INTEGER)
            .map(|it| (Limit::AtMost(it), format!("at most {it}")))
            .collect(),
    }
}
