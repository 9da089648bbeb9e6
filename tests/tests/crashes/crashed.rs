//! PostgreSQL, killed hard while tenants are granted to.

use crate::acknowledged::{Acknowledged, Found};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tiergate::Tiers;
use tiergate_store::{By, PostgresStore, Tenants};
use tiergate_tests::dice::{Dice, seed};
use tiergate_tests::{plans, postgres::Cluster};

const CRASHES: usize = 20;

type Known = Arc<Mutex<Acknowledged>>;

/// Grants until the database is gone.
async fn grant(tenants: Tenants<PostgresStore>, known: Known) {
    let by = By::new("granting");
    for tier in ["basic", "pro", "premium"].iter().cycle() {
        let Ok(written) = tenants.grant("acme", tier, None, &by).await else { return };
        known.lock().unwrap().0.insert(written.revision, (*tier).to_owned());
    }
}

/// Crashes the database, so many times or until something acknowledged is lost.
async fn crash(settings: &[(&str, &str)]) -> Found {
    let mut cluster = Cluster::start(settings).unwrap();
    let url = cluster.database("crashed").await.unwrap();
    let store = PostgresStore::connect(&url).await.unwrap();
    let tenants = Tenants::new(Tiers::new(plans::without_trial().unwrap(), store.clone()));
    tenants.create("acme", None, &By::new("test")).await.unwrap();
    let mut dice = Dice::new(seed("crash").unwrap());
    let known = Known::default();
    let mut found = Found::default();
    for crashes in 1..=CRASHES {
        let granting = tokio::spawn(grant(tenants.clone(), Arc::clone(&known)));
        tokio::time::sleep(Duration::from_millis(dice.between(50, 250))).await;
        // On a busy machine nothing may be acknowledged by then.
        while known.lock().unwrap().0.is_empty() && !granting.is_finished() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        cluster.kill_hard().unwrap();
        granting.await.unwrap();
        cluster.start_again().unwrap();
        let acknowledged = Acknowledged(known.lock().unwrap().0.clone());
        found = acknowledged.find(&store).await;
        println!("{crashes} crashes: {found:?}");
        if found.lost > 0 {
            break;
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost() {
    let found = crash(&[]).await;
    assert!(found.lost == 0 && found.acknowledged > CRASHES, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn commits_that_are_not_flushed_are_caught() {
    let settings = [("synchronous_commit", "off"), ("wal_writer_delay", "10000")];
    assert!(crash(&settings).await.lost > 0);
}
