//! A server that is killed between the receipt of events and their answers. What it did not answer
//! is sent again: each event counts exactly once.

use crate::events::{bills, bought, send_all, start, tenants};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use tiergate_store::{PostgresStore, sqlx};
use tiergate_tests::built::Built;
use tiergate_tests::dice::{Dice, seed, size};
use tiergate_tests::postgres::fresh_database;

/// How many events each round sends.
const EVENTS: usize = 40;

/// What the rounds found.
#[derive(Debug, Default)]
struct Found {
    /// Events that were acknowledged before the server was killed.
    acknowledged: usize,
    /// Those of them that were not stored.
    lost: usize,
    /// Events that were stored, and not acknowledged.
    unanswered: usize,
    /// Events that were not stored.
    missing: usize,
}

async fn stored(store: &PostgresStore) -> BTreeSet<String> {
    let ids = sqlx::query_scalar("SELECT id FROM tiergate_billing_events");
    let ids: Vec<String> = ids.fetch_all(store.pool()).await.unwrap();
    ids.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_counts_each_event_once() {
    let _alone = crate::alone();
    let mut dice = Dice::new(seed("killed between receipt and answer").unwrap());
    let rounds = size(5, 100);
    let url = fresh_database().await.unwrap();
    let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
    let names: Vec<String> = (0..rounds * EVENTS).map(|it| format!("t-{it}")).collect();
    let tenants = tenants(&url, &policy, &names).await;
    let (store, mut found) = (tenants.store(), Found::default());
    for some in names.chunks(EVENTS) {
        let events: Vec<Value> = some.iter().map(|name| bought(name)).collect();
        let server = start(&url, &policy, folder.path());
        let (address, sent) = (server.address.clone(), events.clone());
        let sending = std::thread::spawn(move || send_all(&address, &sent, EVENTS));
        tokio::time::sleep(Duration::from_micros(dice.between(5_000, 200_000))).await;
        // Killed with SIGKILL.
        drop(server);
        let acknowledged = sending.join().unwrap();

        let stored = stored(store).await;
        let is_stored = |event: &&Value| event["id"].as_str().is_some_and(|id| stored.contains(id));
        let (all, answered) = (events.iter().filter(is_stored).count(), acknowledged.len());
        let kept = acknowledged.iter().filter(is_stored).count();
        found.acknowledged += answered;
        found.lost += answered - kept;
        found.unanswered += all - kept;
        found.missing += events.len() - all;

        let server = start(&url, &policy, folder.path());
        let again: Vec<Value> =
            events.iter().filter(|event| !acknowledged.contains(event)).cloned().collect();
        assert_eq!(send_all(&server.address, &again, 8).len(), again.len());
        for name in some {
            assert_eq!(bills(store, name).await, 1, "{name}: {found:?}");
        }
    }
    println!("{rounds} times killed: {found:?}");
    assert_eq!(found.lost, 0, "{found:?}");
    assert!(found.missing > 0, "it was killed too late: {found:?}");
    for name in names {
        assert_eq!(tenants.tiers().resolve(&name).await.unwrap().tier, "pro", "{name}");
    }
}
