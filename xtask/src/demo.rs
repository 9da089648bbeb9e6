//! `cargo xtask demo`.

use crate::tools;
use anyhow::Result;

/// Builds what the demo needs, and serves it until it is interrupted.
pub(crate) fn run() -> Result<()> {
    println!(
        "building the browser's host and the reference server; the first time takes some minutes"
    );
    tools::build_js()?;
    let facts = tools::target().join("demo.db");
    let mut server =
        tools::cargo_command(&["run", "--package=tiergate-server", "--example=reference"]);
    if std::env::var_os("TIERGATE_STORE").is_none() {
        server.env("TIERGATE_STORE", format!("sqlite:{}", std::path::absolute(facts)?.display()));
    }
    tools::run(&mut server)
}
