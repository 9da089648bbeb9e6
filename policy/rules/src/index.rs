//! Looking ids up by their bytes, and keeping lists sorted.

use alloc::vec::Vec;

/// The positions of a list's items, in byte order of their ids.
pub(crate) struct Index(Vec<usize>);

impl Index {
    /// An index of `items`, whose ids `id` tells.
    pub(crate) fn new<T>(items: &[T], id: fn(&T) -> &str) -> Self {
        let mut sorted: Vec<(&str, usize)> = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            insert_sorted(&mut sorted, (id(item), position));
        }
        Self(sorted.into_iter().map(|(_, position)| position).collect())
    }

    /// The position of the item with the id `wanted`.
    pub(crate) fn find<T>(&self, items: &[T], id: fn(&T) -> &str, wanted: &str) -> Option<usize> {
        let order = |&position: &usize| items.get(position).map_or("", id).cmp(wanted);
        let at = self.0.binary_search_by(order).ok()?;
        self.0.get(at).copied()
    }
}

/// Puts `item` where it belongs in a sorted list, unless it is there.
pub(crate) fn insert_sorted<T: Ord>(sorted: &mut Vec<T>, item: T) {
    if let Err(at) = sorted.binary_search(&item) {
        sorted.insert(at, item);
    }
}
