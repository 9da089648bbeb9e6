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

impl EventId {
    /// Checks whether this event has an identity. One that a server of an older version wrote has
    /// none, and the tenant's row then has the identity of the event before.
    pub(crate) fn has(self, identity: u64) -> bool {
        self.identity == identity || self.identity == 0
    }
}

/// Returns a new identity: 63 random bits, since both databases have signed numbers.
pub(crate) fn new() -> u64 {
    // The time is part of it, because a copy of a running machine has the same keys.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // 0 is for events from before there were identities.
    (RandomState::new().hash_one(now) >> 1).max(1)
}
