//! How a store is doing.

use crate::backend::Backend;
use crate::store::SqlStore;

/// How a store is doing at this server: for metrics, and to tell whether it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreStatus {
    /// How many connections are open to read by.
    pub connections: u32,
    /// How many of them nobody uses.
    pub idle: usize,
    /// The number of the last event that was seen here, whoever wrote it.
    pub last_event: u64,
    /// Whether the database answered when events were looked for last, which is at least every
    /// half second.
    pub is_current: bool,
}

impl<DB: Backend> SqlStore<DB> {
    /// How the store is doing. The database is not asked for it.
    pub fn status(&self) -> StoreStatus {
        let (last_event, is_current) = self.watchers().status();
        StoreStatus {
            connections: self.pool().size(),
            idle: self.pool().num_idle(),
            last_event,
            is_current,
        }
    }
}
