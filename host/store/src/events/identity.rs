//! What tells two events with one number apart.

use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// An event, apart from any other that has its number in another history of the same database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventId {
    pub(crate) number: u64,
    pub(crate) identity: u64,
}

/// Returns a new identity: 63 random bits, since both databases have signed numbers.
pub(crate) fn new() -> u64 {
    // The time is in it, because a copy of a running machine has the same keys.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // 0 is for events from before there were identities.
    (RandomState::new().hash_one(now) >> 1).max(1)
}
