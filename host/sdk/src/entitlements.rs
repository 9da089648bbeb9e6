//! What one tenant may do, computed once and shared by all callers.

use crate::contract::{self, CapState, Info, Resolution, Tenant, Timestamp};
use crate::facts::lapsed::{self, Lapsed, LapsedPlan};
use crate::facts::tenant_facts::TenantFacts;
use crate::policy::Policy;
use crate::policy::call_error::UnavailableError;
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// Everything that a tenant may do, by one policy, until [`valid_until`](Self::valid_until).
///
/// It is a handle: a clone only increments one counter, and every answer taken from it shares it.
/// Tenants with the same decisions share those too.
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
    /// What the policy was told, if that differs from what is stored.
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
        let lapsed = lapsed::find(policy, &told, facts.subscriptions.as_deref(), now)?;
        let catalog = policy.catalog();
        let in_order = answer
            .features
            .iter()
            .map(|it| &it.feature)
            .eq(catalog.features.iter().map(|it| &it.id))
            && answer.caps.iter().map(|it| &it.cap).eq(catalog.caps.iter().map(|it| &it.id));
        if !in_order {
            let text = "it does not have each feature and cap of the catalog, in its order";
            return Err(UnavailableError::BadAnswer(text.to_owned()).into());
        }
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
    pub fn feature(&self, id: &str) -> Decision {
        let answer =
            match self.computed.policy.feature(id).and_then(|at| self.computed.features.get(at)) {
                Some(decision) => Arc::clone(decision),
                None => Arc::new(unknown(id)),
            };
        Decision { answer, of: self.clone() }
    }

    /// Returns a cap's state; `None` if the catalog does not have the cap.
    pub fn cap(&self, id: &str) -> Option<&CapState> {
        let at = self.computed.policy.cap(id)?;
        self.computed.caps.get(at).map(Arc::as_ref)
    }

    /// Returns every feature's decision, in the catalog's order.
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

    /// Returns the facts that the policy was told: with what the subscriptions amount to.
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
    /// Checks whether these entitlements are by `policy`, and hold at `now`.
    pub(crate) fn holds(&self, policy: &Policy, now: Timestamp) -> bool {
        // A clock that was set back asks about a time before this.
        self.policy.ptr_eq(policy)
            && self.since <= now
            && self.valid_until.is_none_or(|end| now < end)
    }
}

/// Whether a tenant may use a feature: a handle on the policy's [`contract::Decision`], whose
/// fields it has.
///
/// # Examples
///
/// ```no_run
/// # async fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>) -> Result<(), tiergate::CheckError> {
/// let decision = tiers.check("acme", "export").await?;
/// if !decision.allowed {
///     println!("{}", decision.message().unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Decision {
    answer: Arc<contract::Decision>,
    of: Entitlements,
}

impl Decision {
    /// Returns all of the tenant's entitlements, which the decision is part of.
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
