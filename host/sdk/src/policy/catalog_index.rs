//! Positions of identifiers in the catalog.

use crate::policy::load_error::ProfileError;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// The positions of a list's identifiers.
pub(crate) struct CatalogIndex(HashMap<Box<str>, usize, RandomState>);

impl CatalogIndex {
    /// Indexes a list. Refuses an identifier that is in it twice.
    pub(crate) fn new<'a>(ids: impl Iterator<Item = &'a String>) -> Result<Self, ProfileError> {
        let mut positions = HashMap::default();
        for (position, id) in ids.enumerate() {
            if positions.insert(id.as_str().into(), position).is_some() {
                return Err(ProfileError::Catalog(format!("it has `{id}` twice")));
            }
        }
        Ok(Self(positions))
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.0.get(id).copied()
    }
}
