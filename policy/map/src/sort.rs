//! Sorting.

use crate::prelude::*;
use core::cmp::Ordering;

/// Sorts a list; what is equal stays in its order.
///
/// It sorts positions, and then moves the items. The standard library's sort takes 5 KB for each
/// type of items, of which the authoring kit, which browsers load, had a dozen.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    let mut left: Vec<_> = core::mem::take(items).into_iter().map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| left.get_mut(at)?.take()));
}

/// Returns the positions in order: merges neighbouring parts that are, from one item each to all.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<_> = (0..count).collect();
    let mut width = 1;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for both in order.chunks(2 * width) {
            let (one, other) = both.split_at(width.min(both.len()));
            merge(one, other, compare, &mut merged);
        }
        order = merged;
        width *= 2;
    }
    order
}

fn merge(
    mut one: &[usize],
    mut other: &[usize],
    compare: &dyn Fn(usize, usize) -> Ordering,
    merged: &mut Vec<usize>,
) {
    while let (Some((&left, ones)), Some((&right, others))) =
        (one.split_first(), other.split_first())
    {
        if compare(left, right).is_le() {
            merged.push(left);
            one = ones;
        } else {
            merged.push(right);
            other = others;
        }
    }
    merged.extend_from_slice(one);
    merged.extend_from_slice(other);
}

#[cfg(test)]
mod tests {
    use super::sort_by;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn what_is_equal_stays_in_order() {
        let mut words = Vec::from(["pear", "fig", "plum", "kiwi", "nut"]);
        sort_by(&mut words, |one, other| one.len().cmp(&other.len()));
        assert_eq!(words, ["fig", "nut", "pear", "plum", "kiwi"]);
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(items in vec((0_u8..9, 0_u8..9), 0..70)) {
            let (mut sorted, mut expected) = (items.clone(), items);
            sort_by(&mut sorted, |one, other| one.0.cmp(&other.0));
            expected.sort_by_key(|it| it.0);
            prop_assert_eq!(sorted, expected);
        }
    }
}
