//! Which snapshot counts.

use super::state;
use super::{Cause, Extract, Facts, Known, Order, ReportedStatus, Snapshot, SoldItem, State, Why};
use tiergate::Status;

/// Returns how a subscription of so many seats stands.
pub(super) fn facts(status: Status, quantity: u64) -> Facts {
    let price = Some("price_1".to_owned());
    let item = SoldItem { name: None, price, product: None, quantity: Some(quantity) };
    Facts {
        status: ReportedStatus::Known(status),
        collection_paused: false,
        items: vec![item],
        has_more: false,
        trial_ends_at: None,
        ends_at: None,
    }
}

pub(super) fn active(quantity: u64) -> Facts {
    facts(Status::Active, quantity)
}

pub(super) fn snapshot(at: u64, cause: Cause, facts: Facts) -> Extract {
    Extract::Snapshot(Snapshot {
        subscription: "stripe:sub_1".to_owned(),
        customer: Some("stripe:cus_1".to_owned()),
        payment: None,
        tenant: None,
        order: Order { at, number: None },
        known_after: None,
        cause,
        facts,
    })
}

/// Returns what an answer with this number has.
pub(super) fn answer(number: u64, as_of: u64, facts: Facts) -> Extract {
    let Extract::Snapshot(snapshot) = snapshot(as_of, Cause::Seen, facts) else { unreachable!() };
    let order = Order { at: as_of, number: Some(number) };
    Extract::Snapshot(Snapshot { order, ..snapshot })
}

pub(super) fn updated(at: u64, before: Facts, after: Facts) -> Extract {
    snapshot(at, Cause::Updated(before), after)
}

/// Returns the set of these, which is the same in the reverse order.
pub(super) fn known(extracts: &[Extract]) -> Known {
    let mut known = Known::default();
    for (number, extract) in extracts.iter().enumerate() {
        known.insert(&format!("evt_{number}"), 0, extract.clone());
    }
    known
}

fn check(extracts: &[Extract]) -> State {
    let reversed: Vec<_> = extracts.iter().rev().cloned().collect();
    let state = state(&known(extracts));
    assert_eq!(state, super::state(&known(&reversed)));
    state
}

/// Returns the status and the quantity that follow, and the doubts.
fn chosen(extracts: &[Extract]) -> (Status, Option<u64>, Vec<Why>) {
    let State { subscriptions, doubts } = check(extracts);
    let whys = doubts.into_iter().map(|it| it.why).collect();
    (subscriptions[0].status, subscriptions[0].items[0].quantity, whys)
}

fn seats(quantity: u64) -> (Status, Option<u64>, Vec<Why>) {
    (Status::Active, Some(quantity), Vec::new())
}

#[test]
fn what_is_over_stays_over() {
    let canceled = facts(Status::Canceled, 1);
    let extracts = [
        snapshot(100, Cause::Changed, canceled),
        updated(200, active(1), active(2)),
        answer(1, 300, active(3)),
    ];
    assert_eq!(chosen(&extracts), (Status::Canceled, Some(1), Vec::new()));
    let expired = facts(Status::IncompleteExpired, 1);
    let extracts = [snapshot(100, Cause::Changed, expired), updated(200, active(1), active(2))];
    assert_eq!(chosen(&extracts).0, Status::IncompleteExpired);
}

#[test]
fn the_later_second_counts_and_a_creation_is_always_first() {
    let incomplete = facts(Status::Incomplete, 1);
    let update = updated(100, incomplete.clone(), active(1));
    for created in [99, 100, 101] {
        let creation = snapshot(created, Cause::Created, incomplete.clone());
        assert_eq!(chosen(&[update.clone(), creation]), seats(1));
    }
    assert_eq!(chosen(&[update, updated(200, active(1), active(2))]), seats(2));
}

#[test]
fn changes_within_a_second_are_a_trail() {
    let trail = [
        updated(100, active(2), active(3)),
        updated(100, active(1), active(2)),
        updated(100, active(3), active(1)),
        updated(100, active(1), active(5)),
    ];
    assert_eq!(chosen(&trail), seats(5));
}

#[test]
fn a_circle_within_a_second_ends_as_it_began_or_is_in_doubt() {
    let circle = [updated(100, active(2), active(1)), updated(100, active(1), active(2))];
    assert_eq!(chosen(&circle), (Status::Active, Some(2), vec![Why::OrderUnknown(100)]));
    let before = updated(50, active(9), active(1));
    assert_eq!(chosen(&[circle.as_slice(), &[before]].concat()), seats(1));
    let creation = snapshot(100, Cause::Created, active(1));
    assert_eq!(chosen(&[circle.as_slice(), &[creation]].concat()), seats(1));
}

#[test]
fn one_change_reported_by_two_events_is_one() {
    let change = updated(100, active(1), active(2));
    assert_eq!(chosen(&[change.clone(), change.clone()]), seats(2));
    // Here it may have happened twice.
    let back = updated(100, active(2), active(1));
    let begin = snapshot(50, Cause::Created, active(1));
    let extracts = [begin, change.clone(), change, back];
    assert_eq!(chosen(&extracts).2, [Why::OrderUnknown(100)]);
}

#[test]
fn what_is_undecided_gives_more() {
    let paused = snapshot(100, Cause::Changed, facts(Status::Paused, 9));
    let other = snapshot(100, Cause::Changed, active(1));
    let state = chosen(&[paused, other]);
    assert_eq!(state, (Status::Active, Some(1), vec![Why::OrderUnknown(100)]));
}

#[test]
fn a_change_from_an_unknown_state_must_fit() {
    let paused = facts(Status::Paused, 1);
    let pause = snapshot(100, Cause::Changed, paused.clone());
    assert_eq!(chosen(std::slice::from_ref(&pause)), (Status::Paused, Some(1), Vec::new()));
    let resumed = updated(100, paused.clone(), active(1));
    assert_eq!(chosen(&[pause.clone(), resumed]).2, [Why::OrderUnknown(100)]);
    let both = updated(100, active(1), paused);
    assert_eq!(chosen(&[pause.clone(), both]), (Status::Paused, Some(1), Vec::new()));
    // Only looked at, before it.
    let seen = snapshot(100, Cause::Seen, active(1));
    let begin = snapshot(50, Cause::Created, active(1));
    assert_eq!(chosen(&[pause, seen, begin]), (Status::Paused, Some(1), Vec::new()));
}

#[test]
fn changes_that_do_not_follow_from_each_other_are_in_doubt_if_they_are_near() {
    let one = updated(100, active(1), active(2));
    let far = updated(111, active(3), active(4));
    assert_eq!(chosen(&[one.clone(), far]), seats(4));
    let near = updated(110, active(3), active(4));
    let doubted = (Status::Active, Some(4), vec![Why::Discontinuous(110)]);
    assert_eq!(chosen(&[one.clone(), near.clone()]), doubted);
    let between = updated(105, active(2), active(3));
    assert_eq!(chosen(&[one, near, between]), seats(4));
}

#[test]
fn an_answer_replaces_what_was_before_it() {
    let extracts = [
        updated(100, active(1), active(2)),
        updated(100, active(2), active(1)),
        answer(1, 101, active(7)),
    ];
    assert_eq!(chosen(&extracts), seats(7));
    let later = updated(102, active(7), active(8));
    assert_eq!(chosen(&[extracts.as_slice(), &[later]].concat()), seats(8));
    // It may be from before or after the answer.
    let other = updated(102, active(5), active(6));
    let state = chosen(&[extracts.as_slice(), &[other]].concat());
    assert_eq!(state, (Status::Active, Some(6), vec![Why::Discontinuous(102)]));
}

/// Returns a snapshot that became known when so many numbers had been taken.
fn known_after(after: u64, extract: Extract) -> Extract {
    let Extract::Snapshot(it) = extract else { unreachable!() };
    Extract::Snapshot(Snapshot { known_after: Some(after), ..it })
}

#[test]
fn an_answer_may_lack_a_near_change_that_became_known_later() {
    let answer = answer(3, 100, active(1));
    let change = updated(97, active(1), active(2));
    let doubted = (Status::Active, Some(1), vec![Why::Discontinuous(100)]);
    for after in [3, 4] {
        let late = known_after(after, change.clone());
        assert_eq!(chosen(&[answer.clone(), late]), doubted);
    }
    let before = known_after(2, change.clone());
    assert_eq!(chosen(&[answer.clone(), before]), seats(1), "the answer includes it");
    let far = known_after(3, updated(89, active(1), active(2)));
    assert_eq!(chosen(&[answer.clone(), far]), seats(1));
    let same = known_after(3, updated(97, active(2), active(1)));
    assert_eq!(chosen(&[answer.clone(), same]), seats(1));
    let creation = known_after(3, snapshot(97, Cause::Created, active(2)));
    assert_eq!(chosen(&[answer.clone(), creation]), seats(1));
    let next = updated(200, active(2), active(3));
    let late = known_after(3, change);
    assert_eq!(chosen(&[answer.clone(), late.clone(), next]), seats(3));
    let asked_again = super::choose_tests::answer(4, 103, active(2));
    assert_eq!(chosen(&[answer, late, asked_again]), seats(2));
}

#[test]
fn a_circle_begins_as_the_answer_before_it_unless_that_may_lack_a_change() {
    let answer = answer(3, 100, active(1));
    let circle = [updated(200, active(2), active(1)), updated(200, active(1), active(2))];
    let after = [circle.as_slice(), &[answer]].concat();
    assert_eq!(chosen(&after), seats(1));
    let change = updated(97, active(1), active(2));
    let included = known_after(2, change.clone());
    assert_eq!(chosen(&[after.as_slice(), &[included]].concat()), seats(1));
    // The answer may be from before it: then the circle began with two seats.
    let late = known_after(3, change);
    let doubted = (Status::Active, Some(1), vec![Why::Discontinuous(200)]);
    assert_eq!(chosen(&[after.as_slice(), &[late]].concat()), doubted);
}

#[test]
fn the_answer_with_the_greatest_number_counts() {
    assert_eq!(chosen(&[answer(2, 100, active(2)), answer(1, 105, active(1))]), seats(2));
    assert_eq!(chosen(&[answer(2, 100, active(2)), answer(10, 100, active(1))]), seats(1));
}

#[test]
fn an_unknown_status_keeps_what_was() {
    let frozen = Facts { status: ReportedStatus::Unknown("frozen".to_owned()), ..active(5) };
    let unknown = updated(200, active(1), frozen);
    let doubt = Why::UnknownStatus("frozen".to_owned());
    let before = updated(100, active(2), active(1));
    assert_eq!(chosen(&[unknown.clone(), before]), (Status::Active, Some(1), vec![doubt.clone()]));
    let State { subscriptions, doubts } = check(&[unknown]);
    assert_eq!((subscriptions, &doubts[0].why), (Vec::new(), &doubt));
}

#[test]
fn items_of_what_is_over_are_in_doubt_if_some_are_not_listed() {
    let cut =
        Facts { has_more: true, status: ReportedStatus::Known(Status::Canceled), ..active(4) };
    let state = check(&[updated(200, active(1), cut)]);
    assert_eq!(state.doubts[0].why, Why::ItemsMissing);
}

#[test]
fn items_that_are_not_listed_are_kept_and_in_doubt() {
    let add_on = SoldItem { price: Some("price_2".to_owned()), ..active(1).items[0].clone() };
    let all = Facts { items: vec![active(1).items[0].clone(), add_on], ..active(1) };
    let cut = Facts { has_more: true, ..active(4) };
    let before = updated(100, active(1), all.clone());
    let state = check(&[before, updated(200, all, cut)]);
    let items = &state.subscriptions[0].items;
    assert_eq!(items.iter().map(|it| it.quantity).collect::<Vec<_>>(), [Some(4), Some(1)]);
    assert_eq!(state.doubts[0].why, Why::ItemsMissing);
}
