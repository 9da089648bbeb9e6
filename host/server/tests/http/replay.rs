//! Taking in events that an operator has, and working out again what is stored.

use crate::asking::api;
use crate::reconcile::Operator;
use crate::shop::{Database, Shop, any_event, event, in_both, of, subscription, webhook};
use serde_json::{Value, json};
use tiergate::now;
use tiergate_server::StripeAccount;
use tiergate_store::sqlx::Sqlite;
use tiergate_store::{By, WriteError};
use tiergate_tests::fake_stripe::FakeStripe;
use tiergate_tests::plans;

/// Gives a subscription to another tenant, behind the store's back.
const DAMAGE: &str =
    "UPDATE tiergate_billing_subscriptions SET tenant = 'other' WHERE id = 'stripe:sub_1'";

/// The life of two subscriptions, in which the second one is over.
fn life() -> Vec<Value> {
    let at = now() - 5_000;
    let (one, other) =
        (|it| subscription("sub_1", it, &of("acme")), |it| subscription("sub_2", it, &of("other")));
    vec![
        event("evt_1", "created", at, &one("incomplete")),
        event("evt_2", "updated", at + 60, &one("active")),
        event("evt_3", "created", at, &other("active")),
        event("evt_4", "deleted", at + 90, &other("canceled")),
    ]
}

async fn replayed_events_are_taken_in_once<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    shop.tenants.create("other", None, &By::new("test")).await.unwrap();
    let operator = Operator::of(&shop, StripeAccount::new(true));
    shop.events(&life()[..1]).await;
    let mut events = life();
    events.reverse();
    events.push(json!({ "id": "evt_test", "type": "customer.subscription.updated",
        "created": now(), "livemode": false, "data": { "object": {} } }));
    let body = json!({ "events": events });
    let run = operator.run("/v1/billing/replay", &body).await;
    let replayed = &run["replayed"];
    assert_eq!((&replayed["read"], &replayed["new"]), (&json!(5), &json!(4)), "{run}");
    assert_eq!(
        (&replayed["changed"], &replayed["tenants"]),
        (&json!(2), &json!(["acme", "other"]))
    );
    assert!(replayed["problems"][0].as_str().unwrap().contains("livemode"), "{run}");
    assert_eq!([shop.tier().await, shop.tier_of("other").await], ["pro", "basic"]);
    let history = shop.history("acme").await.len();
    let run = operator.run("/v1/billing/replay", &body).await;
    let replayed = &run["replayed"];
    assert_eq!((&replayed["new"], &replayed["changed"]), (&json!(0), &json!(0)));
    assert_eq!(replayed["tenants"], json!([]));
    assert_eq!(shop.history("acme").await.len(), history);
}

async fn everything_stored_is_worked_out_again<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    shop.tenants.create("other", None, &By::new("test")).await.unwrap();
    let operator = Operator::of(&shop, StripeAccount::new(true));
    for number in 0..1_200 {
        let id = format!("sub_many_{number:04}");
        let of = subscription(&id, "active", &json!({}));
        shop.events(&[event(&format!("evt_{id}"), "created", now(), &of)]).await;
        if number > 20 && std::env::var_os("TIERGATE_FUZZ").is_none() {
            break;
        }
    }
    shop.events(&life()).await;
    // As if it had been stored by a version that read the events otherwise.
    let store = shop.tenants.store();
    DB::change(store, DAMAGE).await;
    assert_eq!(store.billed("other").await.unwrap().len(), 2);
    let run = operator.run("/v1/billing/replay", &json!({})).await;
    assert_eq!(run["replayed"]["new"], 1, "{run}");
    assert_eq!(store.billed("other").await.unwrap().len(), 1);
    assert_eq!(store.billed("acme").await.unwrap().len(), 1);
    assert_eq!(shop.tier().await, "pro");
    let run = operator.run("/v1/billing/replay", &json!({})).await;
    assert_eq!(run["replayed"]["new"], 0, "a second one finds nothing");
}

/// What only `client_reference_id` gives to `acme`: a session and its subscription.
fn by_reference() -> [Value; 2] {
    let own = subscription("sub_1", "active", &json!({}));
    let session = json!({ "id": "cs_1", "object": "checkout.session", "mode": "subscription",
        "customer": own["customer"], "subscription": "sub_1", "client_reference_id": "acme" });
    [
        any_event("evt_session", "checkout.session.completed", now() - 90, &session),
        event("evt_1", "created", now() - 90, &own),
    ]
}

async fn other_settings_take_nothing_away<DB: Database>() {
    let fake = FakeStripe::start(1).await.unwrap();
    let file = plans::file().unwrap();
    let shop = Shop::<DB>::with(&file, |account, _| webhook(account.tenant_by_reference())).await;
    shop.events(&by_reference()).await;
    assert_eq!(shop.tier().await, "pro");
    let account = StripeAccount::new(true).api(api(&fake));
    let (other, own) = (account.clone(), account.tenant_by_reference());
    let (other, own) = (Operator::of(&shop, other), Operator::of(&shop, own));
    let events = shop.history("acme").await;

    let run = other.run("/v1/billing/replay", &json!({})).await["replayed"].clone();
    assert_eq!((&run["new"], &run["changed"]), (&json!(0), &json!(0)), "{run}");
    let listed = run["problems"][0].as_str().unwrap();
    assert!(listed.contains("stripe:sub_1") && listed.contains("same settings"), "{run}");
    let run = own.run("/v1/billing/replay", &json!({})).await["replayed"].clone();
    assert_eq!((&run["new"], &run["problems"]), (&json!(0), &json!([])), "{run}");
    assert_eq!(shop.history("acme").await, events);

    // What is new is taken in, and whose it is stays the same.
    let paused = subscription("sub_1", "past_due", &json!({}));
    let paused = event("evt_2", "updated", now() - 60, &paused);
    let run = other.run("/v1/billing/replay", &json!({ "events": [paused] })).await;
    assert_eq!(run["replayed"]["tenants"], json!(["acme"]), "{run}");
    assert!(run["replayed"]["problems"][0].as_str().unwrap().contains("stripe:sub_1"), "{run}");
    let mut active = subscription("sub_1", "active", &json!({}));
    active["livemode"] = json!(true);
    fake.account().put(active);
    for _ in 0..2 {
        let run = other.run("/v1/billing/reconcile", &json!({ "dryRun": true })).await;
        let found = &run["reconciled"]["differences"][0];
        assert_eq!(found["tenant"], "acme", "{run}");
        assert!(found["differs"].to_string().contains("same settings"), "{run}");
    }
    other.run("/v1/billing/reconcile", &json!({})).await;
    let billed = shop.tenants.store().billed("acme").await.unwrap();
    assert!(billed["stripe:sub_1"].doubts.is_empty(), "{billed:?}");
    assert_eq!(shop.tier().await, "pro");
}

async fn what_follows_from_facts_is_taken_away<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let own = |metadata| subscription("sub_1", "active", &metadata);
    shop.events(&[event("evt_1", "created", now() - 90, &own(of("acme")))]).await;
    let moved = event("evt_2", "updated", now() - 60, &own(json!({})));
    let operator = Operator::of(&shop, StripeAccount::new(true));
    let run = operator.run("/v1/billing/replay", &json!({ "events": [moved] })).await;
    assert_eq!(run["replayed"]["problems"], json!([]), "{run}");
    assert_eq!(shop.tier().await, "basic");
}

async fn tenants_are_created_as_by_the_webhook<DB: Database>() {
    let shop = Shop::<DB>::new().await;
    let account = StripeAccount::new(true).create_tenants(&shop.tenants);
    let own = subscription("sub_1", "active", &of("new"));
    let body = json!({ "events": [event("evt_1", "created", now() - 90, &own)] });
    Operator::of(&shop, account).run("/v1/billing/replay", &body).await;
    assert_eq!(shop.tier_of("new").await, "pro");
}

async fn a_writer_is_checked_before_anything_is_written<DB: Database>() {
    let fake = FakeStripe::start(1).await.unwrap();
    let shop = Shop::<DB>::new().await;
    let account = StripeAccount::new(true).api(api(&fake));
    let operator = Operator::of(&shop, account.clone());
    let long = "x".repeat(4_001);
    for path in ["/v1/billing/replay", "/v1/billing/reconcile"] {
        let (status, problem) = operator.ask("POST", path, &json!({ "reason": long })).await;
        assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("bad-request")), "{problem}");
    }
    let store = shop.tenants.store();
    let (events, bad) = (&life()[..2], By::new("ann").because(&*long));
    let is_refused = |it: Option<WriteError>| matches!(it, Some(WriteError::BadText { .. }));
    assert!(is_refused(account.replay(store, events, &bad).await.err()));
    assert!(is_refused(account.replay_stored(store, "", &bad).await.err()));
    assert!(account.reconcile(store, &bad, false).await.is_err());
    assert_eq!(shop.tier().await, "basic");
    // A key would refuse the second write of a tenant, and a revision all but one.
    let by = By::new("ann").key("once").at_revision(1);
    for event in events {
        account.replay(store, std::slice::from_ref(event), &by).await.unwrap();
    }
    assert_eq!(shop.tier().await, "pro");
}

in_both!(
    replayed_events_are_taken_in_once,
    everything_stored_is_worked_out_again,
    other_settings_take_nothing_away,
    what_follows_from_facts_is_taken_away,
    tenants_are_created_as_by_the_webhook,
    a_writer_is_checked_before_anything_is_written,
);

#[tokio::test]
async fn a_large_replay_is_taken() {
    let shop = Shop::<Sqlite>::new().await;
    let operator = Operator::of(&shop, StripeAccount::new(true));
    let events = |size| json!({ "events": [{ "id": "evt_1", "pad": "x".repeat(size) }] });
    operator.run("/v1/billing/replay", &events(3 << 20)).await;
    let (status, problem) = operator.ask("POST", "/v1/billing/replay", &events(17 << 20)).await;
    assert_eq!((status.as_u16(), &problem["code"]), (413, &json!("bad-request")), "{problem}");
}

#[tokio::test]
async fn a_body_with_many_events_may_be_larger_than_others() {
    let shop = Shop::<Sqlite>::new().await;
    let operator = Operator::of(&shop, StripeAccount::new(true));
    let note = "x".repeat(1 << 20);
    let event =
        json!({ "id": "evt_large", "type": "plan.created", "livemode": true, "note": note });
    let body = |times| json!({ "events": vec![&event; times] });
    let run = operator.run("/v1/billing/replay", &body(4)).await;
    assert_eq!(run["replayed"]["read"], 4, "{run}");
    let (status, problem) = operator.ask("POST", "/v1/billing/replay", &body(17)).await;
    assert_eq!((status.as_u16(), &problem["code"]), (413, &json!("bad-request")));
    let large = json!({ "reason": note.repeat(3) });
    let (status, _) = operator.ask("POST", "/v1/billing/reconcile", &large).await;
    assert_eq!(status.as_u16(), 413, "other routes have the usual limit");
}

#[tokio::test]
async fn too_many_events_and_other_values_are_refused() {
    let fake = FakeStripe::start(1).await.unwrap();
    let shop = Shop::<Sqlite>::new().await;
    let operator = Operator::of(&shop, StripeAccount::new(true).api(api(&fake)));
    for (body, refused) in [
        (json!({ "events": vec![json!({}); 10_001] }), (413, "too-many")),
        (json!({ "events": [1] }), (422, "bad-request")),
        (json!({ "event": [] }), (422, "bad-request")),
    ] {
        let (status, problem) = operator.ask("POST", "/v1/billing/replay", &body).await;
        assert_eq!((status.as_u16(), problem["code"].as_str().unwrap()), refused);
    }
}
