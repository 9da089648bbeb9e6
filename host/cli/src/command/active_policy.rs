//! The store's active policy, and what to do if it cannot be loaded: that is not the fault of the
//! input.

use crate::printed::warn;
use anyhow::{Result, bail};
use tiergate::Policy;
use tiergate_store::{Backend, PolicyError, SqlStore};

const FAILED: &str = "the active policy cannot be loaded";

/// Returns the active policy; `None` if no policy was ever active.
pub(super) async fn required<DB: Backend>(store: &SqlStore<DB>) -> Result<Option<Policy>> {
    match store.active_policy().await {
        Err(PolicyError::Store(error)) => Err(error.into()),
        Err(error) => bail!("{FAILED}: {error}"),
        Ok(policy) => Ok(policy),
    }
}

/// Returns the active policy; `None` if there is none, or it cannot be loaded, which is a warning.
pub(super) async fn if_loaded<DB: Backend>(store: &SqlStore<DB>) -> Result<Option<Policy>> {
    match store.active_policy().await {
        Err(PolicyError::Store(error)) => Err(error.into()),
        Err(error) => {
            warn(format_args!("{FAILED}: {error}"));
            Ok(None)
        }
        Ok(policy) => Ok(policy),
    }
}
