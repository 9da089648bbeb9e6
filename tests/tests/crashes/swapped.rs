//! Two processes on one PostgreSQL: a policy that one activates decides in the other.

use crate::two_servers::Other;
use std::time::{Duration, Instant};
use tiergate::{Policy, Tiers};
use tiergate_store::{By, PostgresStore, Tenants};
use tiergate_tests::dice::size;
use tiergate_tests::{plans, postgres::Cluster};

/// How long the other process takes to decide by this policy.
fn seen(other: &mut Other, digest: &str) -> Duration {
    let start = Instant::now();
    assert_eq!(other.ask(&format!("acme {digest}")), digest);
    start.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activated_policy_decides_elsewhere_within_two_seconds() {
    let cluster = Cluster::start(&[]).unwrap();
    let url = cluster.database("swapped").await.unwrap();
    let store = PostgresStore::connect(&url).await.unwrap();
    let by = By::new("test");
    let mut digests = Vec::new();
    for file in [plans::file().unwrap(), plans::next_file().unwrap()] {
        digests.push(store.publish(&file, &by).await.unwrap().digest);
    }
    store.activate(&digests[0], &by).await.unwrap();
    let policy = store.active_policy().await.unwrap().unwrap();
    let tenants = Tenants::new(Tiers::builder(policy, store.clone()).follow().build());
    tenants.create("acme", None, &by).await.unwrap();
    tenants.grant("acme", "pro", None, &by).await.unwrap();

    let mut other = Other::start("follow", &url);
    seen(&mut other, &digests[0]);
    // It compiles this one, and after that knows both.
    store.activate(&digests[1], &by).await.unwrap();
    let first = seen(&mut other, &digests[1]);
    let mut took = Vec::new();
    for turn in 0..size(30, 300) {
        let digest = &digests[turn % 2];
        if turn % 2 == 0 {
            assert_eq!(store.roll_back(&by).await.unwrap().digest, *digest);
        } else {
            store.activate(digest, &by).await.unwrap();
        }
        took.push(seen(&mut other, digest));
    }
    let bad = store.publish(b"no policy", &by).await;
    assert!(bad.is_err());
    let renamed = plans::renamed_file().unwrap();
    let published = store.publish(&renamed, &by).await.unwrap();
    assert_eq!(published.digest, Policy::from_bytes(&renamed).unwrap().digest());
    let count = other.ask("count");
    took.sort();
    let (usual, longest) = (took[took.len() / 2], took[took.len() - 1]);
    println!(
        "seen elsewhere after {first:?} at first, then {usual:?}, {longest:?} at most; {count}"
    );
    let numbers: Vec<u64> = count.split(' ').map(|number| number.parse().unwrap()).collect();
    assert!(numbers[0] > 1_000, "too few checks to show anything: {count}");
    assert_eq!(numbers[1..], [0, 0], "failed, mixed");
    // A busy machine may stop a process for longer.
    assert!(usual <= Duration::from_secs(2) && first.max(longest) <= Duration::from_secs(20));
}
