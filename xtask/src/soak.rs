//! `cargo xtask soak`: mixed load for some minutes, and what it does to the server's process.

use crate::tools;
use anyhow::{Context, Result};

/// Long enough that what grows by a part of a percent a minute is seen.
const MINUTES: &str = "30";

/// Builds the command as it is shipped, and puts it under load; fails if there is an error or if
/// it goes on growing.
pub(crate) fn run(minutes: Option<&str>) -> Result<()> {
    tools::cargo(&["build", "--release", "--package=tiergate-cli"])?;
    let target = tools::target().canonicalize().context("cargo built nothing")?;
    let program = target.join("release").join("tiergate");
    let mut soak = tools::cargo_command(&["run", "--package=tiergate-tests", "--bin=soak", "--"]);
    tools::run(soak.arg(program).arg(minutes.unwrap_or(MINUTES)))
}
