//! After PostgreSQL's host has vanished without a trace, as in a power failure.

use crate::setting::{by, policy};
use crate::vanishing_line::VanishingLine;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::time::{Duration, Instant};
use tiergate::Tiers;
use tiergate_store::{Change, PlanColumn, PostgresStore, Store, StoreError, Tenants, WriteError};
use tiergate_tests::postgres::fresh_database;
use tokio::task::JoinSet;

/// Tenants over a line, with one tenant, and a connection that others take no part in.
async fn over_a_line() -> (VanishingLine, Tenants<PostgresStore>, PgConnection) {
    let url = fresh_database().await.unwrap();
    let line = VanishingLine::to(&url).await;
    let store = PostgresStore::connect(line.url()).await.unwrap();
    let tenants = Tenants::new(Tiers::new(policy(), store));
    tenants.create("acme", None, &by("sign-up")).await.unwrap();
    (line, tenants, PgConnection::connect(&url).await.unwrap())
}

fn attribute(name: &str) -> Change {
    Change::SetAttribute { name: name.to_owned(), value: Some("1".to_owned()) }
}

/// Locks a table, so that what others ask of it waits, until the transaction ends.
async fn lock(own: &mut PgConnection, table: &str) {
    let lock = format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
    for sql in ["BEGIN".to_owned(), lock] {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *own).await.unwrap();
    }
}

/// Waits until so many others wait for a table.
async fn waiting(own: &mut PgConnection, table: &str, others: i64) {
    let sql = "SELECT count(*) FROM pg_locks WHERE relation = $1::regclass AND NOT granted";
    let start = Instant::now();
    while sqlx::query_scalar::<_, i64>(sql).bind(table).fetch_one(&mut *own).await.unwrap() < others
    {
        assert!(start.elapsed() < Duration::from_secs(10), "{others} do not wait for {table}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn soon(what: &str, mut is: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !is().await {
        assert!(start.elapsed() < Duration::from_secs(60), "{what} took over a minute");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_go_on_after_the_host_vanished_in_the_middle_of_one() {
    let (line, tenants, mut own) = over_a_line().await;
    lock(&mut own, "tiergate_tenants").await;
    let first = tenants.clone();
    let caught = tokio::spawn(async move {
        first.write("acme", attribute("caught"), &by("ann")).await.unwrap_err()
    });
    waiting(&mut own, "tiergate_tenants", 1).await;
    line.vanish();
    sqlx::query("ROLLBACK").execute(&mut own).await.unwrap();
    line.come_back();
    soon("writing again", async || {
        tenants.write("acme", attribute("later"), &by("ann")).await.is_ok()
    })
    .await;
    let error = caught.await.unwrap().to_string();
    assert!(error.contains("did not answer within 15 seconds"), "{error}");
    // The follower's connection was lost too, and found again.
    soon("following", async || tenants.store().status().is_current).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_go_on_after_the_host_vanished_in_the_middle_of_them() {
    let (line, tenants, mut own) = over_a_line().await;
    lock(&mut own, "tiergate_tenants").await;
    let mut caught = JoinSet::new();
    for _ in 0..PostgresStore::DEFAULT_READERS {
        let store = tenants.store().clone();
        caught.spawn(async move { store.find("acme").await.unwrap_err() });
    }
    waiting(&mut own, "tiergate_tenants", PostgresStore::DEFAULT_READERS.into()).await;
    line.vanish();
    sqlx::query("ROLLBACK").execute(&mut own).await.unwrap();
    line.come_back();
    for error in caught.join_all().await {
        assert!(matches!(error, StoreError::TimedOut(_)), "{error}");
    }
    soon("reading again", async || tenants.store().find("acme").await.is_ok()).await;
    soon("following", async || tenants.store().status().is_current).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_gone_calls_do_not_pile_up() {
    let (line, tenants, _own) = over_a_line().await;
    line.vanish();
    soon("noticing", async || !tenants.store().status().is_current).await;
    let start = Instant::now();
    let mut calls = JoinSet::new();
    for number in 0..100 {
        let tenants = tenants.clone();
        calls.spawn(async move {
            match number % 2 {
                0 => drop(tenants.write("acme", attribute("a"), &by("ann")).await.unwrap_err()),
                _ => drop(tenants.store().find("acme").await.unwrap_err()),
            }
            start.elapsed()
        });
    }
    let mut took = calls.join_all().await;
    took.sort();
    // One write and one read try the database.
    assert!(took[97] < Duration::from_secs(3), "{took:?}");
    // And who comes right after the one that tried in vain is refused, too.
    let mut refused = false;
    for _ in 0..3 {
        let error = tenants.write("acme", attribute("a"), &by("ann")).await.unwrap_err();
        refused |= matches!(error, WriteError::Store(StoreError::Lost));
    }
    assert!(refused, "each of three tried it for long");
    line.come_back();
    soon("writing again", async || tenants.write("acme", attribute("a"), &by("ann")).await.is_ok())
        .await;
    // The connections that read are found again by themselves.
    soon("reading again", async || tenants.store().find("acme").await.is_ok()).await;
    assert!(tenants.store().find("acme").await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_of_a_plan_column_do_not_pile_up() {
    let (line, tenants, mut own) = over_a_line().await;
    for sql in [
        "CREATE TABLE customers (id TEXT PRIMARY KEY, plan TEXT)",
        "INSERT INTO customers VALUES ('acme', 'pro')",
    ] {
        sqlx::query(sql).execute(&mut own).await.unwrap();
    }
    let query = "SELECT plan FROM customers WHERE id = $1";
    let plans = PlanColumn::new(tenants.store().pool().clone(), query);
    let tiers = Tiers::builder(policy(), plans).stale_for(Duration::ZERO).build();
    assert!(tiers.check("acme", "export").await.unwrap().allowed);
    line.vanish();
    assert!(tiers.check("acme", "export").await.is_err());
    let start = Instant::now();
    let mut checks = JoinSet::new();
    for _ in 0..50 {
        let tiers = tiers.clone();
        checks.spawn(async move {
            assert!(tiers.check("acme", "export").await.is_err());
            start.elapsed()
        });
    }
    let mut took = checks.join_all().await;
    took.sort();
    assert!(took[48] < Duration::from_secs(3), "{took:?}");
    line.come_back();
    soon("checking again", async || tiers.check("acme", "export").await.is_ok()).await;
}
