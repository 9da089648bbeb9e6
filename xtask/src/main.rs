//! Every development command of the repository.

mod contract;

use std::path::Path;

use anyhow::bail;

/// Where the repository is.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const USAGE: &str = "\
usage: cargo xtask <command>

  contract [--check]   write js/src/contract.ts from wit/; with --check, fail if it is stale";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["contract"] => contract::write(Path::new(ROOT)),
        ["contract", "--check"] => contract::check(Path::new(ROOT)),
        _ => bail!("{USAGE}"),
    }
}
