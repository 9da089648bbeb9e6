//! Many subscriptions with the same life, whose events arrive in any order, at two servers.

use crate::shop::{Shop, event, of, subscription};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tiergate::now;
use tiergate_store::sqlx::Postgres;
use tiergate_store::{BilledSubscription, By, Store};
use tiergate_tests::dice::{Dice, seed, size};
use tiergate_tests::postgres::fresh_database;

/// Returns a subscription as it is at each step of its life.
fn steps(id: &str, tenant: &str) -> Vec<Value> {
    let mut now = subscription(id, "incomplete", &of(tenant));
    let mut steps = vec![now.clone()];
    for (field, value) in [
        ("/status", json!("active")),
        ("/items/data/0/quantity", json!(3)),
        ("/items/data/0/price/id", json!("p-premium")),
        ("/status", json!("past_due")),
        ("/status", json!("active")),
        ("/items/data/0/quantity", json!(2)),
        ("/status", json!("past_due")),
    ] {
        *now.pointer_mut(field).unwrap() = value;
        steps.push(now.clone());
    }
    steps
}

/// Returns the events of a life. They are `apart` seconds from each other.
fn life(number: usize, began: u64, apart: u64) -> Vec<Value> {
    let steps = steps(&format!("sub_{number}"), &tenant(number));
    let mut before: Option<Value> = None;
    let events = (0..).zip(steps).map(|(step, now)| {
        let kind = if step == 0 { "created" } else { "updated" };
        let mut event = event(&format!("evt_{number}_{step}"), kind, began + step * apart, &now);
        if let Some(before) = before.replace(now.clone()) {
            let changed: serde_json::Map<_, _> = before.as_object().unwrap().clone();
            let changed = changed.into_iter().filter(|(field, value)| now[field] != *value);
            event["data"]["previous_attributes"] = Value::Object(changed.collect());
        }
        event
    });
    events.collect()
}

fn tenant(number: usize) -> String {
    format!("t-{number}")
}

/// Returns these in a random order, some of them twice.
fn shuffled(mut events: Vec<Value>, dice: &mut Dice) -> Vec<Value> {
    let twice = dice.some(&events, 30);
    events.extend(twice);
    dice.shuffle(&mut events);
    events
}

/// Takes the first event of each order to one of two servers, all at once, and then the next ones.
async fn send(servers: &[Shop<Postgres>; 2], orders: &mut [Vec<Value>], dice: &mut Dice) {
    while orders.iter().any(|order| !order.is_empty()) {
        let next: Vec<_> = orders.iter_mut().filter_map(Vec::pop).collect();
        // As many as may wait at one server: more are refused, to be sent again.
        for some in next.chunks(400) {
            let sent = some.iter().map(|event| (&servers[dice.below(2)], event));
            let sent = sent.map(|(server, event)| server.event(event));
            let answers = futures_util::future::join_all(sent).await;
            assert!(answers.iter().all(|it| it.is_success()), "{answers:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_order_of_a_life_has_one_state_on_postgres() {
    let mut dice = Dice::new(seed("orders on PostgreSQL").unwrap());
    let count = size(200, 2_000);
    let url = fresh_database().await.unwrap();
    let servers = [Shop::<Postgres>::at(&url).await, Shop::<Postgres>::at(&url).await];
    let [here, there] = &servers;
    let creation = here.tenants.creation(None, false).unwrap();
    let all = (0..count).map(|it| (tenant(it), creation.clone())).collect();
    here.tenants.store().write_many(all, &By::new("test")).await.unwrap();
    let began = now() - 10_000;
    // Every other life is within one second.
    let mut orders: Vec<_> = (0..count)
        .map(|it| shuffled(life(it, began, if it % 2 == 0 { 60 } else { 0 }), &mut dice))
        .collect();
    send(&servers, &mut orders, &mut dice).await;

    let mut states = [BTreeSet::new(), BTreeSet::new()];
    for number in 0..count {
        let billed = there.tenants.store().billed(&tenant(number)).await.unwrap();
        let BilledSubscription { subscription, doubts, .. } = billed.into_values().next().unwrap();
        let mut subscription = subscription.unwrap();
        subscription.id = "same".to_owned();
        states[number % 2].insert(format!("{subscription:?} {doubts:?}"));
        let tiers = [here.tier_of(&tenant(number)).await, there.tier_of(&tenant(number)).await];
        assert_eq!(tiers[0], tiers[1]);
    }
    println!("{count} orders: {states:?}");
    assert!(states.iter().all(|it| it.len() == 1), "{states:?}");
    for state in states.iter().flatten() {
        assert!(state.contains("PastDue") && state.contains("Some(2)"), "{state}");
    }
    assert!(here.tenants.store().verify(|_| {}).await.unwrap().agrees());
}
