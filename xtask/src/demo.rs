//! `cargo xtask demo`: runs the reference server.

use crate::tools;
use anyhow::Result;

/// Builds everything that the demo needs, and serves it until it is interrupted.
pub(crate) fn run() -> Result<()> {
    println!(
        "building the browser's host and the reference server; the first time takes several minutes"
    );
    tools::build_js()?;
    let facts = std::path::absolute(tools::target().join("demo.db"))?;
    for ending in ["", "-shm", "-wal"] {
        // OK because there is no file the first time. Each demo begins with a new store.
        let _ = std::fs::remove_file(format!("{}{ending}", facts.display()));
    }
    let mut server = tools::cargo_command(&["run", "--package=tiergate-reference"]);
    tools::run(server.env("TIERGATE_STORE", format!("sqlite:{}", facts.display())))
}
