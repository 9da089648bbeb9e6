//! All development commands of the repository.

mod bench;
mod contract;
mod demo;
mod postgres;
mod schemathesis;
mod soak;
mod template;
mod test;
mod tools;

use anyhow::bail;

const USAGE: &str = "\
usage: cargo xtask <command>

  demo                 run the reference server, with a page that asks both hosts
  test                 run every test, including those in the browser
  bench                run the benchmarks, and print one table
  fuzz                 run the random tests of `test` at full size
  soak [--minutes N]   put a release build under mixed load, and watch its memory (30 minutes)
  fmt                  format everything
  lint                 check formatting and lints
  contract [--check]   write js/src/contract.ts from wit/; with --check, fail if it is stale
  template [--check]   build the template component; with --check, fail if it is stale
  js                   build the npm package";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["demo"] => demo::run(),
        ["test"] => test::run(),
        ["bench"] => bench::run(),
        ["fuzz"] => test::fuzz(),
        ["soak"] => soak::run(None),
        ["soak", "--minutes", minutes] => soak::run(Some(minutes)),
        ["fmt"] => tools::cargo(&["fmt", "--all"]),
        ["lint"] => test::lint(),
        ["contract"] => contract::write(tools::root()),
        ["contract", "--check"] => contract::check(tools::root()),
        ["template"] => template::write(),
        ["template", "--check"] => template::check(),
        ["js"] => tools::build_js(),
        _ => bail!("{USAGE}"),
    }
}
