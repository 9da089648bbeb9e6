//! What distinguishes two events with the same number.

use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// The identifier of an event. It differs from that of any other event with the same number in
/// another history of the same database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventId {
    pub(crate) number: u64,
    pub(crate) identity: u64,
}

/// Returns a new identity: 63 random bits, since both databases have signed numbers.
pub(crate) fn new() -> u64 {
    // The time is part of it, because a copy of a running machine has the same keys.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // 0 is for events from before there were identities.
    (RandomState::new().hash_one(now) >> 1).max(1)
}
