//! What one tenant may do, computed once and shared by all callers.

use crate::computed::Computed;
use crate::contract::{self, CapState, Info, Resolution, Tenant, Timestamp};
use crate::decision::{Decision, unknown};
use crate::facts::lapsed::Lapsed;
use crate::facts::tenant_facts::TenantFacts;
use crate::policy::Policy;
use crate::record::decided::{Answer, Decided};
use crate::record::tenant_log::TenantLog;
use crate::tiers::access_error::CheckError;
use std::sync::Arc;

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

impl Entitlements {
    /// Answers a question at `now` by what was worked out before.
    pub(crate) fn new(computed: Arc<Computed>, now: Timestamp) -> Self {
        Self { computed, now, stale: false }
    }

    /// Computes what a tenant may do by the given facts and policy at `now`, without a store and a
    /// cache. Decisions by it are not recorded.
    ///
    /// # Errors
    ///
    /// [`CheckError::Policy`] if the policy gives no answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// use std::sync::Arc;
    /// use tiergate::{Entitlements, Tenant};
    ///
    /// let facts = Arc::new(Tenant::new().into());
    /// let new = Entitlements::compute(&policy()?, facts, 1, 1_772_700_000)?;
    /// assert_eq!((new.tier(), new.revision()), ("free", 1));
    /// # Ok(()) }
    /// ```
    pub fn compute(
        policy: &Policy,
        facts: Arc<TenantFacts>,
        revision: u64,
        now: Timestamp,
    ) -> Result<Self, CheckError> {
        let computed = Computed::new(policy, facts, revision, now, None)?;
        Ok(Self::new(Arc::new(computed), now))
    }

    /// Returns the same entitlements, marked as computed from facts that may have changed.
    pub(crate) fn stale(self) -> Self {
        Self { stale: true, ..self }
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
    /// [`UnknownFeature`](crate::Reason::UnknownFeature). If the tiers have a
    /// [log](crate::TiersBuilder::decision_log), the decision is recorded, but not one on a feature
    /// that the catalog does not have: callers make up such names.
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
        let at = self.computed.policy.feature(id);
        if let Some(at) = at {
            self.record(Answer::Feature(at));
        }
        self.decision(at, id)
    }

    /// Returns the same as [`feature`](Self::feature), and records nothing: to show what a tenant
    /// may do, when nobody asks for access.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?;
    /// assert!(acme.peek_feature("export").allowed);
    /// # Ok(()) }
    /// ```
    pub fn peek_feature(&self, id: &str) -> Decision {
        self.decision(self.computed.policy.feature(id), id)
    }

    /// Returns the decision on a feature at a position in the catalog, or on one that it does not
    /// have.
    fn decision(&self, at: Option<usize>, id: &str) -> Decision {
        let known = at.and_then(|at| self.computed.features.get(at));
        let answer = known.map_or_else(|| Arc::new(unknown(id)), Arc::clone);
        Decision { answer, of: self.clone() }
    }

    /// Records an answer, if the tiers have a log.
    pub(crate) fn record(&self, answer: Answer) {
        if let Some(TenantLog { log, .. }) = self.computed.log.as_deref() {
            log.record(Decided { computed: Arc::clone(&self.computed), at: self.now, answer });
        }
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
