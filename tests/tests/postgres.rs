//! The clusters of PostgreSQL that other tests have are what those take them for.

#![cfg(unix)]

use anyhow::{Result, ensure};
use sqlx::{Connection, PgConnection};
use tiergate_tests::postgres::{Cluster, fresh_database};

#[tokio::test]
async fn a_fresh_database_answers() -> Result<()> {
    let (url, other) = (fresh_database().await?, fresh_database().await?);
    assert_ne!(url, other);
    let mut connection = PgConnection::connect(&url).await?;
    let one: i32 = sqlx::query_scalar("SELECT 1").fetch_one(&mut connection).await?;
    assert_eq!(one, 1);
    Ok(())
}

#[tokio::test]
async fn a_stopped_server_starts_again_with_what_it_had() -> Result<()> {
    let mut cluster = Cluster::start(&[])?;
    let url = table(&cluster).await?;
    insert(&url, 0).await?;
    cluster.stop()?;
    assert!(PgConnection::connect(&url).await.is_err());
    assert!(cluster.kill_hard().is_err());
    cluster.start_again()?;
    assert!(has(&url, 0).await?);
    drop(cluster);
    assert!(PgConnection::connect(&url).await.is_err());
    Ok(())
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() -> Result<()> {
    assert_eq!(lost(Cluster::start(&[])?, 5).await?, None);
    Ok(())
}

/// What the test above watches does happen: a server that acknowledges too early is caught.
#[tokio::test]
async fn what_was_acknowledged_too_early_is_lost() -> Result<()> {
    let settings = [("synchronous_commit", "off"), ("wal_writer_delay", "10000")];
    let lost = lost(Cluster::start(&settings)?, 20).await?;
    println!("lost: {lost:?}");
    assert!(lost.is_some());
    Ok(())
}

/// The first of so many inserts, each acknowledged just before a kill, that is gone after it.
async fn lost(mut cluster: Cluster, tries: i32) -> Result<Option<i32>> {
    let url = table(&cluster).await?;
    for id in 0..tries {
        insert(&url, id).await?;
        cluster.kill_hard()?;
        ensure!(PgConnection::connect(&url).await.is_err(), "the server still runs");
        cluster.start_again()?;
        if !has(&url, id).await? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Makes a database with a table, which is on the disk whatever the cluster's settings are.
async fn table(cluster: &Cluster) -> Result<String> {
    let url = cluster.database("facts").await?;
    let mut connection = PgConnection::connect(&url).await?;
    sqlx::raw_sql("CREATE TABLE facts (id INT)").execute(&mut connection).await?;
    sqlx::raw_sql("CHECKPOINT").execute(&mut connection).await?;
    Ok(url)
}

async fn insert(url: &str, id: i32) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query("INSERT INTO facts VALUES ($1)").bind(id).execute(&mut connection).await?;
    Ok(())
}

async fn has(url: &str, id: i32) -> Result<bool> {
    let mut connection = PgConnection::connect(url).await?;
    let found = sqlx::query_scalar("SELECT count(*) > 0 FROM facts WHERE id = $1").bind(id);
    Ok(found.fetch_one(&mut connection).await?)
}
