//! `cargo xtask test`, and the random tests at full size.

use crate::{architecture, contract, lint, postgres, public_api, python, template, tools};
use anyhow::Result;
use std::path::Path;

/// Runs every test.
pub(crate) fn run() -> Result<()> {
    prepare()?;
    contract::check(tools::root())?;
    template::check()?;
    architecture::check()?;
    tools::run(&mut tools::npm(&["run", "--silent", "lint"]))?;
    lint::code()?;
    public_api::check()?;
    let chromium = tools::need_chromium()?;
    let mut tests = tools::cargo_command(&["test", "--workspace", "--no-fail-fast"]);
    tests.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?);
    tests.env("TIERGATE_SCHEMATHESIS", python::need_schemathesis()?);
    tests.env("TIERGATE_LOCALSTRIPE", python::need_localstripe()?);
    tools::run(tests.env("TIERGATE_CHROMIUM", &chromium))?;
    test_js(&chromium)
}

/// Runs the npm package's own tests, all of them, on the example policies.
fn test_js(chromium: &Path) -> Result<()> {
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
    tests.env("TIERGATE_CHROMIUM", chromium).env("TIERGATE_CONSUMERS", "1");
    tests.env("TIERGATE_RUNTIMES", tools::need_js_runtimes()?);
    tools::run(
        tests.env("TIERGATE_CASES", tools::root().canonicalize()?.join("tests/cases/seed.json")),
    )
}

/// Runs the random tests of [`run`] at full size.
pub(crate) fn fuzz() -> Result<()> {
    prepare()?;
    let chromium = tools::need_chromium()?;
    let mut tests = tools::cargo_command(&["test", "--package=tiergate-tests", "--no-fail-fast"]);
    tests.env("TIERGATE_CHROMIUM", &chromium).env("TIERGATE_FUZZ", "full");
    tests.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?);
    tests.env("TIERGATE_FUZZ_CASES", "200000");
    tools::run(tests.args(["--", "--nocapture"]))?;
    let mut billing = tools::cargo_command(&["test", "--package=tiergate-server", "--lib"]);
    tools::run(billing.env("TIERGATE_FUZZ", "full").args(["--", "billing::", "--nocapture"]))?;
    let mut asking = tools::cargo_command(&["test", "--package=tiergate-server", "--test=http"]);
    asking.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?).env("TIERGATE_FUZZ", "full");
    tools::run(asking.args(["--", "asking_storm::", "reconcile_many::", "--nocapture"]))?;
    let mut server = tools::cargo_command(&["test", "--package=tiergate-cli", "--test=serve"]);
    server.env("TIERGATE_SCHEMATHESIS", python::need_schemathesis()?);
    server.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?);
    let killed = ["--", "fuzz::", "sent_again::", "--nocapture"];
    tools::run(server.env("TIERGATE_FUZZ", "full").args(killed))?;
    let mut orders = tools::cargo_command(&["test", "--package=tiergate-server", "--test=http"]);
    orders.env("TIERGATE_POSTGRES_BIN", postgres::need_postgres()?);
    tools::run(orders.env("TIERGATE_FUZZ", "full").args(["--", "orders::", "--nocapture"]))
}

/// Gets what the tests need of other tools.
pub(crate) fn prepare() -> Result<()> {
    tools::need_wasm_target()?;
    tools::install("tests/ofrep", &[])?;
    tools::build_js()
}
