//! A process that is stopped in the middle of a write, as a paused machine is.

use crate::two_servers::Other;
use std::time::Duration;
use tiergate::Tiers;
use tiergate_store::{By, PostgresStore, Store, Tenants};
use tiergate_tests::{plans, postgres::Cluster};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long one server may keep all others from writing: what the README promises.
const LONGEST: Duration = Duration::from_secs(10);

const WRITERS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_writer_keeps_nobody_from_writing() {
    let cluster = Cluster::start(&[]).unwrap();
    let url = cluster.database("frozen").await.unwrap();
    let store = PostgresStore::connect(&url).await.unwrap();
    let tenants = Tenants::new(Tiers::new(plans::without_trial().unwrap(), store.clone()));
    let by = By::new("test");
    tenants.create("acme", None, &by).await.unwrap();

    let mut other = Other::start("hold", &url);
    assert_eq!(other.ask("write"), "written");
    other.signal("-STOP");
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let (tenants, by) = (tenants.clone(), by.clone());
        writers.spawn(async move { tenants.create(&format!("new-{number}"), None, &by).await });
    }
    let written = timeout(LONGEST, writers.join_all()).await.expect("nobody writes any more");
    for written in written {
        assert!(written.unwrap().changed);
    }

    other.signal("-CONT");
    assert_eq!(other.ask("commit"), "lost", "its transaction was ended");
    assert_eq!(store.history("acme", None, 10).await.unwrap().len(), 1);
    assert!(store.verify(|_| {}).await.unwrap().agrees());
}
