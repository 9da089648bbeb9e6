//! How often servers ask their database for what is new, and what time it is there.

use crate::setting::{by, policy};
use sqlx::{Connection, PgConnection};
use std::time::{Duration, Instant};
use tiergate::Tiers;
use tiergate_store::{PostgresStore, Tenants};
use tiergate_tests::postgres::Cluster;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_looks_ten_times_a_second_at_most_however_much_is_written() {
    let cluster = Cluster::start(&[("log_statement", "all")]).unwrap();
    let url = cluster.database("polls").await.unwrap();
    let writer = Tenants::new(Tiers::new(policy(), PostgresStore::connect(&url).await.unwrap()));
    writer.create("acme", None, &by("ann")).await.unwrap();
    drop(writer);
    // One server that follows, and writes all the while.
    let store = PostgresStore::connect(&url).await.unwrap();
    let tenants = Tenants::new(Tiers::builder(policy(), store).follow().build());
    let before = cluster.log().unwrap().len();
    let (start, mut writes) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_secs(2) {
        let tier = ["pro", "premium"][writes % 2];
        tenants.grant("acme", tier, None, &by("ann")).await.unwrap();
        writes += 1;
    }
    let took = start.elapsed();
    let log = cluster.log().unwrap();
    let queries: Vec<_> = log[before..].lines().filter(|line| line.contains("execute")).collect();
    let polls = queries.iter().filter(|line| line.contains("AS poll ORDER BY")).count();
    let others = queries
        .iter()
        .filter(|line| line.contains("SELECT") && line.contains("FROM tiergate_activations"))
        .count();
    println!("{writes} writes in {took:?}: {polls} polls, {} for the policy", others - polls);
    assert!(polls > 0);
    // One at once, and then one for each 100 ms.
    assert!(polls as u128 <= took.as_millis() / 100 + 2, "{polls} polls in {took:?}");
    assert_eq!(others, polls, "which policy is active is in the same query");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_another_time_is_noticed() {
    let cluster = Cluster::start(&[]).unwrap();
    let url = cluster.database("clock").await.unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for sql in [
        "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS \
         $$ SELECT pg_catalog.clock_timestamp() + interval '7 seconds' $$",
        "ALTER DATABASE clock SET search_path = public, pg_catalog",
    ] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    let store = PostgresStore::connect(&url).await.unwrap();
    while store.status().clock_ahead.is_none() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let ahead = store.status().clock_is_off().unwrap();
    assert!((-8_000..=-6_000).contains(&ahead), "{ahead}");
}
