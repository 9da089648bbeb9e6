//! A tenant's facts, as a store has them.

use crate::facts::tenant_facts::TenantFacts;
use crate::policy::Policy;
use std::sync::Arc;

/// A tenant's facts, as stored.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use tiergate::{StoredFacts, Tenant};
///
/// let facts = Arc::new(Tenant::new().into());
/// let facts = StoredFacts { facts, revision: 7, identity: 0, policy: None };
/// assert_eq!(facts.revision, 7);
/// ```
#[derive(Clone, Debug)]
pub struct StoredFacts {
    /// The facts.
    pub facts: Arc<TenantFacts>,
    /// A number that grows with every write to them.
    pub revision: u64,
    /// What distinguishes this revision from another one with the same number, which a store may
    /// give out again after it was restored to an earlier state; 0 if that never happens.
    pub identity: u64,
    /// The policy that the tenant is pinned to; `None` if the active policy decides.
    pub policy: Option<Policy>,
}

/// Why facts could not be read: the store's own error.
pub type FactsError = Box<dyn std::error::Error + Send + Sync>;
