//! Finds things that depend on themselves.

use crate::diagnostics::Problems;
use crate::values::Id;
use std::collections::HashSet;

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
    let mut left: Vec<usize> = (0..edges.len()).collect();
    let mut cycles = Vec::new();
    loop {
        drop_free(&mut left, edges);
        let Some(&start) = left.first() else { return cycles };
        let cycle = walk(start, &left, edges);
        left.retain(|at| !cycle.contains(at));
        cycles.push(cycle);
    }
}

/// Drops positions that need nothing that is left, until there are none of them.
fn drop_free(left: &mut Vec<usize>, edges: &[Vec<usize>]) {
    loop {
        let present: HashSet<usize> = left.iter().copied().collect();
        left.retain(|&at| needed(at, edges).iter().any(|it| present.contains(it)));
        if left.len() == present.len() {
            return;
        }
    }
}

/// Walks from one position to the next until it meets its own path, and returns the cycle. It
/// always does, because each position that is left needs another one that is left.
fn walk(start: usize, left: &[usize], edges: &[Vec<usize>]) -> Vec<usize> {
    let mut path = vec![start];
    let mut at = start;
    while let Some(&next) = needed(at, edges).iter().find(|it| left.contains(it)) {
        if let Some(met) = path.iter().position(|&it| it == next) {
            return path.split_off(met);
        }
        path.push(next);
        at = next;
    }
    path
}

fn needed(at: usize, edges: &[Vec<usize>]) -> &[usize] {
    edges.get(at).map_or(&[], Vec::as_slice)
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
