//! The ids of the catalog, which are found by their bytes.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The ids of one list of the catalog.
#[derive(Default)]
pub(crate) struct Names {
    /// In the catalog's order.
    ids: Vec<Box<str>>,
    /// The position of each id, in byte order of the ids.
    sorted: Vec<usize>,
}

impl Names {
    /// Collects the ids of `items`, which `id` returns.
    pub(crate) fn of<T>(items: &[T], id: fn(&T) -> &String) -> Self {
        let len = items.len();
        let mut names = Self { ids: Vec::with_capacity(len), sorted: Vec::with_capacity(len) };
        items.iter().for_each(|item| names.add(id(item)));
        names
    }

    /// Adds an id, unless it is already present.
    pub(crate) fn add(&mut self, id: &str) {
        if let Err(place) = self.place(id) {
            self.sorted.insert(place, self.ids.len());
            self.ids.push(id.into());
        }
    }

    /// Returns the ids at some positions.
    pub(crate) fn names(&self, positions: &[usize]) -> Vec<String> {
        positions.iter().map(|&position| self.name(position)).collect()
    }

    /// Returns the number of ids.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns the position of an id.
    #[inline(never)]
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.place(id).ok().and_then(|place| self.sorted.get(place)).copied()
    }

    /// Returns the id at a position.
    #[inline(never)]
    pub(crate) fn name(&self, position: usize) -> String {
        owned(self.get(position))
    }

    #[inline(never)]
    fn get(&self, position: usize) -> &str {
        self.ids.get(position).map_or("", |id| id)
    }

    /// Returns the index of an id in `sorted`, or the index at which it belongs.
    fn place(&self, id: &str) -> Result<usize, usize> {
        self.sorted.binary_search_by(|&position| self.get(position).cmp(id))
    }
}

/// Returns a copy of a text.
pub(crate) fn owned(text: &str) -> String {
    text.to_owned()
}
