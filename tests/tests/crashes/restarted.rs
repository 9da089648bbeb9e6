//! PostgreSQL, restarted under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tiergate::{CheckError, Tiers};
use tiergate_store::{By, PostgresStore, StoreError, Tenants, WriteError};
use tiergate_tests::{plans, postgres::Cluster};

const RESTARTS: u32 = 10;
const TENANTS: usize = 50;

#[derive(Default)]
struct Load {
    ended: AtomicBool,
    checks: AtomicU64,
    stale: AtomicU64,
    unanswered: AtomicU64,
    writes: AtomicU64,
    failed: AtomicU64,
}

fn name(number: usize) -> String {
    format!("tenant-{}", number % TENANTS)
}

/// Checks tenants that are known. Each must be answered, except for the one that is being written to.
async fn check(tiers: Tiers<PostgresStore>, load: Arc<Load>) {
    for number in 0.. {
        if load.ended.load(Ordering::Relaxed) {
            return;
        }
        // Those that were written to a moment ago are known, too, but for one whose change is reported
        // just before the database goes away.
        let is_written = number % 10 == 0;
        let tenant = if is_written { "written".to_owned() } else { name(number) };
        let counted = match tiers.entitlements(&tenant).await {
            Err(CheckError::Facts(_)) if is_written => &load.unanswered,
            answer => {
                let entitlements = answer.unwrap();
                assert!(entitlements.feature("core").allowed);
                load.stale.fetch_add(entitlements.is_stale().into(), Ordering::Relaxed);
                &load.checks
            }
        };
        counted.fetch_add(1, Ordering::Relaxed);
        if number % 100 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// Writes to tenants of its own, and fails cleanly where it does.
async fn write(tenants: Tenants<PostgresStore>, load: Arc<Load>) {
    for number in 0_u64.. {
        if load.ended.load(Ordering::Relaxed) {
            return;
        }
        let tier = ["pro", "basic"][usize::from(number.is_multiple_of(2))];
        match tenants.grant("written", tier, None, &By::new("load")).await {
            Ok(_) => load.writes.fetch_add(1, Ordering::Relaxed),
            Err(WriteError::Store(
                StoreError::Database(_) | StoreError::TimedOut(_) | StoreError::Lost,
            )) => {
                // Most are refused at once.
                tokio::time::sleep(Duration::from_millis(1)).await;
                load.failed.fetch_add(1, Ordering::Relaxed)
            }
            Err(error) => panic!("{error:?}"),
        };
    }
}

/// How long it takes until writes and checks are well again.
async fn well_again(tenants: &Tenants<PostgresStore>, restart: u32) -> Duration {
    let start = Instant::now();
    loop {
        let by = By::new("test").because(format!("restart {restart}"));
        let tier = ["pro", "basic"][usize::from(restart.is_multiple_of(2))];
        let written = tenants.grant("probe", tier, None, &by).await;
        let read = tenants.tiers().entitlements("probe").await;
        let well = read.is_ok_and(|it| !it.is_stale() && it.tier() == tier);
        if written.is_ok() && well {
            return start.elapsed();
        }
        assert!(start.elapsed() < Duration::from_secs(30), "it is not well after 30 s");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_stops_no_check() {
    let mut cluster = Cluster::start(&[]).unwrap();
    let url = cluster.database("restarted").await.unwrap();
    let store = PostgresStore::connect(&url).await.unwrap();
    let tiers = Tiers::new(plans::without_trial().unwrap(), store);
    let tenants = Tenants::new(tiers.clone());
    let names = (0..TENANTS).map(name).chain(["written", "probe"].map(str::to_owned));
    for tenant in names {
        tenants.create(&tenant, None, &By::new("test")).await.unwrap();
        tiers.entitlements(&tenant).await.unwrap();
    }
    let load = Arc::new(Load::default());
    let mut tasks: Vec<_> =
        (0..4).map(|_| tokio::spawn(check(tiers.clone(), Arc::clone(&load)))).collect();
    tasks.push(tokio::spawn(write(tenants.clone(), Arc::clone(&load))));
    let (mut longest, mut known) = (Duration::ZERO, 0);
    for restart in 0..RESTARTS {
        tokio::time::sleep(Duration::from_millis(300)).await;
        cluster.stop().unwrap();
        tokio::time::sleep(Duration::from_millis(1_000)).await;
        known += u32::from(tiers.entitlements("written").await.is_ok());
        cluster.start_again().unwrap();
        longest = longest.max(well_again(&tenants, restart).await);
    }
    load.ended.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.unwrap();
    }
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
    println!(
        "{RESTARTS} restarts: {} checks, {} of them marked as stale, {} unanswered; {} writes, {} \
         failed; well again after {longest:?} at most",
        read(&load.checks),
        read(&load.stale),
        read(&load.unanswered),
        read(&load.writes),
        read(&load.failed)
    );
    assert!(read(&load.stale) > 0 && read(&load.failed) > 0 && read(&load.writes) > 0);
    // A change that is reported just before the database goes away leaves its tenant unknown.
    assert!(known * 2 > RESTARTS, "{known} of {RESTARTS}");
    assert!(tenants.store().verify(|_| {}).await.unwrap().agrees());
}
