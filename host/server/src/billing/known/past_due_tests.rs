//! Since when a subscription is past due.

use super::choose_tests::{active, answer, facts, known, snapshot, updated};
use super::{Cause, Extract, Facts, Unpaid, Why, state};
use tiergate::Status;

fn past_due() -> Facts {
    facts(Status::PastDue, 1)
}

fn unpaid(at: u64, since: u64) -> Extract {
    Extract::Unpaid(Unpaid { subscription: "stripe:sub_1".to_owned(), since, at })
}

/// Returns since when it is past due, and whether that is in doubt; whatever the order.
fn since(extracts: &[Extract]) -> (Option<u64>, bool) {
    let reversed: Vec<_> = extracts.iter().rev().cloned().collect();
    let state = state(&known(extracts));
    assert_eq!(state, super::state(&known(&reversed)));
    let is_doubted = state.doubts.iter().any(|it| it.why == Why::PastDueSinceUnknown);
    (state.subscriptions[0].past_due_since, is_doubted)
}

#[test]
fn it_is_since_the_change_or_the_first_report() {
    let change = updated(100, active(1), past_due());
    let again = updated(900, past_due(), Facts { ends_at: Some(5000), ..past_due() });
    assert_eq!(since(&[change.clone(), again.clone()]), (Some(100), false));
    assert_eq!(since(std::slice::from_ref(&again)), (Some(900), true));
    let good = snapshot(50, Cause::Created, active(1));
    assert_eq!(since(&[again, good]), (Some(900), false));
    assert_eq!(since(&[change, updated(200, past_due(), active(1))]), (None, false));
}

#[test]
fn past_due_and_unpaid_are_one_episode() {
    let unpaid = updated(900, past_due(), facts(Status::Unpaid, 1));
    let change = updated(100, active(1), past_due());
    assert_eq!(since(&[change, unpaid]), (Some(100), false));
}

#[test]
fn an_earlier_episode_does_not_count() {
    let first = updated(100, active(1), past_due());
    let paid = updated(200, past_due(), active(1));
    let second = updated(300, active(1), past_due());
    assert_eq!(since(&[first.clone(), paid.clone(), second.clone()]), (Some(300), false));
    let evidence = [unpaid(100, 99), unpaid(300, 299)];
    let all = [first.clone(), paid, second.clone(), evidence[0].clone(), evidence[1].clone()];
    assert_eq!(since(&all), (Some(299), false));
    // The payment was reported by nothing but the change after it.
    assert_eq!(since(&[first, second, evidence[0].clone()]), (Some(300), false));
    // All in one second.
    let within = [
        updated(300, active(1), past_due()),
        updated(300, past_due(), active(2)),
        updated(300, active(2), past_due()),
        updated(100, active(1), past_due()),
    ];
    let within = since(&within);
    assert_eq!(within.0, Some(300));
}

#[test]
fn evidence_of_invoices_makes_it_earlier_but_not_than_the_last_good_report() {
    let reported = snapshot(500, Cause::Changed, past_due());
    assert_eq!(since(&[reported.clone(), unpaid(490, 400)]), (Some(400), false));
    let good = snapshot(450, Cause::Created, active(1));
    assert_eq!(since(&[reported.clone(), unpaid(490, 400), good.clone()]), (Some(450), false));
    assert_eq!(since(&[reported.clone(), unpaid(440, 400), good]), (Some(500), false));
    assert_eq!(since(&[reported, unpaid(700, 650)]), (Some(500), false));
}

#[test]
fn an_answer_is_when_it_was_first_seen_and_never_renewed() {
    let answers = [answer(1, 100, past_due()), answer(2, 200, past_due())];
    assert_eq!(since(&answers), (Some(100), true));
    let evidence = unpaid(200, 70);
    assert_eq!(since(&[answers.as_slice(), &[evidence]].concat()), (Some(70), false));
}

#[test]
fn an_unknown_status_neither_begins_nor_ends_it() {
    let status = super::ReportedStatus::Unknown("frozen".to_owned());
    let frozen = Facts { status, ..active(1) };
    let change = updated(100, active(1), past_due());
    let unknown = updated(200, past_due(), frozen.clone());
    assert_eq!(since(&[change, unknown]), (Some(100), false));
    let early = snapshot(50, Cause::Changed, frozen);
    assert_eq!(since(&[early, snapshot(90, Cause::Changed, past_due())]).0, Some(90));
}
