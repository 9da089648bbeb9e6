//! Thin events: they name what changed, and have nothing of it.

// Tests: read_tests.rs

use super::json::{id, inner, text};
use super::prefixed;
use crate::billing::event::Problem;
use crate::billing::known::{Extract, Mention};
use serde_json::Value;
use tiergate::Timestamp;

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

/// Reads a thin event: a subscription changed, and how must be asked.
pub(super) fn read(event: &Value, at: Timestamp, problems: &mut Vec<Problem>) -> Vec<Extract> {
    let kind = text(event, "type").unwrap_or_default();
    if !is_used(kind) {
        return Vec::new();
    }
    problems.push(Problem::Thin(kind.to_owned()));
    let related = text(event, "related_object")
        .or_else(|| inner(event, &["related_object"]).and_then(|it| text(it, "id")));
    let Some(subscription) = related.filter(|id| id.starts_with("sub_")) else {
        return Vec::new();
    };
    let twin = id(event, "snapshot_event").map(str::to_owned);
    vec![Extract::Mention(Mention { subscription: prefixed(subscription), twin, at })]
}

/// Returns whether the snapshot event of a kind would be used.
fn is_used(kind: &str) -> bool {
    let used =
        ["v1.customer.subscription.", "v1.checkout.session.", "v1.invoice.", "v1.entitlements."];
    used.iter().any(|prefix| kind.starts_with(prefix))
}
