//! One life, as each version of the API renders it.

use crate::billing::known::{Owner, Why, owner, state};
use crate::billing::lives::{
    BEGIN, Model, PERIOD_END, Step, VERSIONS, Version, envelope, events, invoice, known, read,
    subscriptions, thin,
};
use serde_json::Value;
use tiergate::Status;

/// Returns a life from its trial to its scheduled end, and a failed payment in it.
fn life(version: Version) -> Vec<Value> {
    let trial =
        Model { trial_end: Some(BEGIN + 86_400), ..Model::new("trialing", "price_basic", 1) };
    let active = Model { status: "active", ..trial.clone() };
    let seats = Model { quantity: Some(3), ..active.clone() };
    let pro = Model { price: "price_pro", ..seats.clone() };
    let past_due = Model { status: "past_due", ..pro.clone() };
    let ending = Model { is_ending: true, ..pro.clone() };
    let ended = Model { status: "canceled", ended_at: Some(PERIOD_END), ..ending.clone() };
    let models = [trial, active, seats, pro.clone(), past_due, pro, ending, ended];
    let steps = models.into_iter().zip(0..).map(|(model, number)| {
        let kind = match number {
            0 => "created",
            7 => "deleted",
            _ => "updated",
        };
        Step { at: BEGIN + 86_400 * (1 + number), kind, model }
    });
    let mut life = events(version, "sub_1", &steps.collect::<Vec<_>>());
    let at = BEGIN + 86_400 * 5;
    let invoice = invoice(version, "sub_1", at - 60);
    life.insert(5, envelope(version, "evt_invoice", at, "invoice.payment_failed", &invoice));
    life
}

#[test]
fn every_version_reports_the_same_facts() {
    let oldest: Vec<_> = life(Version::V2017).iter().map(read).collect();
    for version in VERSIONS {
        let events: Vec<_> = life(version).iter().map(read).collect();
        for number in 0..events.len() {
            let (now, then) = (&events[..=number], &oldest[..=number]);
            assert!(events[number].problems.is_empty(), "{version:?}: {:?}", events[number]);
            assert_eq!(state(&known(now)).doubts, [], "{version:?}, {number}");
            assert_eq!(subscriptions(now), subscriptions(then), "{version:?}, {number}");
            let owner = owner(&known(now), "stripe:sub_1", false);
            assert_eq!(owner, Owner::Tenant("acme".to_owned()), "{version:?}");
        }
    }
}

#[test]
fn the_facts_are_those_of_the_life() {
    let events: Vec<_> = life(Version::Endive).iter().map(read).collect();
    let at = |number: usize| subscriptions(&events[..=number]).remove(0);
    let trial = at(0);
    assert_eq!((trial.status, trial.trial_ends_at), (Status::Trialing, Some(BEGIN + 86_400)));
    assert_eq!(trial.id, "stripe:sub_1");
    assert_eq!(at(2).items[0].quantity, Some(3));
    let names = ["tag-price_pro", "price_pro", "prod_price_pro"];
    assert_eq!(at(3).items[0].names, names);
    let reported = BEGIN + 86_400 * 5;
    assert_eq!((at(4).status, at(4).past_due_since), (Status::PastDue, Some(reported)));
    assert_eq!(at(5).past_due_since, Some(reported - 60));
    assert_eq!((at(6).status, at(6).past_due_since), (Status::Active, None));
    assert_eq!((at(7).status, at(7).ends_at), (Status::Active, Some(PERIOD_END)));
    assert_eq!((at(8).status, at(8).ends_at), (Status::Canceled, Some(PERIOD_END)));
}

#[test]
fn a_thin_event_is_a_doubt_until_its_twin_is_known() {
    let twin = life(Version::Endive).swap_remove(1);
    let event = thin("evt_thin", "customer.subscription.updated", "sub_1", "evt_sub_1_1");
    let (event, twin) = (read(&event), read(&twin));
    assert_eq!(event.problems.len(), 1);
    let unknown = state(&known([&event]));
    assert_eq!(unknown.subscriptions, []);
    assert_eq!(unknown.doubts[0].why, Why::Unread);
    let both = state(&known([&event, &twin]));
    assert_eq!(both, state(&known([&twin])));
    assert_eq!(both.doubts, []);
}
