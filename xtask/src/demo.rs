//! `cargo xtask demo`.

use crate::tools;
use anyhow::Result;

/// Builds what the demo needs, and serves it until it is interrupted.
pub(crate) fn run() -> Result<()> {
    println!(
        "building the browser's host and the demo's server; the first time takes some minutes"
    );
    tools::build_js()?;
    tools::cargo(&["run", "--package=tiergate-tests", "--example=demo"])
}
