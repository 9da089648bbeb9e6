//! `cargo xtask soak`: puts a server under mixed load for several minutes, and watches its process.

use crate::tools;
use anyhow::{Context, Result};

/// Long enough to detect growth by a fraction of a percent per minute.
const MINUTES: &str = "30";

/// Builds the command as it is shipped, and puts it under load. Fails if there is an error, or if
/// the process keeps growing.
pub(crate) fn run(minutes: Option<&str>) -> Result<()> {
    tools::cargo(&["build", "--release", "--package=tiergate-cli"])?;
    let target = tools::target().canonicalize().context("cargo built nothing")?;
    let program = target.join("release").join("tiergate");
    let mut soak = tools::cargo_command(&["run", "--package=tiergate-tests", "--bin=soak", "--"]);
    tools::run(soak.arg(program).arg(minutes.unwrap_or(MINUTES)))
}
