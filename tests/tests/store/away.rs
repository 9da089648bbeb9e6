//! While PostgreSQL is away.

use crate::setting::{by, policy};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tiergate::{CheckError, Tiers};
use tiergate_store::{PostgresStore, StoreError, Tenants, WriteError};
use tiergate_tests::postgres::Cluster;

/// Waits for something to become so, for at most some seconds.
async fn until(what: &str, seconds: u64, mut is: impl AsyncFnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is().await {
        assert!(start.elapsed() < Duration::from_secs(seconds), "{what} took over {seconds} s");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    start.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_go_on_from_the_cache_and_never_prolong_a_grant() {
    let mut cluster = Cluster::start(&[]).unwrap();
    let store = PostgresStore::connect(&cluster.database("away").await.unwrap()).await.unwrap();
    let begin = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let clock = Arc::new(AtomicU64::new(begin));
    let read = Arc::clone(&clock);
    let stale_for = Duration::from_secs(20);
    let tiers = Tiers::builder(policy(), store).clock(move || read.load(Ordering::SeqCst));
    let tiers = tiers.stale_for(stale_for).build();
    let tenants = Tenants::new(tiers.clone());
    for tenant in ["acme", "cold"] {
        tenants.create(tenant, None, &by("sign-up")).await.unwrap();
    }
    let written = tenants.grant("acme", "premium", Some(begin + 3_600), &by("ann")).await.unwrap();
    assert!(tiers.check("acme", "sso").await.unwrap().allowed);
    assert!(!tiers.entitlements("acme").await.unwrap().is_stale());

    cluster.stop().unwrap();
    until("being marked as stale", 15, async || {
        tiers.entitlements("acme").await.unwrap().is_stale()
    })
    .await;
    assert!(tiers.check("acme", "sso").await.unwrap().allowed);
    assert!(tiers.at_least("acme", written.revision).await.unwrap().is_stale());
    let error = tiers.at_least("acme", written.revision + 1).await.unwrap_err();
    assert!(matches!(error, CheckError::Facts(_)), "{error}");
    assert!(
        tiers.check("acme", "sso").await.unwrap().allowed,
        "the one who asked for more ends it"
    );
    assert!(matches!(tiers.check("cold", "core").await, Err(CheckError::Facts(_))));
    let error = tenants.revoke("acme", &by("ann")).await.unwrap_err();
    assert!(matches!(error, WriteError::Store(StoreError::Database(_))), "{error}");
    clock.store(begin + 3_600, Ordering::SeqCst);
    assert!(!tiers.check("acme", "sso").await.unwrap().allowed, "the grant has ended");

    tokio::time::sleep(stale_for).await;
    assert!(matches!(tiers.check("acme", "core").await, Err(CheckError::Facts(_))));

    cluster.start_again().unwrap();
    until("being well again", 30, async || {
        tiers.entitlements("acme").await.is_ok_and(|it| !it.is_stale())
    })
    .await;
    tenants.grant("acme", "pro", None, &by("ann")).await.unwrap();
    assert!(tiers.check("acme", "export").await.unwrap().allowed);
}
