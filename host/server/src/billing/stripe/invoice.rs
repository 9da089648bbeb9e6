//! Invoices: evidence of since when a subscription is past due, and of whose it is.

// Tests: read_tests.rs

use super::json::{id, inner, moment, text};
use super::{Data, prefixed, tenant};
use crate::billing::event::Problem;
use crate::billing::known::{Extract, Link, LinkSource, Unpaid};
use serde_json::Value;
use tiergate::Timestamp;

/// Reads an event about the invoice of a subscription. The subscription's status is never read
/// from it: a payment also fails for a subscription that never began.
pub(super) fn read(data: &Data<'_>, problems: &mut Vec<Problem>) -> Vec<Extract> {
    let is_unpaid = is_unpaid(data);
    let is_used = is_unpaid
        || matches!(data.kind, "paid" | "payment_succeeded" | "marked_uncollectible" | "voided");
    let Some(subscription) = subscription(data.object).filter(|_| is_used) else {
        return Vec::new();
    };
    let subscription = prefixed(subscription);
    let mut extracts = vec![link(data, &subscription)];
    if is_unpaid {
        match due(data.object) {
            Ok(due) => {
                let at = data.order.at;
                let since = due.unwrap_or(at);
                extracts.push(Extract::Unpaid(Unpaid { subscription, since, at }));
            }
            Err(problem) => problems.push(problem),
        }
    }
    extracts
}

/// Returns whether a payment failed, or is overdue. An answer of the API is an open invoice.
fn is_unpaid(data: &Data<'_>) -> bool {
    match data.kind {
        "payment_failed" | "payment_action_required" | "overdue" => true,
        "" => text(data.object, "status") == Some("open"),
        _ => false,
    }
}

/// Returns the subscription of an invoice: since `basil` its parent names it.
fn subscription(invoice: &Value) -> Option<&str> {
    details(invoice).and_then(|it| id(it, "subscription")).or_else(|| id(invoice, "subscription"))
}

fn details(invoice: &Value) -> Option<&Value> {
    inner(invoice, &["parent", "subscription_details"])
        .or_else(|| inner(invoice, &["subscription_details"]))
        .filter(|details| details.is_object())
}

fn link(data: &Data<'_>, subscription: &str) -> Extract {
    Extract::Link(Link {
        source: LinkSource::Invoice,
        tenant: tenant(details(data.object).and_then(|details| details.get("metadata"))),
        customer: id(data.object, "customer").map(prefixed),
        subscription: Some(subscription.to_owned()),
        at: data.order.at,
        number: None,
    })
}

/// Returns when an invoice was due: if it was sent, at its due date; otherwise when it was
/// finalized. API versions before 2019 have `date` in place of `created`.
fn due(invoice: &Value) -> Result<Option<Timestamp>, Problem> {
    let transitions = invoice.get("status_transitions").unwrap_or(&Value::Null);
    let places = [
        (invoice, "due_date"),
        (transitions, "finalized_at"),
        (invoice, "finalized_at"),
        (invoice, "created"),
        (invoice, "date"),
    ];
    let moments = places.into_iter().map(|(object, field)| moment(object, field));
    let moments: Vec<_> = moments.collect::<Result<_, _>>()?;
    Ok(moments.into_iter().flatten().next())
}
