//! `cargo xtask bench`: prints every measurement in one table.

use crate::{postgres, tools};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// One measurement.
struct Row {
    name: String,
    value: f64,
    unit: String,
}

/// Runs the benchmarks of both hosts and of the stores, and prints their results.
pub(crate) fn run() -> Result<()> {
    tools::build_js()?;
    let postgres = postgres::need_postgres()?;
    let results = tools::target().canonicalize()?.join("criterion");
    // So that the table has only results of this run.
    if results.exists() {
        std::fs::remove_dir_all(&results)?;
    }
    tools::run(&mut bench("hosts"))?;
    let mut rows = rust_rows(&results)?;
    rows.extend(node_rows()?);
    tools::need_wrk()?;
    // A million tenants, writes, Stripe's events, and a gate under load.
    for name in ["tenants", "writes", "events", "gate"] {
        let mut bench = bench(name);
        rows.extend(lines(&tools::output(bench.env("TIERGATE_POSTGRES_BIN", &postgres))?)?);
    }
    print(&rows);
    Ok(())
}

/// Returns the results of criterion.
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
        let value = median.with_context(|| format!("`{name}` has no median"))?;
        rows.push(Row { name: name.to_owned(), value, unit: "ns".to_owned() });
    }
    rows.sort_by(|one, other| one.value.total_cmp(&other.value));
    Ok(rows)
}

fn read(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path);
    let text = text.with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// Returns the results of Node, for the policy that the Rust benchmarks wrote.
fn node_rows() -> Result<Vec<Row>> {
    let policy = tools::target().canonicalize()?.join("bench.policy.wasm");
    let mut node = tools::command("node", &["js/bench/bench.js"]);
    lines(&tools::output(node.arg(policy))?)
}

/// Returns the command of one benchmark. All packages are selected, so that the libraries are
/// built once.
fn bench(name: &str) -> Command {
    tools::cargo_command(&["bench", "--workspace", "--bench", name])
}

/// Parses measurements, which are JSON objects, one per line.
fn lines(text: &str) -> Result<Vec<Row>> {
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line)?;
        let text = |key| row.get(key).and_then(Value::as_str).map(str::to_owned);
        let name = text("name").context("a row has no name")?;
        let value = row.get("value").and_then(Value::as_f64).context("a row has no value")?;
        Ok(Row { name, value, unit: text("unit").context("a row has no unit")? })
    };
    text.lines().map(row).collect()
}

fn print(rows: &[Row]) {
    println!("\n| what | measured |\n|------|-------:|");
    for Row { name, value, unit } in rows {
        println!("| {name} | {} |", in_unit(*value, unit));
    }
    let find = |wanted: &str| rows.iter().find(|row| row.name.contains(wanted));
    if let (Some(check), Some(plain)) = (find("Tiers::check,"), find("HashMap")) {
        let times = check.value / plain.value;
        println!("\na warm check takes {times:.1} times the plain lookup");
    }
}

fn in_unit(value: f64, unit: &str) -> String {
    match unit {
        "ns" => time(value),
        "s" | "%" => format!("{value:.1} {unit}"),
        unit => format!("{value:.0} {unit}"),
    }
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        less if less < 1e3 => format!("{less:.0} ns"),
        less if less < 1e6 => format!("{:.1} µs", less / 1e3),
        more => format!("{:.1} ms", more / 1e6),
    }
}
