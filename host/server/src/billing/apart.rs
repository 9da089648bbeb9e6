//! Facts that have nothing to do with each other, apart: the work on a group of events grows with the
//! facts of each customer, and not with those of all customers together.

use crate::billing::known::{Extract, Known};
use std::collections::BTreeMap;

/// A stored fact: its event, its number in that event, and what it says.
pub(crate) type Fact = (String, usize, Extract);

/// Returns facts in sets that can be worked out one by one: those that share an event, a
/// subscription, a customer or a payment are in one set. What is known of prices and products is in
/// each.
pub(crate) fn apart(facts: Vec<Fact>) -> Vec<Known> {
    let is_name = |(_, _, it): &Fact| matches!(it, Extract::Price(_) | Extract::Product(_));
    let (names, facts): (Vec<Fact>, Vec<Fact>) = facts.into_iter().partition(is_name);
    let mut sets = Sets::default();
    for (event, _, extract) in &facts {
        let subjects = extract.subjects();
        let first = sets.of(event);
        subjects.iter().for_each(|subject| sets.join(first, subject));
    }
    let mut all: BTreeMap<usize, Known> = BTreeMap::new();
    for (event, number, extract) in facts {
        let set = sets.of(&event);
        all.entry(sets.root(set)).or_default().insert(&event, number, extract);
    }
    let mut all: Vec<Known> = all.into_values().collect();
    for (event, number, extract) in &names {
        all.iter_mut().for_each(|known| known.insert(event, *number, extract.clone()));
    }
    all
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
