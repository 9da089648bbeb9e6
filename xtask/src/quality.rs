//! How good the tests are: `cargo xtask coverage` and `cargo xtask mutants`.

use crate::cargo_tools::{LLVM_COV, MUTANTS};
use crate::{test, tools};
use anyhow::Result;

/// Runs the tests of the workspace, and prints which part of the lines they run, by file.
pub(crate) fn coverage() -> Result<()> {
    test::prepare()?;
    let mut tests = LLVM_COV.command(&["--workspace", "--no-fail-fast", "--summary-only"])?;
    tests.args(["--ignore-filename-regex", "(xtask|benches|tests)/"]);
    tools::run(test::with_programs(&mut tests)?)
}

/// Changes the rules, and what a write makes of a tenant's facts, in small ways, and prints the
/// changes that no test sees.
pub(crate) fn mutants() -> Result<()> {
    let output = tools::target().join("mutants");
    std::fs::create_dir_all(&output)?;
    let output = output.canonicalize()?.display().to_string();
    let common = ["--output", &output, "--jobs", "2", "--timeout", "120"];
    let rules = ["--package", "tiergate-policy", "--exclude", "**/template/**"];
    MUTANTS.run(&[&common[..], &rules].concat())?;
    let change = ["--package", "tiergate-store", "--file", "host/store/src/events/apply.rs"];
    MUTANTS.run(&[&common[..], &change, &["--", "--lib"]].concat())
}
