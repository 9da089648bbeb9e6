//! How a store reports changed facts.

use crate::facts::cache::FactsCache;
use crate::facts::revision::Revision;
use crate::facts::stored::StoredFacts;
use crate::policy::Policy;
use arc_swap::ArcSwap;
use std::sync::{Arc, Weak};
use std::time::SystemTime;

/// The receiver of a store's reports about changed facts, and about the active policy. A clone is
/// one more handle on the same receiver.
///
/// # Examples
///
/// ```
/// use tiergate::Changes;
///
/// /// To be called after each write to a tenant is stored, and before that write returns.
/// fn report(watching: &mut Vec<Changes>, tenant: &str, revision: u64) {
///     watching.retain(|changes| !changes.is_gone());
///     watching.iter().for_each(|changes| changes.invalidate(tenant, revision, 0));
/// }
/// # report(&mut Vec::new(), "acme", 2);
/// ```
#[derive(Clone)]
pub struct Changes {
    cache: Weak<FactsCache>,
    /// The policy that the reports replace; `None` if the store's active policy does not decide
    /// there.
    policy: Option<Weak<ArcSwap<Policy>>>,
}

impl Changes {
    pub(crate) fn of(cache: &Arc<FactsCache>, policy: Option<&Arc<ArcSwap<Policy>>>) -> Self {
        Self { cache: Arc::downgrade(cache), policy: policy.map(Arc::downgrade) }
    }

    /// Checks whether nobody receives the reports any more.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// assert!(!changes.is_gone());
    /// drop(tiers);
    /// assert!(changes.is_gone());
    /// # Ok(()) }
    /// ```
    pub fn is_gone(&self) -> bool {
        self.cache.strong_count() == 0
    }

    /// Reports that a tenant has another revision now. Facts that are older are dropped, and also a
    /// revision with the same number and another [identity](StoredFacts::identity); facts that are
    /// being read right now are not kept if they turn out to be such. Checks that begin later do not
    /// wait for a read that began before. With [`u64::MAX`] all facts of the tenant count as older.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// assert_eq!(tiers.entitlements("acme").await?.revision(), 1);
    /// let revision = tiers.facts().write();
    /// changes.invalidate("acme", revision, 0);
    /// assert_eq!(tiers.entitlements("acme").await?.revision(), 2);
    /// # Ok(()) }
    /// ```
    pub fn invalidate(&self, tenant: &str, revision: u64, identity: u64) {
        if let Some(cache) = self.cache.upgrade() {
            cache.invalidate(tenant, Revision { number: revision, identity });
        }
    }

    /// Reports a tenant's current facts. They replace older cached ones, so that checks that begin
    /// later need not read; facts that are being read right now are not kept. Cached facts that are
    /// neither older nor of the same [identity](StoredFacts::identity) are dropped: a later write was
    /// reported already, or the store was restored to an earlier state.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// use std::sync::Arc;
    /// use tiergate::{StoredFacts, Tenant};
    ///
    /// # tiers.entitlements("acme").await?;
    /// let facts = Arc::new(Tenant::new().into());
    /// changes.update("acme", StoredFacts { facts, revision: 2, identity: 0, policy: None });
    /// assert_eq!(tiers.entitlements("acme").await?.revision(), 2);
    /// assert_eq!(tiers.counts().reads, 1); // it was not read again
    /// # Ok(()) }
    /// ```
    pub fn update(&self, tenant: &str, facts: StoredFacts) {
        if let Some(cache) = self.cache.upgrade() {
            cache.update(tenant, facts);
        }
    }

    /// Reports that the store was restored to an earlier state: everything in the cache is dropped.
    /// The revisions up to this one may be gone, so callers who ask for [one of
    /// them](crate::Tiers::at_least) get what the store has.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// changes.restored(7);
    /// assert_eq!(tiers.at_least("acme", 7).await?.revision(), 1);
    /// assert!(tiers.at_least("acme", 8).await.is_err()); // never known here
    /// # Ok(()) }
    /// ```
    pub fn restored(&self, revision: u64) {
        if let Some(cache) = self.cache.upgrade() {
            cache.restored(revision);
        }
    }

    /// Confirms that every change up to `moment` was reported, including those that were missed at
    /// first. From the first call on, cached facts are current for
    /// [`CURRENT_FOR`](crate::CURRENT_FOR) after the moment, and then as after
    /// [`lost_sync`](Self::lost_sync), so that a store that stops leaves no old facts unmarked.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// changes.caught_up(std::time::SystemTime::now());
    /// assert!(!tiers.counts().is_lost);
    /// # Ok(()) }
    /// ```
    pub fn caught_up(&self, moment: SystemTime) {
        if let Some(cache) = self.cache.upgrade() {
            cache.confirmed.caught_up(moment);
        }
    }

    /// Reports that changes may have been missed since the last [`caught_up`](Self::caught_up).
    /// Until the next one, facts that were read before are served marked as stale, for as long as
    /// [`TiersBuilder::stale_for`](crate::TiersBuilder::stale_for) allows.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// assert!(!tiers.entitlements("acme").await?.is_stale());
    /// changes.lost_sync();
    /// assert!(tiers.entitlements("acme").await?.is_stale());
    /// # Ok(()) }
    /// ```
    pub fn lost_sync(&self) {
        if let Some(cache) = self.cache.upgrade() {
            cache.confirmed.lost_sync();
        }
    }

    /// Checks whether the store's active policy decides there:
    /// [`TiersBuilder::follow`](crate::TiersBuilder::follow) was called.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// assert!(changes.follows());
    /// # Ok(()) }
    /// ```
    pub fn follows(&self) -> bool {
        self.policy.is_some()
    }

    /// Reports that another policy is active. It decides checks that begin later, if the store's
    /// active policy [decides there](Self::follows).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// let next = policy()?;
    /// changes.set_policy(next.clone());
    /// assert_eq!(tiers.policy().digest(), next.digest());
    /// # Ok(()) }
    /// ```
    pub fn set_policy(&self, policy: Policy) {
        self.put_policy(policy);
        self.notify_observers();
    }

    /// Reports that another policy is active, as [`set_policy`](Self::set_policy) does, but does not
    /// call those who [observe](crate::Tiers::on_policy) it: a store can call this with a lock held,
    /// and [`notify_observers`](Self::notify_observers) after it has released the lock.
    pub fn put_policy(&self, policy: Policy) {
        if let Some(place) = self.policy.as_ref().and_then(Weak::upgrade) {
            place.store(Arc::new(policy.clone()));
            if let Some(cache) = self.cache.upgrade() {
                cache.watched.wake_all();
                cache.observers.queue(policy);
            }
        }
    }

    /// Calls those who observe the active policy with each that was put in place.
    pub fn notify_observers(&self) {
        if let Some(cache) = self.cache.upgrade() {
            cache.observers.notify();
        }
    }
}
