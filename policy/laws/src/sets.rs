//! The sets of add-ons that a tenant may hold.

use crate::prelude::*;
use hashbrown::HashMap;

/// Sets of add-ons, by position in the catalog: all of them, or a sample.
pub(crate) struct AddOnSets {
    sets: Vec<Vec<usize>>,
    at: HashMap<Vec<usize>, usize>,
    /// Whether these are all the sets that there are.
    pub(crate) all: bool,
}

impl AddOnSets {
    /// Returns all sets of so many add-ons if there are at most `most`. Otherwise returns a sample:
    /// none, one, two, all, all but one, and others drawn by a fixed rule.
    pub(crate) fn new(add_ons: usize, most: usize) -> Self {
        let all = add_ons < 40 && (1_u64 << add_ons) <= most as u64;
        let mut sets = Self { sets: Vec::new(), at: HashMap::new(), all };
        if all {
            (0..1_u64 << add_ons).for_each(|bits| sets.add(of_bits(add_ons, bits)));
        } else {
            sets.sample(add_ons, most);
        }
        sets
    }

    fn sample(&mut self, add_ons: usize, most: usize) {
        let whole: Vec<usize> = (0..add_ons).collect();
        let but = |left: usize| whole.iter().copied().filter(|&it| it != left).collect();
        self.add(Vec::new());
        self.add(whole.clone());
        (0..add_ons).for_each(|one| self.add(vec![one]));
        (0..add_ons).for_each(|one| self.add(but(one)));
        for one in 0..add_ons {
            for other in one + 1..add_ons {
                if self.sets.len() >= most {
                    return;
                }
                self.add(vec![one, other]);
            }
        }
        // A linear congruential generator, so that every run asks about the same sets.
        let mut state = 1_u64;
        for _ in 0..most {
            if self.sets.len() >= most {
                return;
            }
            let mut drawn = Vec::new();
            for add_on in 0..add_ons {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                drawn.extend((state >> 63 == 1).then_some(add_on));
            }
            let without: Vec<usize> = drawn.iter().copied().skip(1).collect();
            self.add(drawn);
            self.add(without);
        }
    }

    fn add(&mut self, set: Vec<usize>) {
        if !self.at.contains_key(&set) {
            self.at.insert(set.clone(), self.sets.len());
            self.sets.push(set);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.sets.len()
    }

    pub(crate) fn get(&self, at: usize) -> &[usize] {
        self.sets.get(at).map_or(&[], Vec::as_slice)
    }

    /// Returns the position of a set with one more add-on; the same one if it has it already, and
    /// `None` if the sample lacks it.
    pub(crate) fn with(&self, at: usize, add_on: usize) -> Option<usize> {
        let mut set = self.get(at).to_vec();
        match set.binary_search(&add_on) {
            Ok(_) => return Some(at),
            Err(place) => set.insert(place, add_on),
        }
        self.at.get(&set).copied()
    }
}

fn of_bits(add_ons: usize, bits: u64) -> Vec<usize> {
    (0..add_ons).filter(|add_on| bits >> add_on & 1 == 1).collect()
}

#[cfg(test)]
mod tests {
    use super::AddOnSets;

    #[test]
    fn few_are_enumerated_and_many_are_sampled() {
        let few = AddOnSets::new(4, 16);
        assert!(few.all);
        assert_eq!(few.len(), 16);
        let many = AddOnSets::new(30, 2_000);
        assert!(!many.all);
        assert!((1_900..=2_001).contains(&many.len()), "{}", many.len());
        assert_eq!(many.with(0, 7).map(|at| many.get(at).to_vec()), Some(vec![7]));
    }

    #[test]
    fn a_sample_ends_when_nearly_all_are_drawn() {
        assert!(AddOnSets::new(3, 7).len() >= 7);
    }
}
