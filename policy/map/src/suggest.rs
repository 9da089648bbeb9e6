//! Suggests the name that may have been meant.

use crate::prelude::*;

/// How many characters a name may have that is compared: nobody mistypes a longer one.
const LONGEST: usize = 100;

/// How much is compared with a wrong name: the sum of the products of the names' lengths, to which
/// the time is proportional. It is some ten thousand names of usual lengths.
const MOST: usize = 2_000_000;

/// Suggests the most similar of `names`, if one is similar enough, and what else can be done.
pub(crate) fn suggest<'a>(
    wrong: &str,
    names: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    let is_short = |name: &str| name.chars().nth(LONGEST).is_none();
    if !is_short(wrong) {
        return otherwise.to_owned();
    }
    // Of other letters than ASCII's the tables of Unicode would be a tenth of the authoring kit.
    let (folded, mut compared) = (wrong.to_ascii_lowercase(), 0);
    let likeness = |name: &str| likeness(&folded, &name.to_ascii_lowercase());
    let near = names
        .filter(|name| is_short(name))
        .take_while(|name| {
            compared += wrong.len() * name.len();
            compared <= MOST
        })
        .map(|name| (likeness(name), name))
        .filter(|(likeness, _)| *likeness > 0.5);
    match near.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
        Some((_, name)) => format!("did you mean `{name}`? if not, {otherwise}"),
        None => otherwise.to_owned(),
    }
}

/// Returns how alike two names are, from 0 to 1: by how many characters must be inserted, removed,
/// replaced or swapped with the next one.
fn likeness(one: &str, other: &str) -> f64 {
    let [one, other] = [one, other].map(|it| it.chars().collect::<Vec<_>>());
    let longest = one.len().max(other.len());
    if longest == 0 { 1.0 } else { 1.0 - edits(&one, &other) as f64 / longest as f64 }
}

/// Returns the distance of two names: the optimal string alignment.
fn edits(one: &[char], other: &[char]) -> usize {
    // The distances of the beginnings of `one` from each beginning of `other`: the last two rows.
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, from) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, to) in other.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).map_or(usize::MAX, |it| it + 1);
            let replaced = if from == to { at(&row, j) - 1 } else { at(&row, j) };
            let mut least = replaced.min(at(&row, j + 1)).min(at(&next, j));
            let swaps = |i: usize, j: usize| one.get(i) == Some(to) && other.get(j) == Some(from);
            if i > 0 && j > 0 && swaps(i - 1, j - 1) {
                least = least.min(at(&before, j - 1));
            }
            next.push(least);
        }
        before = core::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::edits;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_edits_are_those_of_another_implementation(one in "[abé]{0,6}", other in "[abé]{0,6}") {
            let [left, right] = [&one, &other].map(|it| it.chars().collect::<Vec<_>>());
            prop_assert_eq!(edits(&left, &right), strsim::osa_distance(&one, &other));
        }
    }
}
