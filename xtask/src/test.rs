//! `cargo xtask test`.

use crate::{admin, architecture, demo, lint, postgres, public_api, python, template, tools, wasm};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Runs every test.
pub(crate) fn run() -> Result<()> {
    prepare()?;
    wasm::check_contract()?;
    template::check()?;
    architecture::check()?;
    tools::run(&mut tools::npm(&["run", "--silent", "lint"]))?;
    lint::code()?;
    public_api::check()?;
    let mut tests = tools::cargo_command(&["test", "--workspace", "--no-fail-fast"]);
    tools::run(with_programs(&mut tests)?)?;
    let chromium = tools::need_chromium()?;
    tools::run(&mut npm_tests(&chromium)?)?;
    test_product(&chromium)?;
    admin::test(&chromium)
}

/// Runs the tests of the reference product, whose programs the other tests have built.
fn test_product(chromium: &Path) -> Result<()> {
    demo::build_product()?;
    let mut tests = tools::npm(&["run", "--silent", "test"]);
    tests.current_dir(tools::root().join("js/product"));
    let target = tools::target().canonicalize()?;
    let built = target.join("debug");
    // What it shares with the package's tests reads the example policies.
    tests.env("TIERGATE_POLICIES", target.join("policies"));
    tests.env("TIERGATE_REFERENCE", built.join("reference"));
    tests.env("TIERGATE_BIN", built.join("tiergate")).env("TIERGATE_CHROMIUM", chromium);
    tools::run(tests.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?))
}

/// Returns the command of the npm package's own tests, all of them, on the example policies.
pub(crate) fn npm_tests(chromium: &Path) -> Result<Command> {
    let policies = tools::target().join("policies");
    std::fs::create_dir_all(&policies)?;
    let policies = policies.canonicalize()?;
    // The command was built by its tests.
    let tiergate = tools::target().canonicalize()?.join("debug/tiergate");
    for map in ["alga-prd", "alga-narrowed", "kumiko-sample", "messages", "notes", "plans"] {
        let mut build = tools::command(&tiergate, &["build"]);
        build.args([&format!("tests/policies/{map}.json"), "--output"]);
        tools::run(build.arg(policies.join(format!("{map}.policy.wasm"))))?;
    }
    let mut tests = tools::npm(&["run", "--silent", "test"]);
    tests.env("TIERGATE_POLICIES", &policies).env("TIERGATE_BIN", &tiergate);
    tests.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?);
    tests.env("TIERGATE_CHROMIUM", chromium);
    tests.env("TIERGATE_RUNTIMES", tools::need_js_runtimes()?);
    tests.env("TIERGATE_CASES", tools::root().canonicalize()?.join("tests/cases/seed.json"));
    Ok(tests)
}

/// Names the programs that the tests in Rust run to a command, once each is installed.
pub(crate) fn with_programs(tests: &mut Command) -> Result<&mut Command> {
    tests.env("TIERGATE_CHROMIUM", tools::need_chromium()?);
    tests.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?);
    tests.env("TIERGATE_SCHEMATHESIS", python::need_schemathesis()?);
    tests.env("TIERGATE_LOCALSTRIPE", python::need_localstripe()?);
    Ok(tests.env("TIERGATE_ZIG", python::need_zig()?))
}

/// Gets what the tests need of other tools.
pub(crate) fn prepare() -> Result<()> {
    tools::need_wasm_target()?;
    tools::install("tests/ofrep", &[])?;
    tools::install("tests/reports", &["--ignore-scripts"])?;
    tools::need_genhtml()?;
    tools::install("tests/policies/by-hand-assembly", &["--ignore-scripts"])?;
    tools::build_js()
}
