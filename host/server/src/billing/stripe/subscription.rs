//! Snapshots of subscriptions.

// Tests: subscription_tests.rs

use super::item::{items, prices};
use super::json::{before, id, is_true, list, moment, text};
use super::{Data, prefixed, tenant};
use crate::billing::event::Problem;
use crate::billing::known::{Cause, Extract, Facts, Mention, ReportedStatus, Snapshot, SoldItem};
use serde_json::Value;
use tiergate::{ENTITLEMENTS_ID_PREFIX, Status, Timestamp};

/// Reads an event about a subscription. Each of them has the whole subscription.
pub(super) fn read(data: &Data<'_>, problems: &mut Vec<Problem>) -> Vec<Extract> {
    let Some(subscription) = text(data.object, "id") else {
        problems.push(Problem::Missing("data.object.id"));
        return Vec::new();
    };
    let subscription = prefixed(subscription);
    match facts(data.object) {
        Ok(facts) => {
            if let ReportedStatus::Unknown(status) = &facts.status {
                problems.push(Problem::UnknownStatus(status.clone()));
            }
            let mut extracts = prices(data.object, "items", data.order.at);
            extracts.push(Extract::Snapshot(snapshot(data, subscription, facts)));
            extracts
        }
        Err(problem) if data.kind == "deleted" => {
            problems.push(problem);
            let nothing = bought(Vec::new(), false);
            vec![Extract::Snapshot(snapshot(data, subscription, nothing))]
        }
        Err(problem) => {
            problems.push(problem);
            vec![Extract::Mention(Mention { subscription, twin: None, at: data.order.at })]
        }
    }
}

fn snapshot(data: &Data<'_>, subscription: String, facts: Facts) -> Snapshot {
    Snapshot {
        subscription,
        customer: id(data.object, "customer").map(prefixed),
        payment: None,
        tenant: tenant(data.object.get("metadata")),
        order: data.order,
        known_after: None,
        cause: cause(data),
        facts: if data.kind == "deleted" { ended(facts, data.order.at) } else { facts },
    }
}

/// Returns what caused an event.
fn cause(data: &Data<'_>) -> Cause {
    match data.kind {
        "created" => Cause::Created,
        "trial_will_end" | "pending_update_expired" | "" => Cause::Seen,
        "updated" => {
            let then = data.previous.map(|previous| facts(&before(data.object, previous)));
            then.and_then(Result::ok).map_or(Cause::Changed, Cause::Updated)
        }
        _ => Cause::Changed,
    }
}

/// Returns the facts of a subscription that the provider reported as ended.
fn ended(facts: Facts, at: Timestamp) -> Facts {
    match facts.status {
        ReportedStatus::Known(Status::Canceled) if facts.ends_at.is_some() => facts,
        ReportedStatus::Known(Status::IncompleteExpired) => facts,
        _ => {
            let status = ReportedStatus::Known(Status::Canceled);
            Facts { status, ends_at: Some(at), ..facts }
        }
    }
}

/// Reads how a subscription stands.
fn facts(object: &Value) -> Result<Facts, Problem> {
    let status = status(text(object, "status").ok_or(Problem::Missing("status"))?);
    let data = list(object, "items").ok_or(Problem::Missing("items"))?;
    Ok(Facts {
        collection_paused: object.get("pause_collection").is_some_and(Value::is_object),
        items: items(data)?,
        has_more: object.get("items").is_some_and(|items| is_true(items, "has_more")),
        trial_ends_at: moment(object, "trial_end")?,
        ends_at: ends_at(object, &status, data)?,
        status,
    })
}

fn status(text: &str) -> ReportedStatus {
    ReportedStatus::Known(match text {
        "active" => Status::Active,
        "trialing" => Status::Trialing,
        "past_due" => Status::PastDue,
        "unpaid" => Status::Unpaid,
        "paused" => Status::Paused,
        "canceled" => Status::Canceled,
        "incomplete" => Status::Incomplete,
        "incomplete_expired" => Status::IncompleteExpired,
        _ => return ReportedStatus::Unknown(text.chars().take(60).collect()),
    })
}

/// Returns when a subscription ended, or will. `canceled_at` is when that was asked for, and
/// `cancel_at` of an ended one may still be in the future.
fn ends_at(
    object: &Value,
    status: &ReportedStatus,
    items: &[Value],
) -> Result<Option<Timestamp>, Problem> {
    if *status == ReportedStatus::Known(Status::Canceled) {
        return moment(object, "ended_at");
    }
    match moment(object, "cancel_at")? {
        None if is_true(object, "cancel_at_period_end") => period_end(object, items),
        at => Ok(at),
    }
}

/// Returns when the first period of an item ends. API versions before `basil` have one period for
/// all of them, in the subscription itself.
fn period_end(object: &Value, items: &[Value]) -> Result<Option<Timestamp>, Problem> {
    let of_items = items.iter().map(|item| moment(item, "current_period_end"));
    let of_items: Vec<_> = of_items.collect::<Result<_, _>>()?;
    let first = of_items.into_iter().flatten().min();
    first.map_or_else(|| moment(object, "current_period_end"), |end| Ok(Some(end)))
}

/// Reads the entitlements of a customer, as a subscription whose items are their lookup keys.
pub(super) fn entitlements(data: &Data<'_>, problems: &mut Vec<Problem>) -> Vec<Extract> {
    let (Some(customer), Some(facts)) = (id(data.object, "customer"), entitled(data.object)) else {
        problems.push(Problem::Missing("entitlements"));
        return Vec::new();
    };
    let then = data.previous.and_then(|previous| entitled(&before(data.object, previous)));
    vec![Extract::Snapshot(Snapshot {
        subscription: prefixed(&format!("{ENTITLEMENTS_ID_PREFIX}{customer}")),
        customer: Some(prefixed(customer)),
        payment: None,
        tenant: None,
        order: data.order,
        known_after: None,
        cause: then.map_or(Cause::Changed, Cause::Updated),
        facts,
    })]
}

fn entitled(object: &Value) -> Option<Facts> {
    let keys = list(object, "entitlements")?.iter().filter_map(|it| text(it, "lookup_key"));
    let mut items: Vec<_> = keys.map(named).collect();
    items.sort();
    let has_more = object.get("entitlements").is_some_and(|it| is_true(it, "has_more"));
    Some(bought(items, has_more))
}

/// Returns one item with only this name.
pub(super) fn named(name: &str) -> SoldItem {
    SoldItem { name: Some(name.to_owned()), price: None, product: None, quantity: Some(1) }
}

/// Returns the facts of something that is paid for, without an end.
pub(super) fn bought(items: Vec<SoldItem>, has_more: bool) -> Facts {
    Facts {
        status: ReportedStatus::Known(Status::Active),
        collection_paused: false,
        items,
        has_more,
        trial_ends_at: None,
        ends_at: None,
    }
}
