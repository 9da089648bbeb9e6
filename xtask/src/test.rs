//! `cargo xtask test`, and what it runs at full size.

use crate::{contract, template, tools};
use anyhow::Result;

/// Runs every test.
pub(crate) fn run() -> Result<()> {
    prepare()?;
    contract::check(tools::root())?;
    template::check()?;
    tools::run(&mut tools::npm(&["run", "--silent", "lint"]))?;
    lint()?;
    let chromium = tools::need_chromium()?;
    let mut tests = tools::cargo_command(&["test", "--workspace", "--no-fail-fast"]);
    tools::run(tests.env("TIERGATE_CHROMIUM", &chromium))?;
    tools::run(tools::npm(&["run", "--silent", "test"]).env("TIERGATE_TARGET", tools::target()))
}

/// Runs what [`run`] runs small at full size.
pub(crate) fn fuzz() -> Result<()> {
    prepare()?;
    let chromium = tools::need_chromium()?;
    let mut tests = tools::cargo_command(&["test", "--package=tiergate-tests", "--no-fail-fast"]);
    tests.env("TIERGATE_CHROMIUM", &chromium).env("TIERGATE_FUZZ", "full");
    tools::run(tests.args(["--", "--nocapture"]))
}

/// Checks formatting and lints.
pub(crate) fn lint() -> Result<()> {
    tools::cargo(&["fmt", "--all", "--check"])?;
    tools::cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny=warnings"])
}

fn prepare() -> Result<()> {
    tools::need_wasm_target()?;
    tools::build_js()
}
