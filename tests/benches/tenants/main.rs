//! What a million tenants in a store cost: `cargo xtask bench` puts it in its table.
//!
//! Prints one JSON object on each line: the name, the value and its unit. `TIERGATE_TENANTS` sets
//! how many tenants there are. They are taken in by this process and asked about by a second one,
//! whose memory has nothing of the import in it.
#![allow(clippy::unwrap_used, reason = "a benchmark stops where it fails")]

mod asked;
mod generated;
mod imported;
mod line;
mod memory;
mod searched;

use std::future::Future;
use std::process::Command;
use tiergate_store::{Backend, SqlStore, SqliteStore, StoreError};

/// Tells the second process which store to ask.
const ASK: &str = "TIERGATE_BENCH_ASK";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        match std::env::var(ASK) {
            Ok(address) => ask(&address).await,
            Err(_) => measure().await,
        }
    });
}

/// How many tenants each store has: a million, or a thousand where `cargo test` only sees that
/// this runs.
fn tenants() -> usize {
    let said = std::env::var("TIERGATE_TENANTS").ok().and_then(|it| it.parse().ok());
    let measures = std::env::args().any(|it| it == "--bench");
    said.unwrap_or(if measures { 1_000_000 } else { 1_000 })
}

async fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenants.db");
    take_in("SQLite", SqliteStore::open(&file)).await;
    let parts = [file.clone(), folder.path().join("tenants.db-wal")];
    let size = parts.iter().filter_map(|it| it.metadata().ok()).map(|it| it.len()).sum();
    line::size("SQLite", size);
    ask_in_new_process(file.to_str().unwrap());
    #[cfg(unix)]
    measure_postgres().await;
}

#[cfg(unix)]
async fn measure_postgres() {
    use tiergate_store::PostgresStore;
    let cluster = tiergate_tests::postgres::Cluster::start(&[]).unwrap();
    let url = cluster.database("tenants").await.unwrap();
    take_in("PostgreSQL", PostgresStore::connect(&url)).await;
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let size = "SELECT pg_database_size(current_database())";
    let size: i64 = sqlx::query_scalar(size).fetch_one(&pool).await.unwrap();
    line::size("PostgreSQL", size.cast_unsigned());
    pool.close().await;
    ask_in_new_process(&url);
}

/// Takes the tenants in, and closes the store.
async fn take_in<DB: Backend>(
    name: &str,
    store: impl Future<Output = Result<SqlStore<DB>, StoreError>>,
) {
    let store = store.await.unwrap();
    let (reads, writes) = (store.pool().clone(), tenants());
    imported::measure(name, store, writes).await;
    reads.close().await;
}

/// Has a new process ask the store, and waits for its end.
fn ask_in_new_process(address: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(std::env::args().skip(1)).env(ASK, address);
    assert!(command.status().unwrap().success(), "asking the store failed");
}

async fn ask(address: &str) {
    #[cfg(unix)]
    if address.starts_with("postgres://") {
        let open = || tiergate_store::PostgresStore::connect(address);
        return asked::measure("PostgreSQL", open, tenants()).await;
    }
    asked::measure("SQLite", || SqliteStore::open(address), tenants()).await;
}
