//! Facts in memory.

use crate::facts::Facts;
use crate::facts::changes::Changes;
use crate::facts::stored::{FactsError, StoredFacts};
use crate::facts::tenant_facts::TenantFacts;
use crate::policy::Policy;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Facts in memory: for tests, for small tools, and to try things out. A clone is one
/// more handle on the same facts.
///
/// # Examples
///
/// ```
/// use tiergate::{MemoryFacts, Tenant};
///
/// let facts = MemoryFacts::new();
/// assert_eq!(facts.put("acme", Tenant::new()), 1);
/// assert_eq!(facts.put("acme", Tenant::new()), 2);
/// ```
#[derive(Clone, Default)]
pub struct MemoryFacts(Arc<Mutex<Stored>>);

#[derive(Default)]
struct Stored {
    tenants: HashMap<String, StoredFacts>,
    revision: u64,
    watching: Vec<Changes>,
}

impl MemoryFacts {
    /// Returns an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stores all of a tenant's facts, in place of earlier ones, and returns their revision. Every
    /// check that begins after it returns is decided by them.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::{MemoryFacts, Tenant};
    ///
    /// let facts = MemoryFacts::new();
    /// let revision = facts.put("acme", Tenant { edition: Some("cloud".into()), ..Tenant::new() });
    /// assert_eq!(revision, 1);
    /// ```
    pub fn put(&self, tenant: &str, facts: impl Into<TenantFacts>) -> u64 {
        self.store(tenant, facts.into(), None)
    }

    /// Stores the facts of a pinned tenant: this policy decides it, whichever policy is active.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// use tiergate::{MemoryFacts, Tenant, Tiers};
    ///
    /// let facts = MemoryFacts::new();
    /// facts.put_pinned("acme", Tenant::new(), policy()?);
    /// let tiers = Tiers::new(policy()?, facts);
    /// assert_eq!(tiers.entitlements("acme").await?.tier(), "free");
    /// assert!(tiers.cached_pin("acme").is_some());
    /// # Ok(()) }
    /// ```
    pub fn put_pinned(&self, tenant: &str, facts: impl Into<TenantFacts>, policy: Policy) -> u64 {
        self.store(tenant, facts.into(), Some(policy))
    }

    fn store(&self, tenant: &str, facts: TenantFacts, policy: Option<Policy>) -> u64 {
        let mut stored = self.lock();
        stored.revision += 1;
        let revision = stored.revision;
        let facts = StoredFacts { facts: Arc::new(facts), revision, identity: 0, policy };
        stored.tenants.insert(tenant.to_owned(), facts.clone());
        stored.watching.retain(|changes| !changes.is_gone());
        stored.watching.iter().for_each(|changes| changes.update(tenant, facts.clone()));
        revision
    }

    /// Deletes a tenant, and returns whether it existed.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// assert!(tiers.facts().remove("acme"));
    /// assert!(!tiers.facts().remove("acme"));
    /// assert!(tiers.check("acme", "export").await.is_err());
    /// # Ok(()) }
    /// ```
    pub fn remove(&self, tenant: &str) -> bool {
        let mut stored = self.lock();
        let known = stored.tenants.remove(tenant).is_some();
        stored.watching.iter().for_each(|changes| changes.invalidate(tenant, u64::MAX, 0));
        known
    }

    fn lock(&self) -> MutexGuard<'_, Stored> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Facts for MemoryFacts {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        Ok(self.lock().tenants.get(tenant).cloned())
    }

    fn watch(&self, changes: Changes) {
        self.lock().watching.push(changes);
    }
}
