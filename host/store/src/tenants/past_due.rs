//! Plans from billing that are not paid for.

use serde::Serialize;
use tiergate::{Source, Standing, Status, Subscription, Tenant, Timestamp};

/// A tenant's plan from billing that is past due: it is kept for a while, or has ended. Which, and
/// until when, is the policy's answer.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// assert_eq!(tenants.overview("acme").await?.past_due, None);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PastDue {
    /// When the payment failed, in seconds since 1970; absent if it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
    pub since: Option<Timestamp>,
    /// Until when the plan is kept; absent if it has no end, or has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
    pub until: Option<Timestamp>,
    /// When the plan ended; absent if it is still kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
    pub ended: Option<Timestamp>,
}

impl PastDue {
    /// Returns what is past due of the facts that a policy received, and of the subscriptions that
    /// these come from; `None` if nothing is.
    pub(super) fn of(
        billed: &Tenant,
        subscriptions: Option<&[Subscription]>,
        now: Timestamp,
    ) -> Option<Self> {
        let unpaid = |it: &&tiergate::Assignment| {
            it.source == Source::Billing && matches!(it.standing, Standing::PastDue(_))
        };
        let plans: Vec<_> = billed.assignments.iter().filter(unpaid).collect();
        if plans.is_empty() {
            return None;
        }
        let (held, over): (Vec<_>, Vec<_>) =
            plans.iter().map(|it| it.expires_at).partition(|end| end.is_none_or(|end| now < end));
        let failed = subscriptions.unwrap_or_default().iter();
        let failed = failed.filter(|it| matches!(it.status, Status::PastDue | Status::Unpaid));
        let until = held.iter().min_by_key(|end| end.unwrap_or(Timestamp::MAX)).copied().flatten();
        let ended = if held.is_empty() { over.into_iter().flatten().max() } else { None };
        Some(Self { since: failed.filter_map(|it| it.past_due_since).min(), until, ended })
    }
}
