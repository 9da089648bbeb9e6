//! The state of a store.

use crate::follow::subscribers::{Following, MOST_APART};
use crate::sql::backend::Backend;
use crate::store::SqlStore;

/// The state of a store at this server: for metrics, and to find out whether it is ready.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// let status = store.status();
/// assert!(status.connections >= 1);
/// assert_eq!(status.clock_ahead, None); // SQLite has no clock of its own
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreStatus {
    /// How many connections for reading are open.
    pub connections: u32,
    /// How many of them are idle.
    pub idle: usize,
    /// The number of the last event that was seen here, no matter which server wrote it.
    pub last_event: u64,
    /// Whether the database answered when it was asked for new events, in the last 2 seconds. It is
    /// asked every half second, but not while the process is stopped, or after its runtime has
    /// ended.
    pub is_current: bool,
    /// By how many milliseconds this server's clock is ahead of its database's, as of the last
    /// look; `None` if they share one clock, or if it is not known.
    pub clock_ahead: Option<i64>,
}

impl StoreStatus {
    /// Returns [`clock_ahead`](Self::clock_ahead) if the clocks differ by more than 5 seconds,
    /// either way: grants and trials end by this server's clock.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// assert_eq!(store.status().clock_is_off(), None);
    /// # Ok(()) }
    /// ```
    pub fn clock_is_off(&self) -> Option<i64> {
        self.clock_ahead.filter(|ahead| ahead.unsigned_abs() > MOST_APART)
    }
}

impl<DB: Backend> SqlStore<DB> {
    /// Returns the state of the store, without asking the database.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// let status = store.status();
    /// assert!(status.idle <= status.connections as usize);
    /// # Ok(()) }
    /// ```
    pub fn status(&self) -> StoreStatus {
        let Following { last_event, is_current, clock_ahead } = self.subscribers().status();
        StoreStatus {
            connections: self.pool().size(),
            idle: self.pool().num_idle(),
            last_event,
            is_current,
            clock_ahead,
        }
    }
}
