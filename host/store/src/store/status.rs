//! How a store is doing.

use crate::follow::watchers::{Following, MOST_APART};
use crate::sql::backend::Backend;
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
    /// Whether events were looked for in the last 2 seconds, and the database answered then. It is
    /// looked every half second; not while the process is stopped, or if its runtime ended.
    pub is_current: bool,
    /// By how many milliseconds this server's clock is ahead of its database's, as of the last
    /// look; `None` if they have one clock, or if it is not known.
    pub clock_ahead: Option<i64>,
}

impl StoreStatus {
    /// Returns [`clock_ahead`](Self::clock_ahead) if it is more than 5 seconds, either way: grants
    /// and trials end by this server's clock.
    pub fn clock_is_off(&self) -> Option<i64> {
        self.clock_ahead.filter(|ahead| ahead.unsigned_abs() > MOST_APART)
    }
}

impl<DB: Backend> SqlStore<DB> {
    /// How the store is doing. The database is not asked for it.
    pub fn status(&self) -> StoreStatus {
        let Following { last_event, is_current, clock_ahead } = self.watchers().status();
        StoreStatus {
            connections: self.pool().size(),
            idle: self.pool().num_idle(),
            last_event,
            is_current,
            clock_ahead,
        }
    }
}
