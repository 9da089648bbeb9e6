//! `cargo xtask bench`: every measurement in one table.

use crate::tools;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

/// One measurement: its name, and its median in nanoseconds.
type Row = (String, f64);

/// Runs the benchmarks of both hosts, and prints their medians.
pub(crate) fn run() -> Result<()> {
    tools::build_js()?;
    let results = tools::target().canonicalize()?.join("criterion");
    // So that the table has what is measured now, and nothing older.
    if results.exists() {
        std::fs::remove_dir_all(&results)?;
    }
    tools::cargo(&["bench", "--package=tiergate-tests", "--bench=hosts"])?;
    let mut rows = rust_rows(&results)?;
    rows.extend(node_rows()?);
    print(&rows);
    Ok(())
}

/// What criterion measured.
fn rust_rows(results: &Path) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(results).context("criterion measured nothing")? {
        let folder = entry?.path().join("new");
        if !folder.is_dir() {
            continue;
        }
        let name = read(&folder.join("benchmark.json"))?;
        let estimates = read(&folder.join("estimates.json"))?;
        let name =
            name.get("full_id").and_then(Value::as_str).context("a benchmark has no name")?;
        let median = estimates.pointer("/median/point_estimate").and_then(Value::as_f64);
        rows.push((name.to_owned(), median.with_context(|| format!("`{name}` has no median"))?));
    }
    rows.sort_by(|one, other| one.1.total_cmp(&other.1));
    Ok(rows)
}

fn read(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// What Node measured, of the policy that the Rust benchmarks left.
fn node_rows() -> Result<Vec<Row>> {
    let policy = tools::target().canonicalize()?.join("bench.policy.wasm");
    let mut node = tools::command("node", &["js/bench/bench.js"]);
    let lines = tools::output(node.arg(policy))?;
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line)?;
        let name = row.get("name").and_then(Value::as_str).context("a row has no name")?;
        let time = row.get("nanoseconds").and_then(Value::as_f64).context("a row has no time")?;
        Ok((name.to_owned(), time))
    };
    lines.lines().map(row).collect()
}

fn print(rows: &[Row]) {
    println!("\n| what | median |\n|------|-------:|");
    for (name, nanoseconds) in rows {
        println!("| {name} | {} |", time(*nanoseconds));
    }
    let find = |wanted: &str| rows.iter().find(|(name, _)| name.contains(wanted)).map(|row| row.1);
    if let (Some(check), Some(plain)) = (find("Tiers::check,"), find("HashMap")) {
        println!("\na warm check takes {:.1} times the plain look-up", check / plain);
    }
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        less if less < 1e3 => format!("{less:.0} ns"),
        less if less < 1e6 => format!("{:.1} µs", less / 1e3),
        more => format!("{:.1} ms", more / 1e6),
    }
}
