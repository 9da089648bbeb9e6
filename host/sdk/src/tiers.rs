//! Asking about tenants by name: facts, policy and what was worked out already.

use crate::contract::{CapState, Resolution, Timestamp};
use crate::denial::{CapDenial, CheckError, TierAccessError};
use crate::entitlements::{Computed, Decision, Entitlements};
use crate::policy::Policy;
use crate::store::{Facts, StoredFacts};
use crate::{CallError, Limit, MAX_WHOLE, Unavailable, facts};
use arc_swap::ArcSwap;
use quick_cache::sync::Cache;
use std::sync::{Arc, Weak};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many tenants' facts and entitlements are kept: those asked about last.
const CAPACITY: usize = 100_000;

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
    clock: Clock,
}

/// Tenants whose facts were read.
type Known = Cache<String, Arc<Slot>>;

type Clock = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// One tenant's facts, and what they came to when last asked. A slot never gets other
/// facts: when they change, it is dropped.
struct Slot {
    facts: StoredFacts,
    computed: ArcSwap<Computed>,
}

/// Where a store tells of changed facts.
#[derive(Clone)]
pub struct Changes(Weak<Known>);

impl Changes {
    /// Drops what is known of a tenant, also what is being read right now. Checks that
    /// begin later read its facts anew.
    pub fn tell(&self, tenant: &str) {
        if let Some(known) = self.0.upgrade() {
            known.remove(tenant);
        }
    }
}

/// Whether more of something may be taken.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CapDecision {
    /// What the cap comes to.
    pub state: CapState,
    /// Whether the amount may be taken.
    pub allowed: bool,
    /// Whether what is in use already is to be warned of.
    pub warn: bool,
    /// The limit less what is in use, not below 0; none: unlimited.
    pub remaining: Option<u64>,
    /// Where it is refused, the identifier of the lowest offered tier at which it would
    /// be allowed.
    pub minimum_tier: Option<String>,
}

impl<F: Facts> Tiers<F> {
    /// Tiers by this policy and these facts, with the time of the system's clock.
    pub fn new(policy: Policy, facts: F) -> Self {
        Self::with_clock(policy, facts, now)
    }

    /// The same, with a clock of the caller's own: seconds since 1970.
    pub fn with_clock(
        policy: Policy,
        facts: F,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        let known = Arc::new(Cache::new(CAPACITY));
        facts.watch(Changes(Arc::downgrade(&known)));
        let policy = ArcSwap::from_pointee(policy);
        Self(Arc::new(Inner { policy, facts, known, clock: Box::new(clock) }))
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

    /// Whether one more may be taken of something of which `used` is in use.
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision: let nobody through.
    pub async fn check_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
    ) -> Result<CapDecision, CheckError> {
        self.check_cap_amount(tenant, cap, used, 1).await
    }

    /// Whether `amount` more, at least 1, may be taken.
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision: let nobody through.
    pub async fn check_cap_amount(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, CheckError> {
        let entitlements = self.entitlements(tenant).await?;
        self.decide_cap(&entitlements, cap, used, amount)
    }

    /// Lets a tenant through that may take `amount` more of something.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] where it may not, with the words to show;
    /// [`TierAccessError::Unavailable`] where there is no decision.
    pub async fn require_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError> {
        let entitlements = self.entitlements(tenant).await?;
        let decision = self.decide_cap(&entitlements, cap, used, amount)?;
        if decision.allowed {
            return Ok(decision);
        }
        Err(TierAccessError::CapReached(Box::new(CapDenial {
            message: entitlements.cap_message(&decision.state, decision.minimum_tier.as_deref()),
            state: decision.state,
            used,
            amount,
            tier: entitlements.tier().to_owned(),
            minimum_tier: decision.minimum_tier,
            upgrade_url: entitlements.catalog().upgrade_url.clone(),
        })))
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
        let policy = self.0.policy.load();
        let now = (self.0.clock)();
        if let Some(slot) = self.0.known.get(tenant) {
            return slot.entitlements(&policy, now);
        }
        let policy = Policy::clone(&policy);
        match self.0.known.get_value_or_guard_async(tenant).await {
            Ok(slot) => slot.entitlements(&policy, now),
            Err(guard) => {
                let facts = self.0.facts.read(tenant).await?;
                let facts = facts.ok_or_else(|| CheckError::UnknownTenant(tenant.to_owned()))?;
                let slot = Slot::new(facts, &policy, now)?;
                let entitlements = slot.entitlements(&policy, now)?;
                // Refused where the facts changed since they were read: this answer began
                // before the change, and is not kept.
                let _ = guard.insert(Arc::new(slot));
                Ok(entitlements)
            }
        }
    }

    fn decide_cap(
        &self,
        entitlements: &Entitlements,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, CheckError> {
        let state = entitlements.cap(cap);
        let state = state.ok_or_else(|| CheckError::UnknownCap(cap.to_owned()))?.clone();
        facts::check_numbers(&[("used", used), ("amount", amount)]).map_err(CallError::from)?;
        facts::check_amount(amount).map_err(CallError::from)?;
        let allowed = state.blocked_at.is_none_or(|block| used + amount <= block);
        let mut decision = CapDecision {
            allowed,
            warn: state.warn_at.is_some_and(|warn| used >= warn),
            remaining: match state.limit {
                Limit::AtMost(max) => Some(max.saturating_sub(used)),
                Limit::Unlimited => None,
            },
            minimum_tier: None,
            state,
        };
        if !allowed {
            decision.minimum_tier = self.minimum_tier(entitlements, cap, used, amount)?;
        }
        Ok(decision)
    }

    /// Asks the policy what tier would allow what was refused.
    fn minimum_tier(
        &self,
        entitlements: &Entitlements,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<Option<String>, CheckError> {
        let Entitlements(computed) = entitlements;
        let now = (self.0.clock)();
        let answer = computed.policy.check_cap(&computed.facts, cap, used, amount, now)?;
        let answer = answer.ok_or_else(|| {
            let text = format!("`check-cap` does not know the cap `{cap}` of the catalog");
            CallError::from(Unavailable::BadAnswer(text))
        })?;
        Ok(answer.minimum_tier)
    }
}

impl<F> Clone for Tiers<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl Slot {
    fn new(facts: StoredFacts, policy: &Policy, now: Timestamp) -> Result<Self, CheckError> {
        let tenant = Arc::clone(&facts.tenant);
        let entitlements = Entitlements::compute(policy, tenant, facts.revision, now)?;
        Ok(Self { facts, computed: ArcSwap::new(entitlements.0) })
    }

    /// What the facts come to now, worked out again where the policy or the time asks
    /// for it.
    fn entitlements(&self, policy: &Policy, now: Timestamp) -> Result<Entitlements, CheckError> {
        let known = self.computed.load();
        if known.holds(policy, now) {
            return Ok(Entitlements(Arc::clone(&known)));
        }
        let tenant = Arc::clone(&self.facts.tenant);
        let new = Entitlements::compute(policy, tenant, self.facts.revision, now)?;
        self.computed.store(Arc::clone(&new.0));
        Ok(new)
    }
}

/// The system's time, which the contract has no earlier than 1970 and no later than
/// [`MAX_WHOLE`].
fn now() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    elapsed.as_secs().min(MAX_WHOLE)
}
