//! Releasing the kept tenants whose date has come.

use crate::error_chain::chain;
use std::time::Duration;
use tiergate_store::{Backend, SqlStore};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How often it is looked for those whose date has come.
const EVERY: Duration = Duration::from_secs(30);

/// A task that releases tenants which an activation keeps on an earlier policy until a date: see
/// [`Keeping`](tiergate_store::Keeping). It ends with this. Every server may have one; whichever is
/// first releases them.
///
/// # Examples
///
/// ```no_run
/// use tiergate_server::Releaser;
/// use tiergate_store::SqliteStore;
///
/// # async fn example() -> Result<(), tiergate_store::StoreError> {
/// let store = SqliteStore::open("tiers.db").await?;
/// let _releaser = Releaser::start(store.clone());
/// # Ok(())
/// # }
/// ```
#[must_use = "it ends with this"]
pub struct Releaser(JoinHandle<()>);

impl Releaser {
    /// Starts the task.
    pub fn start<DB: Backend>(store: SqlStore<DB>) -> Self {
        Self(tokio::spawn(async move {
            loop {
                match store.release_due().await {
                    Ok(0) => {}
                    Ok(tenants) => tracing::info!(tenants, "kept tenants were released"),
                    Err(error) => {
                        let error = chain(&error);
                        tracing::warn!(error, "kept tenants wait to be released");
                    }
                }
                sleep(EVERY).await;
            }
        }))
    }
}

impl Drop for Releaser {
    fn drop(&mut self) {
        self.0.abort();
    }
}
