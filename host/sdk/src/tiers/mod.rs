//! What tenants may do: their facts, the policy that decides, and the answers so far.

pub(crate) mod access_error;
pub(crate) mod builder;
pub(crate) mod cap_decision;
mod check;
mod denial;
pub(crate) mod lookup;
mod read;
mod slow_call;

use crate::clock::Clock;
use crate::contract::Timestamp;
use crate::facts::Facts;
use crate::facts::cache::{CacheSettings, FactsCache};
use crate::facts::changes::Changes;
use crate::facts::stats::Counts;
use crate::facts::watch::Watch;
use crate::policy::Policy;
use crate::policy::observers::Observer;
use crate::record::log::DecisionLog;
use crate::tiers::builder::TiersBuilder;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// What tenants may do, by their stored facts and the active policy.
///
/// A tenant's entitlements are worked out once and kept until its facts change, the
/// policy is swapped, or the moment comes at which they differ; a check is a lookup in
/// them. A clone is one more handle on the same tenants.
///
/// # Examples
///
/// ```
/// use tiergate::{Assignment, MemoryFacts, Policy, Source, Standing, Tenant, Tiers};
/// # let file = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", r#"{
/// #   "name": "notes", "version": "1.0.0",
/// #   "tiers": [{"id": "free", "label": "Free"}, {"id": "pro", "label": "Pro", "features": ["export"]}],
/// #   "defaultTier": "free", "whenMissing": {"tier": "free", "misconfigured": true},
/// #   "whenUnknown": {"tier": "free", "misconfigured": true}}"#)?)?;
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let facts = MemoryFacts::new();
/// let tiers = Tiers::new(Policy::from_bytes(&file)?, facts.clone());
///
/// facts.put("acme", Tenant::new());
/// let error = tiers.require("acme", "export").await.unwrap_err();
/// assert_eq!(error.to_string(), "export requires the Pro plan or higher.");
///
/// let mut paying = Tenant::new();
/// paying.assignments.push(Assignment {
///     source: Source::Billing,
///     plan: Some("pro".into()),
///     standing: Standing::Good,
///     expires_at: None,
/// });
/// facts.put("acme", paying);
/// tiers.require("acme", "export").await?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Tiers<F>(Arc<Inner<F>>);

struct Inner<F> {
    policy: Arc<ArcSwap<Policy>>,
    facts: F,
    cache: Arc<FactsCache>,
    clock: Clock,
}

impl<F: Facts> Tiers<F> {
    /// Creates tiers with this policy and these facts, and the system's clock.
    pub fn new(policy: Policy, facts: F) -> Self {
        Self::builder(policy, facts).build()
    }

    /// Returns a builder, which has further settings.
    pub fn builder(policy: Policy, facts: F) -> TiersBuilder<F> {
        TiersBuilder::new(policy, facts)
    }

    pub(crate) fn build(
        policy: Policy,
        facts: F,
        clock: Clock,
        keeping: CacheSettings,
        follows: bool,
    ) -> Self {
        let cache = Arc::new(FactsCache::new(keeping));
        let policy = Arc::new(ArcSwap::from_pointee(policy));
        facts.watch(Changes::of(&cache, follows.then_some(&policy)));
        Self(Arc::new(Inner { policy, facts, cache, clock }))
    }

    /// Returns the active policy, which decides all tenants that are not pinned to another.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.0.policy.load())
    }

    /// Activates another policy. Requests in progress finish by the old one; each answer is by one
    /// policy alone. Tenants that are pinned to a policy stay with theirs.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let next = policy()?;
    /// tiers.set_policy(next.clone());
    /// assert_eq!(tiers.policy().digest(), next.digest());
    /// # Ok(()) }
    /// ```
    pub fn set_policy(&self, policy: Policy) {
        self.0.policy.store(Arc::new(policy.clone()));
        self.0.cache.watched.wake_all();
        self.0.cache.observers.queue(policy);
        self.0.cache.observers.notify();
    }

    /// Calls `observer` with the active policy, and with each policy that is activated later, in
    /// their order, before the call that activates it returns: a slow observer delays that call. If
    /// two policies are activated at the same time, one of the calls may return earlier.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    ///
    /// static SEEN: AtomicUsize = AtomicUsize::new(0);
    /// tiers.on_policy(|_| drop(SEEN.fetch_add(1, Ordering::Relaxed)));
    /// tiers.set_policy(policy()?);
    /// assert_eq!(SEEN.load(Ordering::Relaxed), 2);
    /// # Ok(()) }
    /// ```
    pub fn on_policy(&self, observer: impl Fn(&Policy) + Send + Sync + 'static) {
        let observer: Observer = Arc::new(observer);
        // First, so that it misses no policy that is activated meanwhile.
        self.0.cache.observers.add(Arc::clone(&observer));
        observer(&self.policy());
    }

    /// Returns the store of facts.
    pub fn facts(&self) -> &F {
        &self.0.facts
    }

    /// Returns the edition of tenants that have none of their own.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// use tiergate::{MemoryFacts, Tiers};
    ///
    /// let tiers = Tiers::builder(policy()?, MemoryFacts::new()).edition("cloud").build();
    /// assert_eq!(tiers.edition(), Some("cloud"));
    /// # Ok(()) }
    /// ```
    pub fn edition(&self) -> Option<&str> {
        self.0.cache.edition()
    }

    /// Returns the log in which decisions are recorded; `None` if they are not.
    pub fn decision_log(&self) -> Option<&DecisionLog> {
        self.0.cache.log()
    }

    /// Returns the time of a check that begins now, in seconds since 1970.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// assert!(tiers.now() >= 1_772_700_000);
    /// # Ok(()) }
    /// ```
    pub fn now(&self) -> Timestamp {
        self.0.clock.read().now
    }

    /// Returns a handle that waits for changes of what a tenant may do. To miss no change, ask
    /// after creating the handle, and again whenever it wakes.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>) -> Result<(), tiergate::CheckError> {
    /// let mut watch = tiers.watch("acme");
    /// loop {
    ///     println!("acme is on {}", tiers.entitlements("acme").await?.tier());
    ///     watch.changed().await;
    /// }
    /// # }
    /// ```
    pub fn watch(&self, tenant: &str) -> Watch {
        self.0.cache.watched.join(tenant)
    }

    /// Returns what is cached now, and counts since these tiers were created, for metrics.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// tiers.check("acme", "export").await?;
    /// let counts = tiers.counts();
    /// assert_eq!((counts.tenants, counts.is_lost), (1, false));
    /// # Ok(()) }
    /// ```
    pub fn counts(&self) -> Counts {
        self.0.cache.counts()
    }
}

impl<F> Clone for Tiers<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
