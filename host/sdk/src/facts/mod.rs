//! Where tenants' facts come from.

pub(crate) mod cache;
pub(crate) mod changes;
pub(crate) mod entry;
pub(crate) mod memory;
pub(crate) mod stats;
pub(crate) mod stored;
pub(crate) mod watch;

use crate::facts::changes::Changes;
use crate::facts::stored::{FactsError, StoredFacts};
use std::future::Future;
use std::time::Duration;

/// A store of tenants' facts.
pub trait Facts: Send + Sync + 'static {
    /// Reads a tenant's facts; none where there is no such tenant.
    ///
    /// # Errors
    ///
    /// The store's own error where it cannot be read.
    fn read(
        &self,
        tenant: &str,
    ) -> impl Future<Output = Result<Option<StoredFacts>, FactsError>> + Send;

    /// Takes the one to tell of changes: [`Changes::invalidate`] or [`Changes::update`] is to be called
    /// for a tenant after every write to its facts is stored, and before that write returns.
    /// A store that has an active policy tells of that too, by [`Changes::set_policy`].
    fn watch(&self, changes: Changes);

    /// For how long facts hold after they were read where no change was told; none, unless said:
    /// for ever.
    fn keep_for(&self) -> Option<Duration> {
        None
    }
}
