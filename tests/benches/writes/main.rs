//! How many writes a second the stores take: `cargo xtask bench` puts it in its table.
//!
//! Prints one JSON object on each line: the name, the value and its unit. All clients write through
//! one store, as the requests of one server do.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops where it fails"
)]

mod clients;
#[cfg(unix)]
mod slow_line;

use serde_json::json;
use std::time::Duration;
use tiergate_store::{Backend, SqlStore, SqliteStore};

/// How many write at once.
const CLIENTS: usize = 64;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        measure("SQLite", SqliteStore::open(folder.path().join("writes.db")).await.unwrap()).await;
        #[cfg(unix)]
        measure_postgres().await;
    });
}

/// How long each measurement takes: a moment if `cargo test` only sees that this runs.
fn time() -> Duration {
    let measures = std::env::args().any(|it| it == "--bench");
    Duration::from_millis(if measures { 5_000 } else { 100 })
}

#[cfg(unix)]
async fn measure_postgres() {
    use slow_line::SlowLine;
    use tiergate_store::PostgresStore;
    /// As between two zones of a cloud region that are far apart.
    const DELAY: Duration = Duration::from_micros(2_500);

    let cluster = tiergate_tests::postgres::Cluster::start(&[]).unwrap();
    let url = cluster.database("near").await.unwrap();
    measure("PostgreSQL", PostgresStore::connect(&url).await.unwrap()).await;

    let line = SlowLine::to(&cluster.database("far").await.unwrap(), DELAY);
    let store = PostgresStore::connect(line.url()).await.unwrap();
    print("PostgreSQL far away: a round trip", round_trip(store.pool()).await, "ns");
    measure("PostgreSQL far away", store).await;
}

/// The median time of a question that takes no time to answer.
#[cfg(unix)]
async fn round_trip(pool: &sqlx::PgPool) -> f64 {
    let mut connection = pool.acquire().await.unwrap();
    let mut times = Vec::new();
    for _ in 0..51 {
        let start = std::time::Instant::now();
        sqlx::query("SELECT 1").execute(&mut *connection).await.unwrap();
        times.push(start.elapsed());
    }
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e9
}

async fn measure<DB: Backend>(store_name: &str, store: SqlStore<DB>) {
    let one = clients::write(&store, 1, time(), false).await;
    print(&format!("{store_name}: writes by one client"), one, "a second");
    for (kind, is_keyed) in [("writes", false), ("writes with an idempotency key", true)] {
        let many = clients::write(&store, CLIENTS, time(), is_keyed).await;
        print(&format!("{store_name}: {kind} by {CLIENTS} clients"), many, "a second");
    }
    let checked = clients::grant(&store, CLIENTS, time()).await;
    let name = format!("{store_name}: grants checked by the policy, by {CLIENTS} clients");
    print(&name, checked, "a second");
}

/// Prints one measurement.
fn print(name: &str, value: f64, unit: &str) {
    println!("{}", json!({ "name": name, "value": value, "unit": unit }));
}
