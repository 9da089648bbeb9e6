//! How a store tells of changed facts.

use crate::facts::cache::FactsCache;
use crate::facts::stored::StoredFacts;
use crate::policy::Policy;
use arc_swap::ArcSwap;
use std::sync::{Arc, Weak};
use std::time::SystemTime;

/// Where a store tells of changed facts, and of the policy that is active. A clone is one more
/// handle on the same place.
#[derive(Clone)]
pub struct Changes {
    cache: Weak<FactsCache>,
    /// None: the store's active policy does not decide there.
    policy: Option<Weak<ArcSwap<Policy>>>,
}

impl Changes {
    pub(crate) fn of(cache: &Arc<FactsCache>, policy: Option<&Arc<ArcSwap<Policy>>>) -> Self {
        Self { cache: Arc::downgrade(cache), policy: policy.map(Arc::downgrade) }
    }

    /// Whether nobody is there any more to be told.
    pub fn is_gone(&self) -> bool {
        self.cache.strong_count() == 0
    }

    /// Says that a tenant has another revision now: what is older is dropped, also what is being
    /// read right now and a revision with the same number and another
    /// [identity](StoredFacts::identity), and checks that begin later read its facts again. With
    /// [`u64::MAX`] everything that is known of the tenant is older.
    pub fn invalidate(&self, tenant: &str, revision: u64, identity: u64) {
        if let Some(cache) = self.cache.upgrade() {
            cache.invalidate(tenant, revision, identity);
        }
    }

    /// Says what a tenant's facts are now. If older ones are known they take their place, so that
    /// checks that begin later need not read. FactsCache facts that are neither older nor of the same
    /// [identity](StoredFacts::identity) are dropped: a later write is put already, or the store
    /// was put back to an earlier state.
    pub fn update(&self, tenant: &str, facts: StoredFacts) {
        if let Some(cache) = self.cache.upgrade() {
            cache.update(tenant, facts);
        }
    }

    /// Says that the store was put back to an earlier state: all that is known is dropped. The
    /// revisions up to this one may be gone, so who asks for [one of
    /// them](crate::Tiers::at_least) is answered by what the store has.
    pub fn restored(&self, revision: u64) {
        if let Some(cache) = self.cache.upgrade() {
            cache.restored(revision);
        }
    }

    /// Says that every change up to `moment` was told, also those that were missed at first. From
    /// the first time on what is known is current for [`CURRENT_FOR`] after the moment, and then
    /// as after [`lost_sync`](Self::lost_sync), so that a store that is stopped leaves no old facts unmarked.
    pub fn caught_up(&self, moment: SystemTime) {
        if let Some(cache) = self.cache.upgrade() {
            cache.caught_up(moment);
        }
    }

    /// Says that changes may have been missed since the last [`confirm`](Self::caught_up).
    /// Until the next one, facts that were read before are served marked as stale, for as long
    /// as [`TiersBuilder::stale_for`](crate::TiersBuilder::stale_for) says.
    pub fn lost_sync(&self) {
        if let Some(cache) = self.cache.upgrade() {
            cache.lost_sync();
        }
    }

    /// Whether the store's active policy decides there:
    /// [`TiersBuilder::follow`](crate::TiersBuilder::follow) was called.
    pub fn follows(&self) -> bool {
        self.policy.is_some()
    }

    /// Says that another policy is active. It decides checks that begin later, where the store's
    /// active policy [does](Self::follows).
    pub fn set_policy(&self, policy: Policy) {
        if let Some(place) = self.policy.as_ref().and_then(Weak::upgrade) {
            place.store(Arc::new(policy.clone()));
            if let Some(cache) = self.cache.upgrade() {
                cache.watched.wake_all();
                cache.observers.notify(&policy);
            }
        }
    }
}
