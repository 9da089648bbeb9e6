//! What one tenant may do, computed once and shared by all callers.

use crate::contract::{self, CapState, Info, Resolution, Tenant, Timestamp};
use crate::facts::entry::NOT_AGAIN;
use crate::facts::lapsed::{self, Lapsed, LapsedPlan};
use crate::facts::tenant_facts::TenantFacts;
use crate::policy::Policy;
use crate::policy::call_error::UnavailableError;
use arc_swap::ArcSwapOption;
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Instant;

/// Everything that a tenant may do, by one policy, until [`valid_until`](Self::valid_until).
///
/// It is a handle: a clone only increments one counter, and every answer taken from it shares it.
/// Tenants with the same decisions share those too.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// let acme = tiers.entitlements("acme").await?;
/// assert_eq!(acme.tier(), "pro");
/// assert!(acme.feature("export").allowed);
/// assert!(acme.add_ons().is_empty());
/// assert_eq!(acme.policy().digest(), tiers.policy().digest());
/// assert_eq!(acme.resolution().source, Some(tiergate::Source::Billing));
/// assert_eq!((acme.valid_until(), acme.is_stale()), (None, false));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Entitlements {
    pub(crate) computed: Arc<Computed>,
    /// The time of the question that this answers.
    pub(crate) now: Timestamp,
    stale: bool,
}

#[derive(Debug)]
pub(crate) struct Computed {
    pub(crate) policy: Policy,
    facts: Arc<TenantFacts>,
    /// What the policy received, if that differs from what is stored.
    billed: Option<Box<Tenant>>,
    pub(crate) lapsed: Option<Box<LapsedPlan>>,
    revision: u64,
    /// The time that it was worked out for.
    since: Timestamp,
    resolution: Resolution,
    features: Box<[Arc<contract::Decision>]>,
    caps: Box<[Arc<CapState>]>,
    add_ons: Box<[String]>,
    valid_until: Option<Timestamp>,
    /// When the policy failed to say which tier would help.
    unhelpful: ArcSwapOption<Instant>,
}

impl Entitlements {
    /// Answers a question at `now` by what was worked out before.
    pub(crate) fn new(computed: Arc<Computed>, now: Timestamp) -> Self {
        Self { computed, now, stale: false }
    }

    /// Returns the same entitlements, marked as computed from facts that may have changed.
    pub(crate) fn stale(self) -> Self {
        Self { stale: true, ..self }
    }

    /// Asks the policy what a tenant may do at `now`.
    pub(crate) fn compute(
        policy: &Policy,
        facts: Arc<TenantFacts>,
        revision: u64,
        now: Timestamp,
    ) -> Result<Self, crate::CallError> {
        let told = facts.as_billed_by(policy)?;
        let answer = policy.entitle(&told, now)?;
        if let Some(problem) = problem(&answer, policy.catalog(), now) {
            return Err(UnavailableError::BadAnswer(problem.to_owned()).into());
        }
        let lapsed = lapsed::find(policy, &told, facts.subscriptions.as_deref(), now)?;
        let billed = match told {
            Cow::Borrowed(_) => None,
            Cow::Owned(told) => Some(Box::new(told)),
        };
        let (decisions, caps) = policy.shared();
        let computed = Computed {
            policy: policy.clone(),
            facts,
            billed,
            lapsed: lapsed.map(Box::new),
            revision,
            since: now,
            features: answer.features.into_iter().map(|it| decisions.share(it)).collect(),
            caps: answer.caps.into_iter().map(|it| caps.share(it)).collect(),
            resolution: answer.resolution,
            add_ons: answer.add_ons.into(),
            valid_until: answer.valid_until,
            unhelpful: ArcSwapOption::empty(),
        };
        Ok(Self::new(Arc::new(computed), now))
    }

    /// Returns the tier, and why.
    pub fn resolution(&self) -> &Resolution {
        &self.computed.resolution
    }

    /// Returns the identifier of the tenant's tier.
    pub fn tier(&self) -> &str {
        &self.computed.resolution.tier
    }

    /// Returns the decision on a feature. A feature that the catalog does not have is denied as
    /// [`UnknownFeature`](crate::Reason::UnknownFeature).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?;
    /// assert!(acme.feature("export").allowed);
    /// assert_eq!(acme.feature("ai").add_ons, ["assistant"]);
    /// assert_eq!(acme.feature("exprot").reason, tiergate::Reason::UnknownFeature);
    /// # Ok(()) }
    /// ```
    pub fn feature(&self, id: &str) -> Decision {
        let answer =
            match self.computed.policy.feature(id).and_then(|at| self.computed.features.get(at)) {
                Some(decision) => Arc::clone(decision),
                None => Arc::new(unknown(id)),
            };
        Decision { answer, of: self.clone() }
    }

    /// Returns a cap's state; `None` if the catalog does not have the cap.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?;
    /// let notes = acme.cap("maxNotes").ok_or("the catalog has this cap")?;
    /// assert_eq!(notes.limit, tiergate::Limit::AtMost(100));
    /// assert_eq!((notes.warn_at, notes.blocked_at), (Some(80), Some(100)));
    /// assert!(acme.cap("maxNote").is_none());
    /// # Ok(()) }
    /// ```
    pub fn cap(&self, id: &str) -> Option<&CapState> {
        let at = self.computed.policy.cap(id)?;
        self.computed.caps.get(at).map(Arc::as_ref)
    }

    /// Returns every feature's decision, in the catalog's order.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?;
    /// let allowed = acme.features().filter(|it| it.allowed).map(|it| it.feature.as_str());
    /// assert_eq!(allowed.collect::<Vec<_>>(), ["login", "export"]);
    /// # Ok(()) }
    /// ```
    pub fn features(&self) -> impl Iterator<Item = &contract::Decision> {
        self.computed.features.iter().map(Arc::as_ref)
    }

    /// Returns every cap's state, in the catalog's order.
    pub fn caps(&self) -> impl Iterator<Item = &CapState> {
        self.computed.caps.iter().map(Arc::as_ref)
    }

    /// Returns the identifiers of the add-ons in force, in the catalog's order.
    pub fn add_ons(&self) -> &[String] {
        &self.computed.add_ons
    }

    /// Returns the first moment at which any of this differs; `None` if there is no such moment.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.computed.valid_until
    }

    /// Returns the revision of the facts that this was computed from.
    pub fn revision(&self) -> u64 {
        self.computed.revision
    }

    /// Checks whether the facts may have changed since they were read, which cannot be found out
    /// because their store does not answer.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// Returns the facts that the policy received: with what the subscriptions amount to.
    pub fn facts(&self) -> &Tenant {
        self.computed.billed.as_deref().unwrap_or(&self.computed.facts.tenant)
    }

    /// Returns everything that is stored about the tenant: with its subscriptions as the billing
    /// system has them.
    pub fn stored_facts(&self) -> &TenantFacts {
        &self.computed.facts
    }

    /// Returns the plan that ended because it was not paid for; `None` if none did.
    pub fn lapsed(&self) -> Option<&Lapsed> {
        self.computed.lapsed.as_ref().map(|it| &it.lapsed)
    }

    /// Returns the policy that decided.
    pub fn policy(&self) -> &Policy {
        &self.computed.policy
    }

    /// Returns the same as the contract's record, to send on.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?.to_contract();
    /// let json = serde_json::to_value(&acme)?;
    /// assert_eq!(json["resolution"]["tier"], "pro");
    /// # Ok(()) }
    /// ```
    pub fn to_contract(&self) -> contract::Entitlements {
        contract::Entitlements {
            resolution: self.computed.resolution.clone(),
            features: self.features().cloned().collect(),
            caps: self.caps().cloned().collect(),
            add_ons: self.computed.add_ons.to_vec(),
            valid_until: self.computed.valid_until,
        }
    }

    pub(crate) fn catalog(&self) -> &Info {
        self.computed.policy.catalog()
    }
}

impl Computed {
    /// Checks whether the policy failed a moment ago to say which tier would help, or may take long
    /// to: nobody waits for that.
    pub(crate) fn is_unhelpful(&self) -> bool {
        let failed = self.unhelpful.load();
        self.policy.is_slow() || failed.as_ref().is_some_and(|at| at.elapsed() < NOT_AGAIN)
    }

    pub(crate) fn note_unhelpful(&self) {
        self.unhelpful.store(Some(Arc::new(Instant::now())));
    }

    /// Checks whether these entitlements are by `policy`, and hold at `now`.
    pub(crate) fn holds(&self, policy: &Policy, now: Timestamp) -> bool {
        // A clock that was set back asks about a time before this.
        self.policy.ptr_eq(policy)
            && self.since <= now
            && self.valid_until.is_none_or(|end| now < end)
    }
}

/// Returns what is wrong with a policy's answer, if anything is.
fn problem(
    answer: &contract::Entitlements,
    catalog: &Info,
    now: Timestamp,
) -> Option<&'static str> {
    let features = answer.features.iter().map(|it| &it.feature);
    let caps = answer.caps.iter().map(|it| &it.cap);
    let in_order = features.eq(catalog.features.iter().map(|it| &it.id))
        && caps.eq(catalog.caps.iter().map(|it| &it.id));
    if !in_order {
        return Some("it does not have each feature and cap of the catalog, in its order");
    }
    let ended = answer.valid_until.is_some_and(|end| end <= now);
    ended.then_some("its `valid-until` is not after the time that was asked about")
}

/// Whether a tenant may use a feature: a handle on the policy's [`contract::Decision`], whose
/// fields it has.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// let decision = tiers.check("acme", "ai").await?;
/// assert!(!decision.allowed);
/// assert_eq!(decision.message().as_deref(), Some("Assistant requires the Assistant add-on."));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Decision {
    answer: Arc<contract::Decision>,
    of: Entitlements,
}

impl Decision {
    /// Returns all of the tenant's entitlements, which the decision is part of.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let export = tiers.check("acme", "export").await?;
    /// assert_eq!(export.entitlements().tier(), "pro");
    /// # Ok(()) }
    /// ```
    pub fn entitlements(&self) -> &Entitlements {
        &self.of
    }
}

impl Deref for Decision {
    type Target = contract::Decision;

    fn deref(&self) -> &contract::Decision {
        &self.answer
    }
}

fn unknown(feature: &str) -> contract::Decision {
    contract::Decision {
        feature: feature.to_owned(),
        allowed: false,
        reason: contract::Reason::UnknownFeature,
        minimum_tier: None,
        add_ons: Vec::new(),
        together: false,
        valid_until: None,
    }
}
