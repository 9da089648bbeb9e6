//! A tenant's entitlements, worked out by one policy at one time.

use crate::contract::{self, CapState, Info, Resolution, Tenant, Timestamp};
use crate::facts::entry::NOT_AGAIN;
use crate::facts::lapsed::{self, LapsedPlan};
use crate::facts::tenant_facts::TenantFacts;
use crate::policy::Policy;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::record::tenant_log::TenantLog;
use arc_swap::ArcSwapOption;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

/// A tenant's entitlements as the policy gave them, and what they were worked out from.
#[derive(Debug)]
pub(crate) struct Computed {
    pub(crate) policy: Policy,
    pub(crate) facts: Arc<TenantFacts>,
    /// What the policy received, if that differs from what is stored.
    pub(crate) billed: Option<Box<Tenant>>,
    pub(crate) lapsed: Option<Box<LapsedPlan>>,
    pub(crate) revision: u64,
    /// The time that it was worked out for.
    since: Timestamp,
    pub(crate) resolution: Resolution,
    pub(crate) features: Box<[Arc<contract::Decision>]>,
    pub(crate) caps: Box<[Arc<CapState>]>,
    pub(crate) add_ons: Box<[String]>,
    pub(crate) valid_until: Option<Timestamp>,
    /// The log in which decisions by this are recorded; `None` if they are not.
    pub(crate) log: Option<Arc<TenantLog>>,
    /// When the policy failed to say which tier would help.
    unhelpful: ArcSwapOption<Instant>,
}

impl Computed {
    /// Asks the policy what a tenant may do at `now`.
    pub(crate) fn new(
        policy: &Policy,
        facts: Arc<TenantFacts>,
        revision: u64,
        now: Timestamp,
        log: Option<&Arc<TenantLog>>,
    ) -> Result<Self, CallError> {
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
        Ok(Self {
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
            log: log.cloned(),
            unhelpful: ArcSwapOption::empty(),
        })
    }

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
