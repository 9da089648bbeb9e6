//! What is asked because of new events.

use super::{Extract, Known};
use crate::billing::lives::{BEGIN, Model, Step, Version, events, read};
use std::collections::BTreeSet;

fn step(at: u64, kind: &'static str, status: &'static str) -> Step {
    Step { at: BEGIN + at, kind, model: Model::new(status, "p", 1) }
}

/// Takes events in one by one, in this order of arrival, and returns what each has asked.
fn asked(steps: &[Step], order: &[usize]) -> Vec<BTreeSet<String>> {
    let events: Vec<_> = events(Version::Endive, "sub_1", steps).iter().map(read).collect();
    let mut known = Known::default();
    let asked = order.iter().map(|number| {
        let event = &events[*number];
        known.extend(event);
        known.doubtful(&BTreeSet::from([event.id.as_str()]), false)
    });
    asked.collect()
}

fn customer() -> BTreeSet<String> {
    BTreeSet::from(["stripe:cus_sub_1".to_owned()])
}

#[test]
fn what_is_clear_is_not_asked() {
    let life = [step(0, "created", "trialing"), step(100, "updated", "active")];
    assert_eq!(asked(&life, &[0, 1]), [BTreeSet::new(), BTreeSet::new()]);
}

#[test]
fn an_older_event_that_arrives_after_a_newer_one_is_asked_about() {
    let life = [
        step(0, "created", "trialing"),
        step(100, "updated", "active"),
        step(200, "updated", "past_due"),
    ];
    assert_eq!(asked(&life, &[0, 2, 1])[2], customer());
    assert_eq!(asked(&life, &[0, 1, 2])[2], BTreeSet::new(), "in order nothing is in doubt");
}

#[test]
fn what_is_over_is_not_asked_about() {
    let life = [
        step(0, "created", "trialing"),
        step(100, "updated", "active"),
        step(200, "deleted", "canceled"),
    ];
    assert_eq!(asked(&life, &[2, 1, 0]), [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()]);
}

#[test]
fn products_are_asked_about_until_their_names_are_known() {
    let event = read(&events(Version::Endive, "sub_1", &[step(0, "created", "active")])[0]);
    let mut known = super::super::lives::known([&event]);
    let new = BTreeSet::from([event.id.as_str()]);
    assert_eq!(known.unnamed_products(&new), BTreeSet::from(["stripe:product/prod_p".to_owned()]));
    let product = super::SeenProduct {
        product: "stripe:prod_p".to_owned(),
        name: "Pro".to_owned(),
        at: BEGIN,
    };
    known.insert("evt_product", 0, Extract::Product(product));
    assert_eq!(known.unnamed_products(&new), BTreeSet::new());
}

#[test]
fn an_answer_within_the_second_of_a_change_is_asked_for_again_for_a_while() {
    let life =
        [step(0, "created", "trialing"), step(0, "paused", "paused"), step(0, "resumed", "active")];
    let events: Vec<_> = events(Version::Endive, "sub_1", &life).iter().map(read).collect();
    let known = super::super::lives::known(&events);
    assert_eq!(known.doubtful_still(BEGIN), customer());
    assert_eq!(known.doubtful_still(BEGIN - 11), BTreeSet::new(), "a time that is far away");
}
