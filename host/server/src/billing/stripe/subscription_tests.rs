//! How subscriptions are read.

use crate::billing::event::Problem;
use crate::billing::known::{Cause, Extract, Mention, ReportedStatus, Snapshot};
use crate::billing::lives::{
    BEGIN, Model, PERIOD_END, Step, Version, envelope, events, read, subscription, subscriptions,
};
use serde_json::{Value, json};
use tiergate::Status;

fn event(kind: &str, object: &Value) -> Value {
    let kind = format!("customer.subscription.{kind}");
    envelope(Version::Endive, "evt_1", BEGIN, &kind, object)
}

fn object() -> Value {
    subscription(Version::Endive, "sub_1", &Model::new("active", "price_1", 2))
}

/// Reads an event that must be understood.
fn snapshot(event: &Value) -> Snapshot {
    let event = read(event);
    assert_eq!(event.problems, []);
    let Some(Extract::Snapshot(snapshot)) = event.extracts.last() else { unreachable!() };
    snapshot.clone()
}

fn with(field: &str, value: Value) -> Value {
    let mut object = object();
    object[field] = value;
    object
}

#[test]
fn a_subscription_ends_when_it_is_scheduled_to_and_not_when_that_was_asked() {
    let ends_at = |object: &Value| snapshot(&event("created", object)).facts.ends_at;
    assert_eq!(ends_at(&with("canceled_at", json!(BEGIN))), None);
    assert_eq!(ends_at(&with("cancel_at", json!(BEGIN + 5))), Some(BEGIN + 5));
    assert_eq!(ends_at(&with("cancel_at_period_end", json!(true))), Some(PERIOD_END));
    let mut old = with("cancel_at_period_end", json!(true));
    old["items"]["data"][0]["current_period_end"] = Value::Null;
    assert_eq!(ends_at(&old), None);
    old["current_period_end"] = json!(BEGIN + 7);
    assert_eq!(ends_at(&old), Some(BEGIN + 7));
}

#[test]
fn what_ended_has_the_end_that_it_had_and_not_a_scheduled_one() {
    let mut canceled = with("status", json!("canceled"));
    canceled["cancel_at"] = json!(PERIOD_END);
    canceled["ended_at"] = json!(BEGIN - 5);
    assert_eq!(snapshot(&event("updated", &canceled)).facts.ends_at, Some(BEGIN - 5));
    // A deletion is an end, whatever else it has.
    let deleted = snapshot(&event("deleted", &object())).facts;
    assert_eq!(deleted.status, ReportedStatus::Known(Status::Canceled));
    assert_eq!(deleted.ends_at, Some(BEGIN));
    let unreadable = read(&event("deleted", &with("items", Value::Null)));
    assert_eq!(unreadable.problems, [Problem::Missing("items")]);
    assert_eq!(subscriptions([&unreadable])[0].status, Status::Canceled);
}

#[test]
fn paused_collection_is_told_apart() {
    let paused = |object: &Value| snapshot(&event("updated", object)).facts.collection_paused;
    assert!(paused(&with("pause_collection", json!({ "behavior": "void" }))));
    assert!(!paused(&with("pause_collection", Value::Null)));
}

#[test]
fn a_quantity_that_is_absent_is_metered_and_zero_is_zero() {
    let quantity = |value: Option<u64>| {
        let model = Model { quantity: value, ..Model::new("active", "price_1", 1) };
        let object = subscription(Version::Endive, "sub_1", &model);
        snapshot(&event("created", &object)).facts.items[0].quantity
    };
    assert_eq!((quantity(None), quantity(Some(0))), (None, Some(0)));
}

#[test]
fn every_kind_of_event_is_a_snapshot() {
    let cause = |kind: &str| snapshot(&event(kind, &object())).cause;
    assert_eq!(cause("created"), Cause::Created);
    assert_eq!(cause("trial_will_end"), Cause::Seen);
    for kind in ["updated", "paused", "resumed", "pending_update_applied", "of_the_future"] {
        assert_eq!(cause(kind), Cause::Changed, "{kind}");
    }
}

#[test]
fn the_state_before_a_change_is_known() {
    let first = Model { is_collection_paused: true, ..Model::new("active", "price_1", 1) };
    let models = [first.clone(), Model::new("past_due", "price_2", 3), first];
    let steps = models.into_iter().zip(BEGIN..);
    let steps: Vec<_> = steps.map(|(model, at)| Step { at, kind: "updated", model }).collect();
    for version in crate::billing::lives::VERSIONS {
        let events = events(version, "sub_1", &steps);
        let [one, two, three] = events.iter().map(snapshot).collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(two.cause, Cause::Updated(one.facts), "{version:?}");
        assert_eq!(three.cause, Cause::Updated(two.facts), "{version:?}");
    }
}

#[test]
fn changes_of_part_of_a_field_are_put_back() {
    let mut changed = event("updated", &with("metadata", json!({ "a": "1", "b": "2" })));
    changed["data"]["previous_attributes"] =
        json!({ "metadata": { "a": null }, "status": "trialing", "trial_end": BEGIN });
    let Cause::Updated(before) = snapshot(&changed).cause else { unreachable!() };
    assert_eq!(before.status, ReportedStatus::Known(Status::Trialing));
    assert_eq!(before.trial_ends_at, Some(BEGIN));
}

#[test]
fn what_cannot_be_read_is_a_mention_with_a_reason() {
    let problem = |field: &str, value: Value| {
        let event = read(&event("updated", &with(field, value)));
        let mention = Mention { subscription: "stripe:sub_1".to_owned(), twin: None, at: BEGIN };
        assert_eq!(event.extracts, [Extract::Mention(mention)]);
        event.problems[0].to_string()
    };
    assert_eq!(problem("status", Value::Null), "`status` is missing");
    assert_eq!(problem("trial_end", json!(-1)), "`trial_end` cannot be `-1`");
    assert_eq!(problem("trial_end", json!("ann")), "`trial_end` cannot be `a text`");
    let milliseconds = BEGIN * 1000;
    let expected = format!("`cancel_at` cannot be `{milliseconds}`");
    assert_eq!(problem("cancel_at", json!(milliseconds)), expected);
    assert_eq!(problem("items", json!({ "data": [{ "id": "si_1" }] })), "`price` is missing");
    let item = json!({ "price": "price_1", "quantity": 1.5 });
    assert_eq!(problem("items", json!({ "data": [item] })), "`quantity` cannot be `1.5`");
}

#[test]
fn an_unknown_status_is_reported_and_kept() {
    let event = read(&event("updated", &with("status", json!("frozen"))));
    assert_eq!(event.problems, [Problem::UnknownStatus("frozen".to_owned())]);
    assert!(matches!(event.extracts.last(), Some(Extract::Snapshot(_))));
}

#[test]
fn prices_and_products_may_be_identifiers_or_objects() {
    let item = |price: Value| json!({ "data": [{ "price": price, "quantity": 1 }] });
    let names = |price: Value| {
        let event = read(&event("created", &with("items", item(price))));
        subscriptions([&event]).remove(0).items.remove(0).names
    };
    assert_eq!(names(json!("price_1")), ["price_1"]);
    let product = json!({ "id": "prod_1", "name": "Pro" });
    let price = json!({ "id": "price_1", "product": product, "lookup_key": "pro" });
    assert_eq!(names(price), ["price_1", "pro", "prod_1", "Pro"]);
}
