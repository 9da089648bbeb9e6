//! Taking in events that an operator has, and working out again what is stored.

use crate::asking::api;
use crate::reconcile::Operator;
use crate::shop::{Database, Shop, event, in_both, of, subscription};
use serde_json::{Value, json};
use tiergate::now;
use tiergate_server::StripeAccount;
use tiergate_store::sqlx::{Postgres, Sqlite, raw_sql};
use tiergate_store::{By, SqlStore};
use tiergate_tests::fake_stripe::FakeStripe;

/// Gives a subscription to another tenant, behind the store's back.
const DAMAGE: &str =
    "UPDATE tiergate_billing_subscriptions SET tenant = 'other' WHERE id = 'stripe:sub_1'";

trait Damaged: Database {
    async fn damage(store: &SqlStore<Self>);
}

impl Damaged for Sqlite {
    async fn damage(store: &SqlStore<Self>) {
        raw_sql(DAMAGE).execute(store.pool()).await.unwrap();
    }
}

impl Damaged for Postgres {
    async fn damage(store: &SqlStore<Self>) {
        raw_sql(DAMAGE).execute(store.pool()).await.unwrap();
    }
}

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

async fn everything_stored_is_worked_out_again<DB: Damaged>() {
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
    DB::damage(store).await;
    assert_eq!(store.billed("other").await.unwrap().len(), 2);
    let run = operator.run("/v1/billing/replay", &json!({})).await;
    assert_eq!(run["replayed"]["new"], 1, "{run}");
    assert_eq!(store.billed("other").await.unwrap().len(), 1);
    assert_eq!(store.billed("acme").await.unwrap().len(), 1);
    assert_eq!(shop.tier().await, "pro");
    let run = operator.run("/v1/billing/replay", &json!({})).await;
    assert_eq!(run["replayed"]["new"], 0, "a second one finds nothing");
}

in_both!(replayed_events_are_taken_in_once, everything_stored_is_worked_out_again);

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
