//! Facts that have nothing to do with each other, apart: the work on a group of events grows with the
//! facts of each customer, and not with those of all customers together.

// Tests: apart_tests.rs

use crate::billing::known::{Extract, Known};
use std::collections::{BTreeMap, BTreeSet};

/// A stored fact: its event, its number in that event, and what it says.
pub(crate) type Fact = (String, usize, Extract);

/// Returns facts in sets that can be worked out one by one: those that share an event, a
/// subscription, a customer or a payment are in one set. What is known of prices and products is in
/// those sets that use them.
pub(crate) fn apart(facts: Vec<Fact>) -> Vec<Known> {
    let (names, facts): (Vec<Fact>, Vec<Fact>) =
        facts.into_iter().partition(|(_, _, it)| is_name(it));
    let mut sets = Sets::default();
    for (event, _, extract) in &facts {
        let subjects = extract.subjects();
        let first = sets.of(event);
        subjects.iter().for_each(|subject| sets.join(first, subject));
    }
    let mut all: BTreeMap<usize, (Known, BTreeSet<String>)> = BTreeMap::new();
    for (event, number, extract) in facts {
        let set = sets.of(&event);
        let (known, used) = all.entry(sets.root(set)).or_default();
        used.extend(names_in(&extract));
        known.insert(&event, number, extract);
    }
    let names = by_subject(&names);
    all.into_values().map(|(known, used)| with_names(known, used, &names)).collect()
}

/// Returns whether a fact is about a price or a product.
pub(crate) fn is_name(extract: &Extract) -> bool {
    matches!(extract, Extract::Price(_) | Extract::Product(_))
}

/// Returns the prices and products that a fact names, with the provider's prefix.
pub(crate) fn names_in(extract: &Extract) -> Vec<String> {
    let (id, names) = match extract {
        Extract::Snapshot(it) => {
            let names = it.facts.items.iter().flat_map(|item| [&item.price, &item.product]);
            (&it.subscription, names.flatten().collect())
        }
        Extract::Price(it) => (&it.price, it.product.iter().collect::<Vec<_>>()),
        _ => return Vec::new(),
    };
    let prefix = id.split_once(':').map_or("", |(prefix, _)| prefix);
    names.into_iter().map(|name| format!("{prefix}:{name}")).collect()
}

/// Returns facts about prices and products by what they are about.
fn by_subject(names: &[Fact]) -> BTreeMap<&str, Vec<&Fact>> {
    let mut all: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in names {
        fact.2
            .subjects()
            .into_iter()
            .for_each(|subject| all.entry(subject).or_default().push(fact));
    }
    all
}

/// Adds what is known of the prices and products that a set uses, and of the products of these
/// prices.
fn with_names(
    mut known: Known,
    mut used: BTreeSet<String>,
    names: &BTreeMap<&str, Vec<&Fact>>,
) -> Known {
    let mut seen = BTreeSet::new();
    while let Some(name) = used.pop_first() {
        for (event, number, extract) in names.get(name.as_str()).into_iter().flatten() {
            known.insert(event, *number, extract.clone());
            used.extend(names_in(extract).into_iter().filter(|it| !seen.contains(it)));
        }
        seen.insert(name);
    }
    known
}

/// Disjoint sets of texts.
#[derive(Default)]
struct Sets {
    places: BTreeMap<String, usize>,
    parents: Vec<usize>,
}

impl Sets {
    /// Returns the place of a text, which is a set of its own at first.
    fn of(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.parents.len();
        self.parents.push(place);
        self.places.insert(text.to_owned(), place);
        place
    }

    /// Returns the place that stands for a set.
    fn root(&self, mut place: usize) -> usize {
        while let Some(parent) = self.parents.get(place).filter(|parent| **parent != place) {
            place = *parent;
        }
        place
    }

    /// Joins two sets.
    fn join(&mut self, one: usize, other: &str) {
        let other = self.of(other);
        let (one, other) = (self.root(one), self.root(other));
        if let Some(parent) = self.parents.get_mut(one.max(other)) {
            *parent = one.min(other);
        }
    }
}
