//! Bodies that Stripe would not send: nothing panics, and what follows from them keeps the
//! contract's rules.

use super::json;
use crate::billing::event::Event;
use crate::billing::known::{Extract, State, state};
use crate::billing::lives::{BEGIN, Model, Step, VERSIONS, envelope, events, invoice, known, read};
use serde_json::Value;
use tiergate::{MAX_SAFE_INTEGER, Status, Subscription, check_moment};
use tiergate_tests::dice::{Dice, seed, size};

/// Returns valid events of every version.
fn bodies() -> Vec<Value> {
    let past_due = Model::new("past_due", "price_1", 1);
    let models = [Model::new("active", "price_1", 1), past_due, Model::new("paused", "price_2", 3)];
    let steps = models.into_iter().zip(BEGIN..);
    let steps: Vec<_> = steps.map(|(model, at)| Step { at, kind: "updated", model }).collect();
    let all = VERSIONS.iter().flat_map(|version| {
        let invoice = invoice(*version, "sub_1", BEGIN);
        let invoice = envelope(*version, "evt_i", BEGIN, "invoice.payment_failed", &invoice);
        events(*version, "sub_1", &steps).into_iter().chain([invoice])
    });
    all.collect()
}

/// Puts something else in a random place.
fn mutate(value: &mut Value, dice: &mut Dice) {
    let children: Vec<&mut Value> = match value {
        Value::Object(fields) => fields.values_mut().collect(),
        Value::Array(items) => items.iter_mut().collect(),
        _ => Vec::new(),
    };
    let count = children.len();
    if count > 0 && dice.chance(85) {
        let chosen = dice.below(count);
        return children.into_iter().skip(chosen).take(1).for_each(|it| mutate(it, dice));
    }
    let others = serde_json::json!([
        null, true, false, 0, 1, -1, 1.5, 1e300, u64::MAX, BEGIN, BEGIN * 1000, "", "past_due",
        "unpaid", "ä", "9", [], {}, [[]], { "id": "x" }, { "data": [] }, { "data": [{}] },
    ]);
    *value = dice.pick_or(others.as_array().unwrap(), Value::Null);
}

/// Checks what every policy relies on.
fn check(subscription: &Subscription) {
    let Subscription { status, items, trial_ends_at, past_due_since, ends_at, .. } = subscription;
    let is_unpaid = matches!(status, Status::PastDue | Status::Unpaid);
    assert_eq!(is_unpaid, past_due_since.is_some());
    let moments = [trial_ends_at, past_due_since, ends_at].into_iter().flatten();
    assert!(moments.into_iter().all(|at| *at > 0 && check_moment("at", *at).is_ok()));
    assert!(items.iter().all(|it| !it.names.is_empty() && !it.names.iter().any(String::is_empty)));
    assert!(items.iter().all(|it| it.quantity.unwrap_or(0) <= MAX_SAFE_INTEGER));
}

#[test]
fn whatever_is_signed_is_read_and_keeps_the_rules() {
    let mut dice = Dice::new(seed("bodies").unwrap());
    let bodies = bodies();
    for _ in 0..size(3000, 100_000) {
        let some = dice.some(&bodies, 20);
        let events: Vec<Event> = some
            .into_iter()
            .map(|mut body| {
                (0..dice.below(4)).for_each(|_| mutate(&mut body, &mut dice));
                read(&body)
            })
            .collect();
        let State { subscriptions, .. } = state(&known(&events));
        subscriptions.iter().for_each(check);
        for extract in events.iter().flat_map(|it| &it.extracts) {
            let text = serde_json::to_string(extract).unwrap();
            assert_eq!(serde_json::from_str::<Extract>(&text).unwrap(), *extract);
        }
    }
}

#[test]
fn putting_nothing_back_changes_nothing() {
    let mut dice = Dice::new(seed("before").unwrap());
    for mut body in bodies() {
        mutate(&mut body, &mut dice);
        assert_eq!(json::before(&body, &body), body);
        if body.is_object() {
            assert_eq!(json::before(&body, &serde_json::json!({})), body);
        }
    }
}
