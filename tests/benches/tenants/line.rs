//! Lines of what was measured, and measuring.

use serde_json::json;
use std::time::{Duration, Instant};

/// Prints one measurement.
pub fn print(name: &str, value: f64, unit: &str) {
    println!("{}", json!({ "name": name, "value": value, "unit": unit }));
}

/// Prints a median.
pub fn time(name: &str, median: Duration) {
    print(name, median.as_secs_f64() * 1e9, "ns");
}

/// Prints how large a store is on disk.
#[expect(clippy::cast_precision_loss, reason = "a size is far below 2^52")]
pub fn size(store: &str, bytes: u64) {
    print(&format!("{store}: size on disk"), bytes as f64 / 1e6, "MB");
}

/// A number as people read it.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// The median time that a turn takes.
pub async fn median(turns: usize, work: impl AsyncFnMut(usize)) -> Duration {
    percentile(50, turns, work).await
}

/// The time in which this many of a hundred turns end.
pub async fn percentile(of: usize, turns: usize, mut work: impl AsyncFnMut(usize)) -> Duration {
    let mut times = Vec::with_capacity(turns);
    for turn in 0..turns {
        let start = Instant::now();
        work(turn).await;
        times.push(start.elapsed());
    }
    times.sort();
    times.get(turns * of / 100).copied().unwrap_or_default()
}
