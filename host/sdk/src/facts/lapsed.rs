//! Plans that ended because they were not paid for.

use crate::contract::{Entitlements, Source, Standing, Status, Subscription, Tenant, Timestamp};
use crate::policy::Policy;
use crate::policy::call_error::CallError;
use serde::Serialize;

/// A plan that ended because a payment failed and its grace is over. People should hear that, and
/// not that they need a plan which they had.
///
/// # Examples
///
/// ```no_run
/// # async fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>) -> Result<(), tiergate::CheckError> {
/// if let Some(lapsed) = tiers.entitlements("acme").await?.lapsed() {
///     println!("the plan ended at {}", lapsed.ended_at);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Lapsed {
    /// When the payment failed; absent if the billing system did not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
    pub payment_failed_at: Option<Timestamp>,
    /// When the plan ended.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub ended_at: Timestamp,
}

/// A lapsed plan, and what the tenant could do on it.
#[derive(Debug)]
pub(crate) struct LapsedPlan {
    pub(crate) lapsed: Lapsed,
    /// What the tenant could do if it were paid for.
    pub(crate) paid: Entitlements,
}

/// Returns the plan of a tenant that lapsed before `now`; `None` if none did.
pub(crate) fn find(
    policy: &Policy,
    tenant: &Tenant,
    subscriptions: Option<&[Subscription]>,
    now: Timestamp,
) -> Result<Option<LapsedPlan>, CallError> {
    let mut paid = tenant.clone();
    let mut ended_at = None;
    for it in paid.assignments.iter_mut().filter(|it| it.source == Source::Billing) {
        let ended = it.expires_at.filter(|end| *end <= now);
        if let (Standing::PastDue(_), Some(end)) = (it.standing, ended) {
            (it.standing, it.expires_at) = (Standing::Good, None);
            ended_at = ended_at.max(Some(end));
        }
    }
    let Some(ended_at) = ended_at else { return Ok(None) };
    let unpaid = subscriptions.unwrap_or_default().iter();
    let unpaid = unpaid.filter(|it| matches!(it.status, Status::PastDue | Status::Unpaid));
    let payment_failed_at = unpaid.filter_map(|it| it.past_due_since).min();
    let lapsed = Lapsed { payment_failed_at, ended_at };
    Ok(Some(LapsedPlan { lapsed, paid: policy.entitle(&paid, now)? }))
}
