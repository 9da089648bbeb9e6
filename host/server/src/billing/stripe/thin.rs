//! Thin events: they name what changed, and have nothing of it.

// Tests: read_tests.rs

use super::json::{id, inner, text};
use super::{EVENT, Stripe, prefixed};
use crate::billing::event::Problem;
use crate::billing::known::{Extract, Mention, Unread};
use serde_json::Value;
use tiergate::Timestamp;

/// The beginning of the types of events about subscriptions.
const SUBSCRIPTION: &str = "v1.customer.subscription.";

/// The beginning of the types of events about entitlements.
const ENTITLEMENTS: &str = "v1.entitlements.active_entitlement_summary.";

/// The types of the other events that would be used if they had their data.
const USED: [&str; 9] = [
    "v1.checkout.session.completed",
    "v1.checkout.session.async_payment_succeeded",
    "v1.invoice.payment_failed",
    "v1.invoice.payment_action_required",
    "v1.invoice.overdue",
    "v1.invoice.paid",
    "v1.invoice.payment_succeeded",
    "v1.invoice.marked_uncollectible",
    "v1.invoice.voided",
];

/// Returns whether an event is thin.
pub(super) fn is_thin(event: &Value) -> bool {
    text(event, "object") == Some("v2.core.event")
}

/// Returns the second in which a thin event happened. It has the time as a text with milliseconds.
pub(super) fn moment(event: &Value) -> Result<Timestamp, Problem> {
    let created = text(event, "created").ok_or(Problem::Missing("created"))?;
    let parsed: Option<jiff::Timestamp> = created.parse().ok();
    let second = parsed.and_then(|at| Timestamp::try_from(at.as_second()).ok());
    second.filter(|at| *at > 0).ok_or_else(|| Problem::Invalid {
        field: "created",
        text: created.chars().take(40).collect(),
    })
}

/// Reads a thin event: something changed, and how must be asked. What is not about a subscription
/// is asked of the event that has the data, because some thin events name no object.
pub(super) fn read(
    stripe: &Stripe,
    event: &Value,
    at: Timestamp,
    problems: &mut Vec<Problem>,
) -> Vec<Extract> {
    let kind = text(event, "type").unwrap_or_default();
    let is_entitled = stripe.reads_entitlements && kind.starts_with(ENTITLEMENTS);
    if kind.starts_with(SUBSCRIPTION) {
        problems.push(Problem::Thin(kind.to_owned()));
        return mention(event, at).into_iter().collect();
    }
    if !USED.contains(&kind) && !is_entitled {
        return Vec::new();
    }
    problems.push(Problem::Thin(kind.to_owned()));
    let unread = id(event, "snapshot_event")
        .map(|twin| Extract::Unread(Unread { event: prefixed(&format!("{EVENT}{twin}")), at }));
    unread.into_iter().collect()
}

fn mention(event: &Value, at: Timestamp) -> Option<Extract> {
    let related = text(event, "related_object")
        .or_else(|| inner(event, &["related_object"]).and_then(|it| text(it, "id")));
    let subscription = related.filter(|id| id.starts_with("sub_"))?;
    let twin = id(event, "snapshot_event").map(str::to_owned);
    Some(Extract::Mention(Mention { subscription: prefixed(subscription), twin, at }))
}
