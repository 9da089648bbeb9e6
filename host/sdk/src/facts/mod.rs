//! The sources of tenants' facts.

pub(crate) mod cache;
pub(crate) mod changes;
pub(crate) mod confirmed;
pub(crate) mod entitled;
pub(crate) mod entry;
pub(crate) mod lapsed;
pub(crate) mod memory;
pub(crate) mod reads;
pub(crate) mod revision;
pub(crate) mod stats;
pub(crate) mod stored;
pub(crate) mod tenant_facts;
pub(crate) mod watch;

use crate::facts::changes::Changes;
use crate::facts::stored::{FactsError, StoredFacts};
use std::future::Future;
use std::time::Duration;

/// A store of tenants' facts.
///
/// # Examples
///
/// ```
/// use std::{collections::HashMap, sync::Arc};
/// use tiergate::{Changes, Facts, FactsError, StoredFacts, TenantFacts};
///
/// /// Tenants that never change, so there is nothing to report.
/// struct Fixed(HashMap<String, Arc<TenantFacts>>);
///
/// impl Facts for Fixed {
///     async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
///         let facts = self.0.get(tenant).cloned();
///         Ok(facts.map(|facts| StoredFacts { facts, revision: 1, identity: 0, policy: None }))
///     }
///
///     fn watch(&self, _: Changes) {}
/// }
/// assert_eq!(Fixed(HashMap::new()).keep_for(), None);
/// ```
pub trait Facts: Send + Sync + 'static {
    /// Reads a tenant's facts; returns `None` if there is no such tenant. The facts, their revision and
    /// their policy must be of one moment: facts of the revision that a change was
    /// [reported](Changes::invalidate) with count as having that change.
    ///
    /// # Errors
    ///
    /// The store's own error if they cannot be read.
    fn read(
        &self,
        tenant: &str,
    ) -> impl Future<Output = Result<Option<StoredFacts>, FactsError>> + Send;

    /// Takes the receiver of changes. The store must call [`Changes::invalidate`] or
    /// [`Changes::update`] for a tenant after every write to its facts is stored, and before that
    /// write returns. A store that has an active policy also reports that, by
    /// [`Changes::set_policy`].
    fn watch(&self, changes: Changes);

    /// Returns for how long facts hold after they were read if no change is reported; defaults to
    /// `None`: for ever.
    fn keep_for(&self) -> Option<Duration> {
        None
    }
}
