//! Checkout sessions: they link tenant, customer and subscription, and something may be bought
//! once in them.

// Tests: read_tests.rs

use super::item::{items, prices};
use super::json::{id, is_true, list, text};
use super::subscription::{bought, named};
use super::{Data, TAG, prefixed, tenant};
use crate::billing::event::Problem;
use crate::billing::known::{Cause, Extract, Facts, Link, LinkSource, Snapshot};
use serde_json::Value;

/// Reads an event about a session that was completed.
pub(super) fn read(data: &Data<'_>, problems: &mut Vec<Problem>) -> Vec<Extract> {
    let is_used = matches!(data.kind, "completed" | "async_payment_succeeded")
        || data.kind.is_empty() && text(data.object, "status") == Some("complete");
    if !is_used {
        return Vec::new();
    }
    let Some(session) = text(data.object, "id") else {
        problems.push(Problem::Missing("data.object.id"));
        return Vec::new();
    };
    let subscription = id(data.object, "subscription");
    let is_payment = subscription.is_none() && text(data.object, "mode") == Some("payment");
    let is_purchase = is_payment && is_paid(data.object);
    let linked = subscription.or_else(|| is_purchase.then_some(session)).map(prefixed);
    let mut extracts = links(data, linked.as_deref());
    if is_purchase {
        extracts.extend(prices(data.object, "line_items", data.order.at));
        extracts.extend(purchase(data, session, problems).map(Extract::Snapshot));
    }
    extracts
}

/// Returns whose the customer and the subscription are: by the session's metadata, which the
/// product wrote, and by its reference, which a payer can choose.
fn links(data: &Data<'_>, subscription: Option<&str>) -> Vec<Extract> {
    let by_metadata = tenant(data.object.get("metadata"));
    let by_reference = text(data.object, "client_reference_id").map(str::to_owned);
    let link = |source, tenant| {
        Extract::Link(Link {
            source,
            tenant,
            customer: id(data.object, "customer").map(prefixed),
            subscription: subscription.map(str::to_owned),
            at: data.order.at,
            number: None,
        })
    };
    let reference = by_reference.map(|tenant| link(LinkSource::Reference, Some(tenant)));
    [link(LinkSource::Session, by_metadata)].into_iter().chain(reference).collect()
}

fn is_paid(session: &Value) -> bool {
    matches!(text(session, "payment_status"), Some("paid" | "no_payment_required"))
}

/// Returns something that was bought once as a subscription without an end.
fn purchase(data: &Data<'_>, session: &str, problems: &mut Vec<Problem>) -> Option<Snapshot> {
    let facts = sold(data.object).map_err(|problem| problems.push(problem)).ok()?;
    Some(Snapshot {
        subscription: prefixed(session),
        customer: id(data.object, "customer").map(prefixed),
        payment: Some(prefixed(id(data.object, "payment_intent").unwrap_or(session))),
        tenant: None,
        order: data.order,
        known_after: None,
        cause: Cause::Seen,
        facts,
    })
}

/// Returns what was bought: what the metadata names, or the line items. Events do not include
/// them, so that they must be asked for.
fn sold(session: &Value) -> Result<Facts, Problem> {
    if let Some(name) = session.get("metadata").and_then(|metadata| text(metadata, TAG)) {
        return Ok(bought(vec![named(name)], false));
    }
    let Some(data) = list(session, "line_items") else {
        return Ok(bought(Vec::new(), true));
    };
    let has_more = session.get("line_items").is_some_and(|lines| is_true(lines, "has_more"));
    Ok(bought(items(data)?, has_more))
}
