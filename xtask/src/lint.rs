//! `cargo xtask lint`: formatting, lints, words and dependencies.

use crate::cargo_tools::{DENY, MACHETE};
use crate::{test_paths, tools, words};
use anyhow::Result;

/// Checks the words of the documentation, the format and Clippy's lints, which need no tool but
/// Rust's own. `cargo xtask test` begins with it.
pub(crate) fn code() -> Result<()> {
    words::check()?;
    test_paths::check()?;
    tools::cargo(&["fmt", "--all", "--check"])?;
    tools::cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny=warnings"])
}

/// Checks what [`code`] does, and then the dependencies: unused ones, licences, sources and
/// duplicates.
pub(crate) fn run() -> Result<()> {
    code()?;
    MACHETE.run(&["host", "policy", "tests", "xtask", "wit"])?;
    DENY.run(&["check", "bans", "licenses", "sources"])
}

/// Checks the dependencies against the security advisories of RustSec, which are fetched.
pub(crate) fn advisories() -> Result<()> {
    DENY.run(&["check", "advisories"])
}
