//! `cargo xtask bench`: every measurement in one table.

use crate::tools;
use anyhow::Result;

/// Runs the benchmarks of both hosts.
pub(crate) fn run() -> Result<()> {
    tools::build_js()?;
    tools::cargo(&["bench", "--package=tiergate-tests"])
}
