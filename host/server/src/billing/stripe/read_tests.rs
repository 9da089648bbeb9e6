//! What events report.

use crate::billing::event::{Answer, Problem};
use crate::billing::known::{
    DeletedCustomer, Extract, Link, LinkSource, Owner, Reversal, SeenPrice, SeenProduct, Unpaid,
    Unread, Why, owner, state,
};
use crate::billing::lives::{
    BEGIN, Model, Version, envelope, invoice, known, read, stripe, subscription, subscriptions,
    thin,
};
use crate::billing::provider::Provider;
use serde_json::{Value, json};
use tiergate::Status;

fn event(kind: &str, object: &Value) -> Value {
    envelope(Version::Endive, "evt_1", BEGIN, kind, object)
}

fn extracts(kind: &str, object: &Value) -> Vec<Extract> {
    let event = read(&event(kind, object));
    assert_eq!(event.problems, [], "{kind}");
    event.extracts
}

/// Returns the only problem of an event, which must report nothing.
fn problem(event: &Value) -> Problem {
    let mut event = read(event);
    assert_eq!(event.extracts, []);
    assert!(event.is_of_concern());
    event.problems.remove(0)
}

fn without(field: &str) -> Value {
    let mut event = event("customer.updated", &json!({ "id": "cus_1" }));
    event.as_object_mut().unwrap().remove(field);
    event
}

#[test]
fn what_is_not_an_event_is_kept_with_its_reason() {
    for body in [&b"not json"[..], b"\xff", b"[1]", b"", b"null"] {
        let event = stripe().read(body);
        assert_eq!(event.problems, [Problem::NotJson]);
        assert_eq!((event.id.len(), &event.id[..7]), (71, "sha256:"));
    }
    for field in ["id", "type", "livemode", "created"] {
        assert_eq!(problem(&without(field)), Problem::Missing(field));
    }
    let mut event = event("customer.updated", &json!({}));
    event["created"] = json!(0);
    assert_eq!(problem(&event).to_string(), "`created` cannot be `0`");
    event["created"] = json!(BEGIN);
    event["data"] = Value::Null;
    assert_eq!(problem(&event), Problem::Missing("data.object"));
}

#[test]
fn only_the_configured_mode_and_account_are_read() {
    let mut event = event("customer.updated", &json!({ "id": "cus_1" }));
    event["livemode"] = json!(true);
    assert_eq!(problem(&event), Problem::OtherMode(true));
    event["livemode"] = json!(false);
    event["account"] = json!("acct_1");
    assert_eq!(problem(&event), Problem::OtherAccount("acct_1".to_owned()));
    let mut stripe = stripe();
    stripe.account = Some("acct_1".to_owned());
    assert_eq!(stripe.read(event.to_string().as_bytes()).problems, []);
    let mut thin = thin("evt_2", "customer.subscription.updated", "sub_1", "evt_1");
    thin["context"] = json!("acct_2");
    assert_eq!(problem(&thin), Problem::OtherAccount("acct_2".to_owned()));
}

#[test]
fn other_kinds_are_of_no_concern() {
    for kind in [
        "invoice.created",
        "invoice.finalized",
        "charge.succeeded",
        "checkout.session.expired",
        "customer.source.updated",
        "charge.dispute.created",
        "refund.created",
        "ping",
        "checkout.session.async_payment_failed",
        "subscription_schedule.updated",
    ] {
        let object = json!({ "id": "in_1", "subscription": "sub_1", "customer": "cus_1" });
        assert!(!read(&event(kind, &object)).is_of_concern(), "{kind}");
    }
}

fn session(mode: &str, payment_status: &str) -> Value {
    json!({
        "id": "cs_1", "object": "checkout.session", "mode": mode, "status": "complete",
        "customer": "cus_1", "payment_status": payment_status, "client_reference_id": "zeta",
        "metadata": { "tiergate_tenant": "acme" }, "payment_intent": "pi_1",
    })
}

fn link(source: LinkSource, tenant: &str, subscription: Option<&str>) -> Extract {
    Extract::Link(Link {
        source,
        tenant: Some(tenant.to_owned()),
        customer: Some("stripe:cus_1".to_owned()),
        subscription: subscription.map(str::to_owned),
        at: BEGIN,
        number: None,
    })
}

#[test]
fn a_session_only_links_and_the_status_is_the_subscriptions() {
    let mut session = session("subscription", "paid");
    session["subscription"] = json!("sub_1");
    let one = Some("stripe:sub_1");
    let links = [link(LinkSource::Session, "acme", one), link(LinkSource::Reference, "zeta", one)];
    assert_eq!(extracts("checkout.session.completed", &session), links);
    let known = known(&[read(&event("checkout.session.completed", &session))]);
    assert_eq!(state(&known).doubts[0].why, Why::NeverSeen);
    assert_eq!(owner(&known, "stripe:sub_1", true), Owner::Tenant("acme".to_owned()));
}

#[test]
fn what_is_bought_once_is_a_subscription_when_it_is_paid() {
    let mut session = session("payment", "unpaid");
    session["metadata"]["tiergate"] = json!("lifetime");
    let unpaid = read(&event("checkout.session.completed", &session));
    assert_eq!((unpaid.extracts.len(), subscriptions([&unpaid])), (2, vec![]));
    for status in ["paid", "no_payment_required"] {
        session["payment_status"] = json!(status);
        let paid = read(&event("checkout.session.async_payment_succeeded", &session));
        let known = known(&[unpaid.clone(), paid.clone()]);
        assert_eq!(state(&known).doubts, [], "{status}");
        let bought = &state(&known).subscriptions[0];
        assert_eq!((bought.id.as_str(), bought.status), ("stripe:cs_1", Status::Active));
        assert_eq!(
            (&bought.items[0].names[0], bought.items[0].quantity),
            (&"lifetime".into(), Some(1))
        );
        assert_eq!(owner(&known, "stripe:cs_1", false), Owner::Tenant("acme".to_owned()));
    }
}

#[test]
fn what_was_bought_must_be_asked_if_nothing_names_it() {
    let paid = read(&event("checkout.session.completed", &session("payment", "paid")));
    let before = state(&known([&paid]));
    assert_eq!((before.subscriptions, &before.doubts[0].why), (vec![], &Why::ItemsMissing));
    let mut asked = session("payment", "paid");
    let price = json!({ "id": "price_1", "product": "prod_1" });
    asked["line_items"] = json!({ "data": [{ "price": price, "quantity": 2 }] });
    let answer = stripe().read_answer(&asked, Answer { number: 1, as_of: BEGIN + 9 });
    let after = state(&known([&paid, &answer]));
    assert_eq!(after.doubts, []);
    assert_eq!(after.subscriptions[0].items[0].names, ["price_1", "prod_1"]);
}

#[test]
fn refunds_and_lost_disputes_end_what_was_bought() {
    let reversal = |is_reversed| {
        let payment = "stripe:pi_1".to_owned();
        vec![Extract::Reversal(Reversal { payment, is_reversed, at: BEGIN })]
    };
    let object = |field: &str, value: Value| json!({ "payment_intent": "pi_1", field: value });
    assert_eq!(extracts("charge.refunded", &object("refunded", json!(true))), reversal(true));
    assert_eq!(extracts("charge.refunded", &object("refunded", json!(false))), []);
    let closed = |status| extracts("charge.dispute.closed", &object("status", json!(status)));
    assert_eq!((closed("lost"), closed("won")), (reversal(true), vec![]));
    assert_eq!(extracts("refund.failed", &object("status", json!("failed"))), reversal(false));
}

#[test]
fn a_failed_payment_is_evidence_of_when_it_was_due() {
    for version in crate::billing::lives::VERSIONS {
        let invoice = invoice(version, "sub_1", BEGIN - 60);
        for kind in ["payment_failed", "payment_action_required", "overdue"] {
            let kind = format!("invoice.{kind}");
            let event = read(&envelope(version, "evt_1", BEGIN, &kind, &invoice));
            let subscription = "stripe:sub_1".to_owned();
            let unpaid = Unpaid { subscription, since: BEGIN - 60, at: BEGIN };
            assert_eq!(event.extracts.last(), Some(&Extract::Unpaid(unpaid)), "{version:?}");
        }
        let paid = read(&envelope(version, "evt_1", BEGIN, "invoice.paid", &invoice));
        assert!(matches!(paid.extracts.as_slice(), [Extract::Link(_)]));
    }
    let mut sent = invoice(Version::Endive, "sub_1", BEGIN - 60);
    sent["due_date"] = json!(BEGIN - 10);
    let overdue = extracts("invoice.overdue", &sent);
    assert!(matches!(&overdue[1], Extract::Unpaid(it) if it.since == BEGIN - 10));
    sent["status"] = json!("open");
    let answer = stripe().read_answer(&sent, Answer { number: 1, as_of: BEGIN });
    assert_eq!(answer.extracts, overdue);
}

#[test]
fn customers_are_linked_by_their_metadata_and_deleted() {
    let mut customer = json!({ "id": "cus_1", "metadata": { "tiergate_tenant": "acme" } });
    let named = link(LinkSource::Customer, "acme", None);
    assert_eq!(extracts("customer.updated", &customer), [named]);
    customer["metadata"] = json!({});
    let Extract::Link(link) = &extracts("customer.created", &customer)[0] else { unreachable!() };
    assert_eq!(link.tenant, None);
    let deleted = DeletedCustomer { customer: "stripe:cus_1".to_owned(), at: BEGIN };
    assert_eq!(extracts("customer.deleted", &customer), [Extract::DeletedCustomer(deleted)]);
}

#[test]
fn prices_and_products_are_read() {
    let mut price = json!({ "id": "price_1", "product": "prod_1", "lookup_key": "pro" });
    price["metadata"] = json!({ "tiergate": "notes-pro" });
    let seen = Extract::Price(SeenPrice {
        price: "stripe:price_1".to_owned(),
        tag: Some("notes-pro".to_owned()),
        lookup_key: Some("pro".to_owned()),
        product: Some("prod_1".to_owned()),
        at: BEGIN,
    });
    assert_eq!(extracts("price.updated", &price), [seen]);
    let seen =
        SeenProduct { product: "stripe:prod_1".to_owned(), name: "Pro".to_owned(), at: BEGIN };
    let product = json!({ "id": "prod_1", "name": "Pro" });
    assert_eq!(extracts("product.updated", &product), [Extract::Product(seen)]);
}

#[test]
fn entitlements_are_items_if_switched_on() {
    let kind = "entitlements.active_entitlement_summary.updated";
    let keys = json!({ "data": [{ "lookup_key": "sso" }, { "lookup_key": "api" }] });
    let mut object = json!({ "customer": "cus_1", "entitlements": keys });
    let summary = read(&event(kind, &object));
    let entitled = subscriptions([&summary]).remove(0);
    let names: Vec<_> = entitled.items.iter().flat_map(|it| &it.names).collect();
    assert_eq!((entitled.id.as_str(), names.len()), ("stripe:entitlements:cus_1", 2));
    assert_eq!(names, ["api", "sso"]);
    object["entitlements"]["has_more"] = json!(true);
    let cut = read(&event(kind, &object));
    assert_eq!(state(&known([&cut])).doubts[0].why, Why::ItemsMissing);
    let mut stripe = stripe();
    stripe.reads_entitlements = false;
    assert!(!stripe.read(event(kind, &object).to_string().as_bytes()).is_of_concern());
}

#[test]
fn thin_events_are_kept_with_their_reason() {
    let mut event = thin("evt_1", "customer.subscription.past_due", "sub_1", "evt_2");
    let reason = Problem::Thin("v1.customer.subscription.past_due".to_owned());
    let read_event = read(&event);
    assert_eq!((read_event.at, read_event.problems.as_slice()), (Some(BEGIN), &[reason][..]));
    event["type"] = json!("v1.payment_intent.created");
    assert!(!read(&event).is_of_concern());
    event["created"] = json!("yesterday");
    assert_eq!(problem(&event).to_string(), "`created` cannot be `yesterday`");
}

#[test]
fn an_answer_replaces_what_events_reported_before() {
    let object = |status| subscription(Version::Endive, "sub_1", &Model::new(status, "price_1", 1));
    let reported = read(&event("customer.subscription.updated", &object("trialing")));
    let answer = Answer { number: 1, as_of: BEGIN + 1 };
    let answer = stripe().read_answer(&object("active"), answer);
    assert_eq!(answer.id, "answer:1:sub_1");
    let state = state(&known([&answer, &reported]));
    assert_eq!((state.subscriptions[0].status, state.doubts), (Status::Active, vec![]));
}

#[test]
fn thin_events_about_anything_else_name_the_event_to_ask_for() {
    for kind in [
        "checkout.session.completed",
        "invoice.payment_failed",
        "entitlements.active_entitlement_summary.entitlement_added",
    ] {
        let mut event = thin("evt_1", kind, "x_1", "evt_2");
        event["related_object"] = Value::Null;
        let unread = Unread { event: "stripe:event/evt_2".to_owned(), at: BEGIN };
        assert_eq!(read(&event).extracts, [Extract::Unread(unread)], "{kind}");
    }
    let unused = thin("evt_1", "invoice.updated", "in_1", "evt_2");
    assert!(!read(&unused).is_of_concern(), "its snapshot would not be used");
}
