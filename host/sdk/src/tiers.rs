//! Asking about tenants by name: facts, policy and what was worked out already.

use crate::contract::{Resolution, Timestamp};
use crate::denial::{CheckError, TierAccessError};
use crate::entitlements::{Decision, Entitlements};
use crate::known::{Changes, Known, Renew};
use crate::policy::Policy;
use crate::settings::{Settings, TiersBuilder};
use crate::store::{Facts, StoredFacts};
use arc_swap::ArcSwap;
use std::sync::Arc;

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
    policy: ArcSwap<Policy>,
    facts: F,
    known: Arc<Known>,
    settings: Settings,
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

    pub(crate) fn build(policy: Policy, facts: F, settings: Settings) -> Self {
        let known = Known::new(settings.capacity, facts.keep_for(), settings.stale_for);
        let known = Arc::new(known);
        facts.watch(Changes::of(&known));
        Self(Arc::new(Inner { policy: ArcSwap::from_pointee(policy), facts, known, settings }))
    }

    /// The policy that decides now.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.0.policy.load())
    }

    /// Puts another policy in place. Requests under way finish by the old one; each
    /// answer is by one policy alone.
    pub fn set_policy(&self, policy: Policy) {
        self.0.policy.store(Arc::new(policy));
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
        match self.check(tenant, feature).await?.denial() {
            None => Ok(()),
            Some(denial) => Err(TierAccessError::Denied(Box::new(denial))),
        }
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
    /// [`CheckError`] where there is no decision; [`CheckError::Behind`] where the store does
    /// not have that revision.
    pub async fn at_least(&self, tenant: &str, revision: u64) -> Result<Entitlements, CheckError> {
        let policy = self.0.policy.load();
        let now = self.now();
        match self.0.known.entitlements(tenant, revision, &policy, now) {
            Some(known) => known,
            None => self.read(tenant, revision, Policy::clone(&policy), now).await,
        }
    }

    /// Reads a tenant's facts, or waits for whoever does.
    async fn read(
        &self,
        tenant: &str,
        revision: u64,
        policy: Policy,
        now: Timestamp,
    ) -> Result<Entitlements, CheckError> {
        let known = &self.0.known;
        loop {
            let reading = match known.renew(tenant, revision).await {
                Renew::Read(reading) => reading,
                Renew::Done(slot) => match known.answer(&slot, revision, &policy, now) {
                    Some(answer) => return answer,
                    None => continue,
                },
            };
            return match self.0.facts.read(tenant).await {
                Ok(Some(facts)) => {
                    let found = facts.revision;
                    let entitlements = reading.keep(self.in_edition(facts), &policy, now)?;
                    if found >= revision {
                        Ok(entitlements)
                    } else {
                        Err(behind(tenant, revision, found))
                    }
                }
                Ok(None) => {
                    reading.forget();
                    Err(CheckError::UnknownTenant(tenant.to_owned()))
                }
                Err(error) => {
                    drop(reading);
                    let known = known.entitlements(tenant, revision, &policy, now);
                    known.unwrap_or(Err(CheckError::Facts(error)))
                }
            };
        }
    }

    /// Puts a tenant that has no edition of its own in the deployment's.
    fn in_edition(&self, mut facts: StoredFacts) -> StoredFacts {
        if let (None, Some(edition)) = (&facts.tenant.edition, &self.0.settings.edition) {
            Arc::make_mut(&mut facts.tenant).edition = Some(edition.clone());
        }
        facts
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0.settings.clock)()
    }
}

impl<F> Clone for Tiers<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

fn behind(tenant: &str, wanted: u64, found: u64) -> CheckError {
    CheckError::Behind { tenant: tenant.to_owned(), wanted, found }
}
