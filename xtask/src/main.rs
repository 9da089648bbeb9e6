//! All development commands of the repository.

mod admin;
mod architecture;
mod bench;
mod cargo_tools;
mod demo;
mod fuzz;
mod kit;
mod licences;
mod lint;
mod postgres;
mod public_api;
mod python;
mod quality;
mod soak;
mod template;
mod test;
mod test_paths;
mod tools;
mod wasm;
mod words;

use anyhow::bail;

const USAGE: &str = "\
usage: cargo xtask <command>

  demo                 run the reference product: a help desk with plans
  test                 run every test, including those in the browser
  bench                run the benchmarks, and print one table
  fuzz                 run the random tests of `test` at full size
  soak [--minutes N]   put a release build under mixed load, and watch its memory (30 minutes)
  fmt                  format everything
  lint                 check formatting, lints, words, unused dependencies and licences
  advisories           check the dependencies against security advisories
  coverage             print which part of the code the tests run
  mutants              change the rules in small ways, and print what no test sees
  contract [--check]   write js/src/contract.ts from wit/; with --check, fail if it is stale
  template [--check]   build the template component; with --check, fail if it is stale
  architecture [--check]  draw the pictures of ARCHITECTURE.md; with --check, fail if they are stale
  public-api [--check] list the public API of each crate; with --check, fail if it is stale
  kit                  compile the authoring kit for the npm package
  js                   build the npm package
  admin [--check]      build the operator's screen into host/server/admin-dist; with --check, fail
                       if it is stale";

fn main() -> anyhow::Result<()> {
    if let Some(done) = public_api::as_rustdoc() {
        return done;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["demo"] => demo::run(),
        ["test"] => test::run(),
        ["bench"] => bench::run(),
        ["fuzz"] => fuzz::run(),
        ["soak"] => soak::run(None),
        ["soak", "--minutes", minutes] => soak::run(Some(minutes)),
        ["fmt"] => tools::cargo(&["fmt", "--all"]),
        ["lint"] => lint::run(),
        ["advisories"] => lint::advisories(),
        ["coverage"] => quality::coverage(),
        ["mutants"] => quality::mutants(),
        ["contract"] => wasm::write_contract(),
        ["contract", "--check"] => wasm::check_contract(),
        ["template"] => template::write(),
        ["template", "--check"] => template::check(),
        ["architecture"] => architecture::write(),
        ["architecture", "--check"] => architecture::check(),
        ["public-api"] => public_api::write(),
        ["public-api", "--check"] => public_api::check(),
        ["kit"] => kit::write(),
        ["js"] => tools::build_js(),
        ["admin"] => admin::write(),
        ["admin", "--check"] => admin::check(),
        _ => bail!("{USAGE}"),
    }
}
