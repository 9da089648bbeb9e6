//! How a store tells of changed facts.

use crate::known::Known;
use crate::store::StoredFacts;
use std::sync::{Arc, Weak};
use std::time::Instant;

/// Where a store tells of changed facts. A clone is one more handle on the same place.
#[derive(Clone)]
pub struct Changes(Weak<Known>);

impl Changes {
    pub(crate) fn of(known: &Arc<Known>) -> Self {
        Self(Arc::downgrade(known))
    }

    /// Whether nobody is there any more to be told.
    pub fn is_gone(&self) -> bool {
        self.0.strong_count() == 0
    }

    /// Says that a tenant has another revision now: what is older is dropped, also what is being
    /// read right now, and checks that begin later read its facts anew. With
    /// [`u64::MAX`] everything that is known of the tenant is older.
    pub fn tell(&self, tenant: &str, revision: u64) {
        if let Some(known) = self.0.upgrade() {
            known.tell(tenant, revision);
        }
    }

    /// Says what a tenant's facts are now. Where older ones are known they take their place, so
    /// that checks that begin later need not read.
    pub fn put(&self, tenant: &str, facts: StoredFacts) {
        if let Some(known) = self.0.upgrade() {
            known.put(tenant, facts);
        }
    }

    /// Says that anything may have changed: all that is known is dropped.
    pub fn tell_all(&self) {
        if let Some(known) = self.0.upgrade() {
            known.clear();
        }
    }

    /// Says that every change up to `moment` was told, also those that were missed at first.
    pub fn confirm(&self, moment: Instant) {
        if let Some(known) = self.0.upgrade() {
            known.confirm(moment);
        }
    }

    /// Says that changes may have been missed since the last [`confirm`](Self::confirm).
    /// Until the next one, facts that were read before are served marked as stale, for as long
    /// as [`TiersBuilder::stale_for`](crate::TiersBuilder::stale_for) says.
    pub fn lose(&self) {
        if let Some(known) = self.0.upgrade() {
            known.lose();
        }
    }
}
