//! What is worked out does not depend on what else is worked out with it.

use crate::billing::event::Event;
use crate::billing::lives::{BEGIN, Model, Step, Version, envelope, events, read};
use crate::billing::reader::{Reader, report};
use crate::billing::wanted::Asking;
use serde_json::json;
use std::collections::BTreeSet;
use tiergate_store::{BillingReader, BillingReport, StoredFact};
use tiergate_tests::dice::{Dice, seed, size};

const PRICES: [&str; 2] = ["price_basic", "price_pro"];

/// Returns the random life of a customer's subscription; some events have only the identifier of the
/// price, and nothing of its product.
fn life(dice: &mut Dice, id: &str) -> Vec<Event> {
    let steps = (0..dice.between(1, 4)).map(|number| Step {
        at: BEGIN + 60 * number,
        kind: if number == 0 { "created" } else { "updated" },
        model: Model::new("active", dice.pick_or(&PRICES, "price_basic"), 1 + number),
    });
    let mut life = events(Version::Endive, id, &steps.collect::<Vec<_>>());
    for event in &mut life {
        if dice.chance(60) {
            let price = event["data"]["object"]["items"]["data"][0]["price"]["id"].clone();
            event["data"]["object"]["items"]["data"][0]["price"] = price;
        }
    }
    life.iter().map(read).collect()
}

/// Returns an event that names the product of a price.
fn named(price: &str) -> Event {
    let product = json!({ "id": format!("prod_{price}"), "name": format!("name of {price}") });
    read(&envelope(Version::Endive, &format!("evt_{price}"), BEGIN, "product.updated", &product))
}

fn reports(events: &[Event]) -> Vec<BillingReport> {
    events.iter().map(|event| report(event).unwrap()).collect()
}

/// Returns the facts that a store loads because of these reports, as it does.
fn load(all: &[BillingReport], new: &[&BillingReport], reader: &Reader) -> Vec<StoredFact> {
    let (mut facts, mut loaded): (BTreeSet<StoredFact>, BTreeSet<String>) = Default::default();
    let subjects = new.iter().flat_map(|it| &it.facts).flat_map(|it| it.subjects.clone());
    let mut wanted: BTreeSet<String> = subjects.collect();
    while !wanted.is_empty() {
        let found = all.iter().flat_map(|it| (0..).zip(&it.facts).map(move |fact| (it, fact)));
        let found = found.filter(|(_, (_, it))| it.subjects.iter().any(|it| wanted.contains(it)));
        let found =
            found.map(|(report, (number, it))| (report.id.clone(), number, it.text.clone()));
        let new: Vec<StoredFact> = found.filter(|it| !facts.contains(it)).collect();
        loaded.append(&mut wanted);
        let next = reader.subjects(&new).into_iter();
        wanted = next.filter(|it| !loaded.contains(it)).collect();
        facts.extend(new);
    }
    facts.into_iter().collect()
}

#[test]
fn customers_together_have_the_state_that_each_has_alone() {
    let mut dice = Dice::new(seed("apart").unwrap());
    let reader = Reader::new(false);
    let mut names = 0;
    for _ in 0..size(300, 10_000) {
        let mut all = [life(&mut dice, "sub_1"), life(&mut dice, "sub_2")].concat();
        all.extend(PRICES.map(named));
        let all = reports(&all);
        let everything = reader.state(&load(&all, &all.iter().collect::<Vec<_>>(), &reader));
        for _ in 0..4 {
            let group: Vec<_> = all.iter().filter(|_| dice.chance(30)).collect();
            for (id, state) in reader.state(&load(&all, &group, &reader)) {
                assert_eq!(everything[&id], state, "{id}: {group:#?}");
                let items = state.subscription.unwrap().items;
                names += u32::from(items[0].names.iter().any(|it| it.starts_with("name of")));
            }
        }
    }
    assert!(names > 0, "products have names");
}

#[test]
fn what_must_be_asked_does_not_depend_on_the_group() {
    let mut dice = Dice::new(seed("asked apart").unwrap());
    let mut reader = Reader::new(false);
    reader.asking = Asking::Doubt;
    let lives: Vec<_> =
        (0..100).map(|number| reports(&life(&mut dice, &format!("sub_{number}")))).collect();
    let asks = |reports: &[BillingReport]| {
        let all: Vec<_> = reports.iter().collect();
        let facts = load(reports, &all, &reader);
        reader.work_out(&all, &[], &facts, 0).asks
    };
    let alone: BTreeSet<_> = lives.iter().flat_map(|life| asks(life)).collect();
    assert!(!alone.is_empty(), "some lives are in doubt");
    assert_eq!(asks(&lives.concat()), alone);
}
