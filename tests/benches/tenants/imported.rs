//! Taking tenants in, and taking the same ones in again.

use crate::{generated, line};
use std::time::{Duration, Instant};
use tiergate::Tiers;
use tiergate_store::{Backend, By, Import, SqlStore, Tenants};

/// How many tenants one transaction writes: as many as with `tiergate tenant import`.
const BATCH: usize = 2_000;

/// After how many tenants progress is told.
const TOLD: usize = 100_000;

pub async fn measure<DB: Backend>(name: &str, store: SqlStore<DB>, all: usize) {
    let policy = tiergate_tests::plans::without_trial().unwrap();
    let tenants = Tenants::new(Tiers::new(policy, store));
    let count = line::grouped(all);
    let new = take_in(name, &tenants, all, true).await;
    line::print(&format!("{name}: import of {count} tenants"), new.as_secs_f64(), "s");
    print_rate(&format!("{name}: rate of that import"), all, new);
    let again = take_in(name, &tenants, all, false).await;
    line::print(&format!("{name}: the same import again"), again.as_secs_f64(), "s");
    print_rate(&format!("{name}: rate of the same import again"), all, again);
}

#[expect(clippy::cast_precision_loss, reason = "a count is far below 2^52")]
fn print_rate(name: &str, all: usize, time: Duration) {
    line::print(name, all as f64 / time.as_secs_f64(), "tenants/s");
}

/// Imports all tenants, of which every one changes, or none.
async fn take_in<DB: Backend>(
    name: &str,
    tenants: &Tenants<SqlStore<DB>>,
    all: usize,
    changes: bool,
) -> Duration {
    let import = Import::new(By::new("benchmark"));
    let start = Instant::now();
    for first in (0..all).step_by(BATCH) {
        let rows: Vec<_> = (first..all.min(first + BATCH)).map(generated::row).collect();
        for answer in tenants.import(&rows, &import).await.unwrap() {
            assert_eq!(answer.unwrap().changed, changes);
        }
        let done = first + rows.len();
        if done % TOLD == 0 {
            eprintln!("{name}: {} after {:.1?}", line::grouped(done), start.elapsed());
        }
    }
    start.elapsed()
}
