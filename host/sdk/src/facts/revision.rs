//! Which of two revisions of one tenant's facts has the other's change.

use crate::facts::stored::StoredFacts;

/// A tenant's revision, and what tells it from another one with its number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) number: u64,
    pub(crate) identity: u64,
}

impl Revision {
    /// Later than any facts: what was read is not kept.
    pub(crate) const NO_FACTS_HAVE: Self = Self { number: u64::MAX, identity: 0 };

    pub(crate) fn of(facts: &StoredFacts) -> Self {
        Self { number: facts.revision, identity: facts.identity }
    }

    /// Checks whether facts of this revision have the change that was reported with another one.
    pub(crate) fn has(self, told: Self) -> bool {
        self.number > told.number || self == told
    }
}
