//! Whole lives, in any order: one state.

use crate::billing::event::{Answer, Event};
use crate::billing::known::{Cause, Extract, Facts, State, Why, state};
use crate::billing::lives::{
    BEGIN, Model, Step, Version, envelope, events, invoice, known, read, stripe, subscription,
    subscriptions,
};
use crate::billing::provider::Provider;
use tiergate::{Status, Subscription};
use tiergate_tests::dice::{Dice, seed, size};

/// Returns the states of a life: a payment that succeeds later, more seats, another price, a
/// payment that fails and is made, a scheduled end and a pause.
fn models() -> Vec<Model> {
    let first = Model::new("incomplete", "price_basic", 1);
    let active = Model { status: "active", ..first.clone() };
    let seats = Model { quantity: Some(3), ..active.clone() };
    let pro = Model { price: "price_pro", ..seats.clone() };
    let past_due = Model { status: "past_due", ..pro.clone() };
    let ending = Model { is_ending: true, ..pro.clone() };
    let paused = Model { is_collection_paused: true, ..pro.clone() };
    vec![first, active, seats, pro.clone(), past_due, pro, ending, paused]
}

/// Returns a life of eight events, in seconds that are this far apart.
fn life(id: &str, apart: u64) -> Vec<Event> {
    let steps = models().into_iter().zip(0..).map(|(model, number)| {
        let kind = if number == 0 { "created" } else { "updated" };
        Step { at: BEGIN + apart * number, kind, model }
    });
    events(Version::Endive, id, &steps.collect::<Vec<_>>()).iter().map(read).collect()
}

/// Takes in events one by one, some of them again, and returns the state.
fn taken(order: &[&Event], dice: &mut Dice) -> State {
    let mut arrived = Vec::new();
    for event in order {
        arrived.push(*event);
        if dice.chance(30) {
            arrived.extend(dice.pick(&arrived.clone()));
        }
    }
    state(&known(arrived))
}

/// Calls a function with every order of these.
fn every_order<T: Copy>(items: &mut Vec<T>, from: usize, each: &mut impl FnMut(&[T])) {
    if from == items.len() {
        return each(items);
    }
    for next in from..items.len() {
        items.swap(from, next);
        every_order(items, from + 1, each);
        items.swap(from, next);
    }
}

#[test]
fn all_orders_of_a_life_have_one_state() {
    let mut dice = Dice::new(seed("all orders").unwrap());
    let mut life = life("sub_1", 60);
    let failed = envelope(
        Version::Endive,
        "evt_failed",
        BEGIN + 240,
        "invoice.payment_failed",
        &invoice(Version::Endive, "sub_1", BEGIN + 230),
    );
    // Until the payment is made: a state in which everything counts.
    let unpaid = [life[..5].to_vec(), vec![read(&failed)]].concat();
    for (life, count) in [(std::mem::take(&mut life), 40_320), (unpaid, 720)] {
        let expected = state(&known(&life));
        assert_eq!(expected.doubts, []);
        let mut tried = 0;
        every_order(&mut life.iter().collect(), 0, &mut |order| {
            assert_eq!(taken(order, &mut dice), expected);
            tried += 1;
        });
        assert_eq!(tried, count);
    }
}

#[test]
fn a_life_that_is_over_stays_over_in_any_order() {
    let mut dice = Dice::new(seed("over").unwrap());
    let mut last = models().swap_remove(6);
    (last.status, last.ended_at) = ("canceled", Some(BEGIN + 480));
    let step = Step { at: BEGIN + 480, kind: "deleted", model: last };
    let mut end = events(Version::Endive, "sub_1", &[step]).remove(0);
    end["id"] = "evt_end".into();
    for apart in [60, 0] {
        let life = [life("sub_1", apart), vec![read(&end)]].concat();
        for _ in 0..2500 {
            let mut order: Vec<&Event> = life.iter().collect();
            dice.shuffle(&mut order);
            let state = taken(&order, &mut dice);
            let [over] = state.subscriptions.try_into().unwrap();
            assert_eq!((over.status, over.ends_at), (Status::Canceled, Some(BEGIN + 480)));
            assert_eq!(state.doubts, []);
        }
    }
}

#[test]
fn a_life_within_one_second_ends_as_it_did_in_any_order() {
    let mut dice = Dice::new(seed("one second").unwrap());
    let expected = subscriptions(&life("sub_1", 60));
    let life = life("sub_1", 0);
    for _ in 0..5000 {
        let mut order: Vec<&Event> = life.iter().collect();
        dice.shuffle(&mut order);
        let state = taken(&order, &mut dice);
        assert_eq!((state.subscriptions, state.doubts), (expected.clone(), Vec::new()));
    }
}

/// Returns a random life within one or two seconds, and the state in which it ends. Some changes
/// are reported without what was before, some twice, and some events are not changes.
fn random_life(dice: &mut Dice) -> (Vec<Event>, Model) {
    let all = [models(), vec![Model::new("paused", "price_pro", 3)]].concat();
    let mut model = dice.pick_or(&all, all[0].clone());
    let mut steps = vec![Step { at: BEGIN, kind: "created", model: model.clone() }];
    for _ in 0..dice.between(1, 8) {
        let kind = match dice.below(10) {
            0 => "trial_will_end",
            1 => "pending_update_applied",
            _ => "updated",
        };
        if kind != "trial_will_end" {
            model = dice.pick_or(&all, all[0].clone());
        }
        let kind = if model.status == "paused" { "paused" } else { kind };
        let at = BEGIN + u64::from(dice.chance(20));
        let at = steps.last().map_or(at, |last| at.max(last.at));
        steps.push(Step { at, kind, model: model.clone() });
    }
    if dice.chance(20) {
        steps.remove(0);
    }
    let mut events = events(Version::Endive, "sub_1", &steps);
    if dice.chance(30) {
        let mut twin = dice.pick(&events).unwrap().clone();
        twin["id"] = "evt_twin".into();
        events.push(twin);
    }
    (events.iter().map(read).collect(), model)
}

/// Returns a life in short.
fn shown(life: &[Event]) -> String {
    let snapshots = life.iter().filter_map(|it| match it.extracts.last() {
        Some(Extract::Snapshot(it)) => Some(it),
        _ => None,
    });
    let facts = |it: &Facts| format!("{:?} {:?}", it.status, it.items[0].quantity);
    let lines = snapshots.map(|it| {
        let cause = match &it.cause {
            Cause::Updated(before) => facts(before),
            cause => format!("{cause:?}"),
        };
        format!("{}: {cause} -> {}", it.order.at - BEGIN, facts(&it.facts))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_random_life_within_a_second_ends_right_or_in_doubt() {
    let mut dice = Dice::new(seed("random second").unwrap());
    let (mut right, mut doubted) = (0, 0);
    for _ in 0..size(5000, 100_000) {
        let (life, last) = random_life(&mut dice);
        let step = Step { at: BEGIN, kind: "updated", model: last };
        let last = events(Version::Endive, "sub_1", &[step]);
        let expected = subscriptions(&[read(&last[0])]);
        let mut order: Vec<&Event> = life.iter().collect();
        dice.shuffle(&mut order);
        let state = taken(&order, &mut dice);
        let is_right = is_same(&state.subscriptions, &expected);
        let in_doubt = |why: &Why| matches!(why, Why::OrderUnknown(_) | Why::Discontinuous(_));
        let is_doubted = state.doubts.iter().any(|it| in_doubt(&it.why));
        assert!(is_right || is_doubted, "{}\n{state:#?}", shown(&life));
        right += u32::from(!is_doubted);
        doubted += u32::from(is_doubted);
    }
    println!("{right} right, {doubted} in doubt");
    assert!(right * 4 > doubted);
}

#[test]
fn clocks_that_differ_leave_a_life_right_or_in_doubt() {
    let mut dice = Dice::new(seed("clocks").unwrap());
    let all = models();
    let mut right = 0;
    for _ in 0..size(5000, 100_000) {
        let mut steps = vec![Step { at: BEGIN, kind: "created", model: all[0].clone() }];
        for number in 1..=dice.between(2, 8) {
            // Up to five seconds early or late.
            let at = BEGIN + 60 + 3 * number + dice.between(0, 10) - 5;
            let model = dice.pick_or(&all, all[0].clone());
            steps.push(Step { at, kind: "updated", model });
        }
        let expected = steps.last().unwrap().clone();
        let mut life: Vec<_> = events(Version::Endive, "sub_1", &steps).iter().map(read).collect();
        if dice.chance(70) {
            life = asked(&mut dice, life, &steps);
        }
        let expected = events(Version::Endive, "sub_1", &[expected]).remove(0);
        let state = taken(&life.iter().collect::<Vec<_>>(), &mut dice);
        let is_right = is_same(&state.subscriptions, &subscriptions([&read(&expected)]));
        assert!(is_right || !state.doubts.is_empty(), "{}\n{state:#?}", shown(&life));
        right += u32::from(is_right);
    }
    println!("{right} right");
}

/// Returns a life with an answer that was given at some time in it: of later events it knew nothing.
fn asked(dice: &mut Dice, life: Vec<Event>, steps: &[Step]) -> Vec<Event> {
    let until = dice.below(steps.len());
    let object = subscription(Version::Endive, "sub_1", &steps[until].model);
    let as_of = BEGIN + 60 + 3 * until as u64 + 6;
    let answer = stripe().read_answer(&object, Answer { number: 1, as_of });
    let known = life.into_iter().enumerate();
    let known = known.map(|(number, event)| event.known_after(u64::from(number > until)));
    known.chain([answer]).collect()
}

/// Returns whether two states give the same. Since when something is past due may differ.
fn is_same(some: &[Subscription], others: &[Subscription]) -> bool {
    some.iter().zip(others).all(|(one, other)| {
        (one.status, &one.items, one.ends_at) == (other.status, &other.items, other.ends_at)
    })
}

#[test]
fn two_subscriptions_never_mix() {
    let mut dice = Dice::new(seed("interleavings").unwrap());
    let (one, other) = (life("sub_1", 60), life("sub_2", 0));
    let all: Vec<&Event> = one.iter().chain(&other).collect();
    let expected = [subscriptions(&one), subscriptions(&other)].concat();
    for _ in 0..20_000 {
        let mut order = all.clone();
        dice.shuffle(&mut order);
        let state = taken(&order, &mut dice);
        assert_eq!((state.subscriptions, state.doubts), (expected.clone(), Vec::new()));
    }
}
