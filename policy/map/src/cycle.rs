//! Finds things that depend on themselves.

use crate::diagnostics::Problems;
use crate::prelude::*;
use crate::values::Id;
use hashbrown::HashMap;

/// Something that others may need: its id, the ids that it mentions, and their positions.
pub(crate) struct Needs<'f> {
    pub(crate) id: &'f Id,
    pub(crate) mentions: &'f [Id],
    pub(crate) positions: Vec<usize>,
}

/// Refuses each cycle, and returns the positions in all cycles.
pub(crate) fn refuse_cycles(
    verb: &str,
    needs: &[Needs<'_>],
    problems: &mut Problems<'_>,
) -> Vec<usize> {
    let edges: Vec<_> = needs.iter().map(|it| it.positions.clone()).collect();
    let cycles = cycles(&edges);
    for cycle in &cycles {
        let ids: Vec<&Id> = cycle.iter().filter_map(|&at| Some(needs.get(at)?.id)).collect();
        let Some(first) = cycle.first().and_then(|&at| needs.get(at)) else { continue };
        let next = ids.get(1).unwrap_or(&first.id);
        let place = first.mentions.iter().find(|it| it.text == next.text).unwrap_or(first.id);
        let path: String = ids.iter().map(|id| format!("`{id}` -> ")).collect();
        let message = format!("`{0}` {verb} itself: {path}`{0}`", first.id);
        problems.refuse(&place.at, message, format!("remove one `{verb}` of this path"));
    }
    cycles.concat()
}

/// Returns the cycles of a graph, each as the positions along it. No two share a position.
/// `edges` lists the positions that each position needs.
fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut left = Left::new(edges);
    let mut cycles = Vec::new();
    for start in 0..edges.len() {
        while left.has(start) {
            let cycle = left.walk(start);
            left.drop(cycle.clone());
            cycles.push(cycle);
        }
    }
    cycles
}

/// The part of a graph in which each needs another of that part.
struct Left<'e> {
    edges: &'e [Vec<usize>],
    /// For each position, those that need it.
    users: Vec<Vec<usize>>,
    /// For each position, how many that are left it needs.
    unmet: Vec<usize>,
    present: Vec<bool>,
}

impl<'e> Left<'e> {
    fn new(edges: &'e [Vec<usize>]) -> Self {
        let mut users = vec![Vec::new(); edges.len()];
        for (at, needed) in edges.iter().enumerate() {
            for &it in needed {
                users.get_mut(it).into_iter().for_each(|users: &mut Vec<_>| users.push(at));
            }
        }
        let unmet: Vec<_> = edges.iter().map(Vec::len).collect();
        let free = (0..edges.len()).filter(|&at| unmet.get(at) == Some(&0)).collect();
        let mut left = Self { edges, users, unmet, present: vec![true; edges.len()] };
        left.drop(free);
        left
    }

    fn has(&self, at: usize) -> bool {
        self.present.get(at).copied().unwrap_or(false)
    }

    /// Drops these and, as long as there is one, what then needs nothing that is left. Follows
    /// each edge once at most, however many calls there are.
    fn drop(&mut self, mut free: Vec<usize>) {
        while let Some(at) = free.pop() {
            if !self.present.get_mut(at).is_some_and(core::mem::take) {
                continue;
            }
            for &user in self.users.get(at).into_iter().flatten() {
                let Some(unmet) = self.unmet.get_mut(user) else { continue };
                *unmet = unmet.saturating_sub(1);
                if *unmet == 0 {
                    free.push(user);
                }
            }
        }
    }

    /// Goes from one to the next until it meets its own path. Each that is left needs another
    /// that is left, so it always does.
    fn walk(&self, start: usize) -> Vec<usize> {
        let mut path = vec![start];
        let mut places: HashMap<_, _> = HashMap::from([(start, 0)]);
        let mut at = start;
        while let Some(&next) = self.needed(at).iter().find(|it| self.has(**it)) {
            if let Some(&met) = places.get(&next) {
                return path.split_off(met);
            }
            places.insert(next, path.len());
            path.push(next);
            at = next;
        }
        path
    }

    fn needed(&self, at: usize) -> &'e [usize] {
        self.edges.get(at).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::cycles;
    use proptest::prelude::*;

    #[test]
    fn finds_each_cycle_once() {
        assert_eq!(cycles(&[vec![1], vec![2], vec![]]), Vec::<Vec<usize>>::new());
        assert_eq!(cycles(&[vec![0], vec![0]]), [[0]]);
        assert_eq!(cycles(&[vec![1], vec![2], vec![1], vec![4], vec![3]]), [[1, 2], [3, 4]]);
    }

    /// Long chains took a pass over all that was left for each link.
    #[test]
    fn each_link_of_a_chain_is_followed_once() {
        let edges: Vec<Vec<usize>> = (1..300_000).map(|next| vec![next]).chain([vec![]]).collect();
        assert_eq!(cycles(&edges), Vec::<Vec<usize>>::new());
        let pairs: Vec<Vec<usize>> = (0..300_000).map(|at| vec![at ^ 1]).collect();
        assert_eq!(cycles(&pairs).len(), 150_000);
    }

    fn graph() -> impl Strategy<Value = Vec<Vec<usize>>> {
        proptest::collection::vec(proptest::collection::vec(0..8_usize, 0..3), 8)
    }

    proptest! {
        #[test]
        fn a_cycle_goes_round_and_without_those_found_none_is_left(mut edges in graph()) {
            for cycle in cycles(&edges) {
                for (at, &from) in cycle.iter().enumerate() {
                    let next = cycle[(at + 1) % cycle.len()];
                    prop_assert!(edges[from].contains(&next));
                    edges[from].clear();
                }
            }
            prop_assert_eq!(cycles(&edges), Vec::<Vec<usize>>::new());
        }
    }
}
