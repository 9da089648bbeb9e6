//! What one tenant may do, worked out once and shared by all who ask.

use crate::contract::{self, CapState, Info, Resolution, Tenant, Timestamp};
use crate::policy::Policy;
use crate::policy::call_error::Unavailable;
use std::collections::HashSet;
use std::hash::Hash;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

/// Everything that a tenant may do, by one policy, until [`valid_until`](Self::valid_until).
///
/// It is a handle: a clone costs one count, and every answer taken from it shares it.
/// Tenants with the same decisions share those too.
#[derive(Clone, Debug)]
pub struct Entitlements {
    pub(crate) computed: Arc<Computed>,
    stale: bool,
}

#[derive(Debug)]
pub(crate) struct Computed {
    pub(crate) policy: Policy,
    pub(crate) facts: Arc<Tenant>,
    revision: u64,
    /// The time of the question.
    since: Timestamp,
    resolution: Resolution,
    features: Box<[Arc<contract::Decision>]>,
    caps: Box<[Arc<CapState>]>,
    add_ons: Box<[String]>,
    valid_until: Option<Timestamp>,
}

impl Entitlements {
    pub(crate) fn new(computed: Arc<Computed>) -> Self {
        Self { computed, stale: false }
    }

    /// The same, from facts that may have changed.
    pub(crate) fn stale(self) -> Self {
        Self { stale: true, ..self }
    }

    /// Asks the policy.
    pub(crate) fn compute(
        policy: &Policy,
        facts: Arc<Tenant>,
        revision: u64,
        now: Timestamp,
    ) -> Result<Self, crate::CallError> {
        let answer = policy.entitle(&facts, now)?;
        let catalog = policy.catalog();
        let in_order = answer
            .features
            .iter()
            .map(|it| &it.feature)
            .eq(catalog.features.iter().map(|it| &it.id))
            && answer.caps.iter().map(|it| &it.cap).eq(catalog.caps.iter().map(|it| &it.id));
        if !in_order {
            let text = "it does not have each feature and cap of the catalog, in its order";
            return Err(Unavailable::BadAnswer(text.to_owned()).into());
        }
        let (decisions, caps) = policy.shared();
        Ok(Self::new(Arc::new(Computed {
            policy: policy.clone(),
            facts,
            revision,
            since: now,
            features: answer.features.into_iter().map(|it| decisions.share(it)).collect(),
            caps: answer.caps.into_iter().map(|it| caps.share(it)).collect(),
            resolution: answer.resolution,
            add_ons: answer.add_ons.into(),
            valid_until: answer.valid_until,
        })))
    }

    /// The tier, and why.
    pub fn resolution(&self) -> &Resolution {
        &self.computed.resolution
    }

    /// The identifier of the tenant's tier.
    pub fn tier(&self) -> &str {
        &self.computed.resolution.tier
    }

    /// The decision on a feature. One that the catalog does not have is denied as
    /// [`UnknownFeature`](crate::Reason::UnknownFeature).
    pub fn feature(&self, id: &str) -> Decision {
        let answer =
            match self.computed.policy.feature(id).and_then(|at| self.computed.features.get(at)) {
                Some(decision) => Arc::clone(decision),
                None => Arc::new(unknown(id)),
            };
        Decision { answer, of: self.clone() }
    }

    /// What a cap comes to; none where the catalog does not have it.
    pub fn cap(&self, id: &str) -> Option<&CapState> {
        let at = self.computed.policy.cap(id)?;
        self.computed.caps.get(at).map(Arc::as_ref)
    }

    /// Every feature's decision, in the catalog's order.
    pub fn features(&self) -> impl Iterator<Item = &contract::Decision> {
        self.computed.features.iter().map(Arc::as_ref)
    }

    /// What every cap comes to, in the catalog's order.
    pub fn caps(&self) -> impl Iterator<Item = &CapState> {
        self.computed.caps.iter().map(Arc::as_ref)
    }

    /// The identifiers of the add-ons that hold, in the catalog's order.
    pub fn add_ons(&self) -> &[String] {
        &self.computed.add_ons
    }

    /// The first moment at which any of this differs; none where there is none.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.computed.valid_until
    }

    /// The revision of the facts that this was worked out from.
    pub fn revision(&self) -> u64 {
        self.computed.revision
    }

    /// Whether the facts may have changed since they were read, which could not be found out:
    /// their store does not answer.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// The tenant's facts.
    pub fn facts(&self) -> &Tenant {
        &self.computed.facts
    }

    /// The policy that decided it.
    pub fn policy(&self) -> &Policy {
        &self.computed.policy
    }

    /// The same as the contract's record, to send on.
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
    /// Whether it is by `policy`, and holds at `now`.
    pub(crate) fn holds(&self, policy: &Policy, now: Timestamp) -> bool {
        // A clock that was set back asks about a time before this.
        self.policy.is(policy) && self.since <= now && self.valid_until.is_none_or(|end| now < end)
    }
}

/// Whether a tenant may use a feature: a handle on the policy's
/// [`contract::Decision`], whose fields it has.
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
    /// All of the tenant's entitlements, which the decision is part of.
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
        valid_until: None,
    }
}

/// An answer that may end.
pub(crate) trait Ends {
    /// Whether it is another one some time.
    fn ends(&self) -> bool;
}

impl Ends for contract::Decision {
    fn ends(&self) -> bool {
        self.valid_until.is_some()
    }
}

impl Ends for CapState {
    fn ends(&self) -> bool {
        self.valid_until.is_some()
    }
}

/// Answers that are alike, kept once.
pub(crate) struct Shared<T>(Mutex<Known<T>>);

struct Known<T> {
    answers: HashSet<Arc<T>>,
    /// With how many answers to look next for those that nobody has any more.
    look_at: usize,
}

/// With how many answers to look first for those that nobody has any more: a map of 60 features
/// and 5 tiers has some 1,000.
const FIRST_LOOK: usize = 16_384;

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::new(Known { answers: HashSet::new(), look_at: FIRST_LOOK }))
    }
}

impl<T: Eq + Hash + Ends> Shared<T> {
    /// Returns the answer that is alike and known already, if there is one. What that costs does
    /// not depend on how many there are.
    fn share(&self, answer: T) -> Arc<T> {
        // Each tenant's end is its own, so it would be looked for in vain.
        if answer.ends() {
            return Arc::new(answer);
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.answers.get(&answer) {
            return Arc::clone(known);
        }
        if known.answers.len() >= known.look_at {
            known.answers.retain(|answer| Arc::strong_count(answer) > 1);
            // Twice as many as are left: between two looks more is added than one goes through.
            known.look_at = FIRST_LOOK.max(2 * known.answers.len());
        }
        let answer = Arc::new(answer);
        known.answers.insert(Arc::clone(&answer));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cap(number: u64, valid_until: Option<Timestamp>) -> CapState {
        let limit = contract::Limit::AtMost(number);
        let (warn_at, blocked_at) = (Some(number), Some(number));
        CapState { cap: "seats".to_owned(), limit, warn_at, blocked_at, valid_until }
    }

    fn count(shared: &Shared<CapState>) -> usize {
        shared.0.lock().unwrap().answers.len()
    }

    #[test]
    fn answers_that_are_alike_are_kept_once() {
        let shared = Shared::default();
        assert!(Arc::ptr_eq(&shared.share(cap(1, None)), &shared.share(cap(1, None))));
        assert_eq!(count(&shared), 1);
    }

    #[test]
    fn answers_that_end_are_not_kept() {
        let shared = Shared::default();
        (0..10).for_each(|at| drop(shared.share(cap(1, Some(at)))));
        assert_eq!(count(&shared), 0);
    }

    #[test]
    fn what_nobody_has_any_more_goes() {
        let shared = Shared::default();
        let many = FIRST_LOOK as u64 + 10;
        let kept: Vec<_> = (0..many).map(|number| shared.share(cap(number, None))).collect();
        assert_eq!(count(&shared), kept.len());
        drop(kept);
        (many..4 * many).for_each(|number| drop(shared.share(cap(number, None))));
        assert!(count(&shared) <= FIRST_LOOK * 2);
    }
}
