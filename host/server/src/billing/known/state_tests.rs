//! Purchases, deleted customers and what was never seen.

use super::choose_tests::{active, known, snapshot};
use super::{
    Cause, DeletedCustomer, Doubt, Extract, Mention, Reversal, Snapshot, Unpaid, Why, state,
};
use tiergate::Status;

fn purchase() -> Extract {
    let Extract::Snapshot(it) = snapshot(100, Cause::Seen, active(1)) else { unreachable!() };
    let (subscription, payment) = ("stripe:cs_1".to_owned(), Some("stripe:pi_1".to_owned()));
    Extract::Snapshot(Snapshot { subscription, payment, ..it })
}

fn reversal(at: u64, is_reversed: bool) -> Extract {
    Extract::Reversal(Reversal { payment: "stripe:pi_1".to_owned(), is_reversed, at })
}

/// Returns the status, and when it ended.
fn ended(extracts: &[Extract]) -> (Status, Option<u64>) {
    let subscription = state(&known(extracts)).subscriptions.remove(0);
    (subscription.status, subscription.ends_at)
}

fn whys(extracts: &[Extract]) -> Vec<Why> {
    state(&known(extracts)).doubts.into_iter().map(|it| it.why).collect()
}

#[test]
fn a_refund_ends_what_was_bought_once_unless_it_failed() {
    let (full, failed) = (reversal(200, true), reversal(300, false));
    assert_eq!(ended(&[purchase()]), (Status::Active, None));
    assert_eq!(ended(&[full.clone(), purchase()]), (Status::Canceled, Some(200)));
    assert_eq!(ended(&[failed.clone(), full.clone(), purchase()]), (Status::Active, None));
    let again = reversal(400, true);
    assert_eq!(ended(&[again, failed, full, purchase()]), (Status::Canceled, Some(400)));
    assert_eq!(
        ended(&[reversal(200, true), snapshot(100, Cause::Created, active(1))]).0,
        Status::Active
    );
}

#[test]
fn a_subscription_of_a_deleted_customer_is_in_doubt_until_its_end_is_reported() {
    let customer = "stripe:cus_1".to_owned();
    let deleted = Extract::DeletedCustomer(DeletedCustomer { customer, at: 200 });
    let subscribed = snapshot(100, Cause::Created, active(1));
    assert_eq!(whys(&[deleted.clone(), subscribed.clone()]), [Why::CustomerDeleted]);
    let over = super::choose_tests::facts(Status::Canceled, 1);
    let over = snapshot(201, Cause::Changed, over);
    assert_eq!(whys(&[deleted.clone(), subscribed, over]), []);
    let expired = super::choose_tests::facts(Status::IncompleteExpired, 1);
    let expired = snapshot(201, Cause::Changed, expired);
    assert_eq!(whys(&[deleted.clone(), expired]), [], "it never began, and is over");
    assert_eq!(whys(&[deleted, purchase()]), []);
}

#[test]
fn what_is_mentioned_and_never_reported_is_in_doubt() {
    let subscription = "stripe:sub_1".to_owned();
    let unpaid = Unpaid { subscription: subscription.clone(), since: 90, at: 100 };
    let unpaid = Extract::Unpaid(unpaid);
    let seen = snapshot(99, Cause::Created, active(1));
    assert_eq!(whys(std::slice::from_ref(&unpaid)), [Why::NeverSeen]);
    assert_eq!(whys(&[unpaid, seen.clone()]), []);
    let mention = Extract::Mention(Mention { subscription, twin: None, at: 100 });
    assert_eq!(whys(std::slice::from_ref(&mention)), [Why::Unread]);
    assert_eq!(whys(&[mention.clone(), seen.clone()]), [Why::Unread]);
    assert_eq!(whys(&[mention, seen, snapshot(101, Cause::Seen, active(1))]), []);
}

#[test]
fn what_changed_twice_in_a_second_is_in_doubt() {
    let twice =
        [snapshot(100, Cause::Changed, active(1)), snapshot(100, Cause::Changed, active(2))];
    let doubt = Doubt { subscription: "stripe:sub_1".to_owned(), why: Why::OrderUnknown(100) };
    assert_eq!(doubt.why.to_string(), "the order of its changes at 100 is unknown");
    assert_eq!(state(&known(&twice)).doubts, [doubt]);
}

#[test]
fn extracts_survive_a_store() {
    let extracts =
        [purchase(), reversal(1, true), snapshot(1, Cause::Updated(active(2)), active(3))];
    for extract in extracts {
        let text = serde_json::to_string(&extract).unwrap();
        assert_eq!(serde_json::from_str::<Extract>(&text).unwrap(), extract);
    }
    assert_eq!(purchase().subjects(), ["stripe:cs_1", "stripe:cus_1", "stripe:pi_1"]);
}
