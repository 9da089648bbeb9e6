//! Asking about tenants by name: facts, policy and what was worked out already.

pub(crate) mod builder;
pub(crate) mod cap_decision;
pub(crate) mod denial;
pub(crate) mod slow_call;

use crate::clock::Clock;
use crate::contract::{Resolution, Timestamp};
use crate::entitlements::{Decision, Entitlements};
use crate::facts::Facts;
use crate::facts::cache::{CacheSettings, FactsCache, Found, ReadOutcome};
use crate::facts::changes::Changes;
use crate::facts::stats::Counts;
use crate::facts::watch::Watch;
use crate::policy::Policy;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::policy::observers::Observer;
use crate::tiers::builder::TiersBuilder;
use crate::tiers::denial::{CheckError, TierAccessError};
use arc_swap::ArcSwap;
use std::sync::Arc;
use std::time::Instant;

/// What tenants may do, by their stored facts and the policy of the day.
///
/// A tenant's entitlements are worked out once and kept until its facts change, the
/// policy is swapped, or the moment comes at which they differ; a check is a look-up in
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
/// assert_eq!(error.to_string(), "This feature requires the Pro plan or higher.");
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
    /// Tiers by this policy and these facts, with the time of the system's clock.
    pub fn new(policy: Policy, facts: F) -> Self {
        Self::builder(policy, facts).build()
    }

    /// The same, with settings of the caller's own.
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

    /// The policy that decides now, on all tenants but those that are pinned to another.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.0.policy.load())
    }

    /// Puts another policy in place. Requests under way finish by the old one; each
    /// answer is by one policy alone. Tenants that are pinned to a policy stay with theirs.
    pub fn set_policy(&self, policy: Policy) {
        self.0.policy.store(Arc::new(policy.clone()));
        self.0.cache.watched.wake_all();
        self.0.cache.observers.notify(&policy);
    }

    /// Calls `observer` with the policy that decides now, and with each that is put in place
    /// later, before what puts it there returns: an observer that takes long delays that.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>) {
    /// tiers.on_policy(|policy| println!("`{}` decides", policy.digest()));
    /// # }
    /// ```
    pub fn on_policy(&self, observer: impl Fn(&Policy) + Send + Sync + 'static) {
        let observer: Observer = Arc::new(observer);
        // First, so that none is missed that is put in place meanwhile.
        self.0.cache.observers.add(Arc::clone(&observer));
        observer(&self.policy());
    }

    /// The facts.
    pub fn facts(&self) -> &F {
        &self.0.facts
    }

    /// Whether a tenant may use a feature, and why.
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision: let nobody through.
    pub async fn check(&self, tenant: &str, feature: &str) -> Result<Decision, CheckError> {
        Ok(self.entitlements(tenant).await?.feature(feature))
    }

    /// Lets a tenant through that may use a feature.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::Denied`] where it may not, with the words to show;
    /// [`TierAccessError::Unavailable`] where there is no decision.
    pub async fn require(&self, tenant: &str, feature: &str) -> Result<(), TierAccessError> {
        self.check(tenant, feature).await?.require()
    }

    /// Which tier a tenant has, and why.
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision.
    pub async fn resolve(&self, tenant: &str) -> Result<Resolution, CheckError> {
        Ok(self.entitlements(tenant).await?.resolution().clone())
    }

    /// Everything that a tenant may do.
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision.
    pub async fn entitlements(&self, tenant: &str) -> Result<Entitlements, CheckError> {
        self.at_least(tenant, 0).await
    }

    /// Everything that a tenant may do by facts of this revision or a later one: what a write
    /// returned, at this server or at another. Checks of the tenant that begin here after it
    /// returns are decided by such facts too.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision; [`CheckError::Behind`] if the store does not have
    /// that revision. One that the store is known to have lost, because it was put back to an
    /// earlier state, is answered by what the store has.
    pub async fn at_least(&self, tenant: &str, revision: u64) -> Result<Entitlements, CheckError> {
        let policy = self.0.policy.load();
        self.at_least_by(&policy, tenant, revision).await
    }

    /// The same as [`at_least`](Self::at_least) by a policy of the caller's: for several answers
    /// that are to be by one. A tenant that is pinned to a policy stays with its own.
    ///
    /// # Errors
    ///
    /// As [`at_least`](Self::at_least).
    pub async fn at_least_by(
        &self,
        policy: &Policy,
        tenant: &str,
        revision: u64,
    ) -> Result<Entitlements, CheckError> {
        let moment = self.0.clock.read();
        match self.0.cache.find(tenant, revision, moment.system) {
            Some(found) => self.answer(found, policy, moment.now).await,
            None => self.read(tenant, revision, policy.clone()).await,
        }
    }

    /// Everything that a tenant may do, where its facts are known here and nothing is to be waited
    /// for; none: ask [`entitlements`](Self::entitlements).
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision.
    pub fn known(&self, tenant: &str) -> Option<Result<Entitlements, CheckError>> {
        let moment = self.0.clock.read();
        let found = self.0.cache.find(tenant, 0, moment.system)?;
        let policy = self.0.policy.load();
        if found.entry.is_slow(&policy) {
            let known = found.entry.known(&policy, moment.now)?;
            return Some(self.mark(&found, known));
        }
        Some(self.work_out(&found, &policy, moment.now))
    }

    /// Returns the policy that a tenant is pinned to by the facts that are cached here; `None` if
    /// the active policy decides, or if the tenant's facts are not cached.
    pub fn cached_pin(&self, tenant: &str) -> Option<Policy> {
        let found = self.0.cache.find(tenant, 0, self.0.clock.read().system)?;
        found.entry.pin().cloned()
    }

    /// The edition of tenants that have none of their own.
    pub fn edition(&self) -> Option<&str> {
        self.0.cache.edition()
    }

    /// The time of a check that begins now, in seconds since 1970.
    pub fn now(&self) -> Timestamp {
        self.0.clock.read().now
    }

    /// Waits for changes of what a tenant may do. Ask after it was made, and again whenever it
    /// wakes: then no change is missed.
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
        let cache = &self.0.cache;
        cache.watched.join(tenant)
    }

    /// What is kept now, and what was done since these tiers were made: for metrics.
    pub fn counts(&self) -> Counts {
        self.0.cache.counts()
    }

    /// Answers by facts that are known. A policy that took too long before is asked where nobody
    /// else has to wait for it.
    async fn answer(
        &self,
        found: Found,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Entitlements, CheckError> {
        if let Some(known) = found.entry.known(policy, now) {
            return self.mark(&found, known);
        }
        if !found.entry.is_slow(policy) {
            return self.work_out(&found, policy, now);
        }
        let (tiers, policy) = (self.clone(), policy.clone());
        let answer = slow_call::call(move || tiers.work_out(&found, &policy, now)).await;
        answer.unwrap_or_else(|| Err(CallError::from(UnavailableError::Busy).into()))
    }

    fn work_out(
        &self,
        found: &Found,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Entitlements, CheckError> {
        self.mark(found, found.entry.entitlements(policy, now, &self.0.cache.computed))
    }

    /// Marks an answer as stale if the facts are.
    fn mark(
        &self,
        found: &Found,
        answer: Result<Entitlements, CallError>,
    ) -> Result<Entitlements, CheckError> {
        let entitlements = answer?;
        if !found.stale {
            return Ok(entitlements);
        }
        self.0.cache.stale.add();
        Ok(entitlements.stale())
    }

    /// Reads a tenant's facts, or waits for the read that is under way.
    async fn read(
        &self,
        tenant: &str,
        revision: u64,
        policy: Policy,
    ) -> Result<Entitlements, CheckError> {
        let mut found = 0;
        // The first read may be one that began before the revision was written; one that is begun
        // here reads what is stored now.
        let mut last = revision == 0;
        loop {
            let (read, is_new) = self.read_entry(tenant).await;
            last |= is_new;
            match read {
                Ok(Some(entry))
                    if entry.revision() >= revision
                        || (last && self.0.cache.may_be_gone(revision)) =>
                {
                    let found = Found { entry, stale: false };
                    return self.answer(found, &policy, self.now()).await;
                }
                Ok(Some(entry)) => found = entry.revision(),
                Ok(None) if last => return Err(CheckError::UnknownTenant(tenant.to_owned())),
                Ok(None) => {}
                Err(error) => {
                    let moment = self.0.clock.read();
                    return match self.0.cache.find(tenant, revision, moment.system) {
                        Some(known) => self.answer(known, &policy, moment.now).await,
                        None => Err(CheckError::Facts(error)),
                    };
                }
            }
            if last {
                break;
            }
            last = true;
        }
        Err(CheckError::Behind { tenant: tenant.to_owned(), wanted: revision, found })
    }

    /// Reads a tenant's facts, and returns whether the read began here.
    async fn read_entry(&self, tenant: &str) -> (ReadOutcome, bool) {
        let inner = &self.0;
        let read = inner.cache.read(tenant, inner.clock.read().system, |number| {
            let (inner, tenant) = (Arc::clone(inner), tenant.to_owned());
            Box::pin(async move {
                let began = Instant::now();
                let read = inner.facts.read(&tenant).await;
                inner.cache.keep(&tenant, number, began, read)
            })
        });
        match read {
            Ok((read, is_new)) => (read.await, is_new),
            Err(lost) => (Err(Arc::new(lost)), true),
        }
    }
}

impl<F> Clone for Tiers<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
