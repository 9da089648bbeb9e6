//! `tiergate test`: runs the tests of tier maps.

use super::found::test_files;
use super::run::{Ran, Wanted, run as run_file};
use crate::exit::{BadInput, Exit};
use crate::printed::{counted, print, print_json, warn};
use anyhow::{Context, Result};
use serde_json::json;
use std::path::PathBuf;
use tiergate_map::Map;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Test files (`NAME.test.toml` or `.test.json`, next to the tier map `NAME`), or folders with
    /// some; defaults to the current folder.
    paths: Vec<PathBuf>,
    /// Run the tests on this policy file, rather than on the map.
    #[arg(long, conflicts_with_all = ["coverage", "lcov", "threshold", "mutants"])]
    policy: Option<PathBuf>,
    /// Run only tests whose name or tenant contains this text.
    #[arg(long, default_value = "")]
    filter: String,
    /// The format of the results.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Show which cells of the map's decisions no test covers.
    #[arg(long)]
    coverage: bool,
    /// Write the coverage to this file, in the format of LCOV.
    #[arg(long)]
    lcov: Option<PathBuf>,
    /// Exit with 2 if less than this percentage of the cells is covered.
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=100))]
    threshold: Option<u8>,
    /// Also run the tests on every one-step change of the map, and list those that no test notices.
    #[arg(long)]
    mutants: bool,
    /// Write what the map says and gives to `NAME.snap.md`, next to the test file. If there is such a
    /// file, the tests fail if it is not up to date: a review sees each change in it.
    #[arg(long, conflicts_with = "policy")]
    accept: bool,
    /// Print a first test file for this tier map, which expects what it says now.
    #[arg(long, value_name = "MAP")]
    init: Option<PathBuf>,
    /// Print the JSON Schema of test files, for an editor.
    #[arg(long)]
    schema: bool,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One object.
    Json,
    /// JUnit's XML, for CI systems.
    Junit,
    /// Annotations of GitHub's workflows.
    Github,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    if arguments.schema {
        print(format_args!("{:#}", tiergate_testing::json_schema()))?;
        return Ok(Exit::Success);
    }
    if let Some(map) = &arguments.init {
        print(tiergate_testing::scaffold(&Map::from_file(map)?)?.trim_end())?;
        return Ok(Exit::Success);
    }
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here } else { arguments.paths.as_slice() };
    let wanted = Wanted {
        policy: arguments.policy.as_deref(),
        filter: &arguments.filter,
        coverage: arguments.coverage || arguments.lcov.is_some() || arguments.threshold.is_some(),
        mutants: arguments.mutants,
        accept: arguments.accept,
    };
    let files = test_files(paths)?;
    let ran: Vec<_> = files.iter().map(|it| run_file(it, &wanted)).collect::<Result<_>>()?;
    if ran.iter().all(|it| it.outcome.cases.is_empty()) {
        return Err(BadInput(format!("no test contains `{}`", arguments.filter)).into());
    }
    check_kinds(&ran, &wanted)?;
    show(arguments.format, &ran)?;
    if let Some(path) = &arguments.lcov {
        let text: String = ran.iter().filter_map(|it| Some(it.coverage.as_ref()?.lcov())).collect();
        std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(if ran.iter().all(|it| is_good(it, arguments.threshold)) {
        Exit::Success
    } else {
        Exit::Denied
    })
}

/// Warns of test files of which there is no coverage, and fails if there are no others.
fn check_kinds(ran: &[Ran], wanted: &Wanted<'_>) -> Result<()> {
    let words = "tests a policy file: coverage, mutants and snapshots are of tier maps";
    let others = ran.iter().filter(|it| wanted.needs_map() && !it.is_of_map);
    let others: Vec<_> = others.map(|it| format!("`{}` {words}", it.file)).collect();
    match others.first() {
        Some(first) if others.len() == ran.len() => Err(BadInput(first.clone()).into()),
        _ => {
            others.iter().for_each(warn);
            Ok(())
        }
    }
}

fn is_good(ran: &Ran, threshold: Option<u8>) -> bool {
    let missed = ran.coverage.iter().any(|it| it.percent() < usize::from(threshold.unwrap_or(0)));
    let survived = ran.mutants.iter().any(|it| !it.survivors.is_empty());
    ran.outcome.passed() && !missed && !survived
}

fn show(format: Format, ran: &[Ran]) -> Result<()> {
    let outcomes =
        || ran.iter().map(|it| (it.file.clone(), it.outcome.clone())).collect::<Vec<_>>();
    match format {
        Format::Text => return ran.iter().try_for_each(show_text),
        Format::Json => {
            let file = |it: &Ran| json!({ "file": it.file, "cases": it.outcome.cases, "coverage": it.coverage, "mutants": it.mutants });
            return print_json(&ran.iter().map(file).collect::<Vec<_>>());
        }
        Format::Junit => print(tiergate_testing::junit(&outcomes()).trim_end())?,
        Format::Github => {
            let text = tiergate_testing::github(&outcomes());
            if !text.is_empty() {
                print(text.trim_end())?;
            }
        }
    }
    // The formats for machines have no place for these.
    for it in ran {
        it.coverage.iter().for_each(warn);
        it.mutants.iter().for_each(warn);
    }
    Ok(())
}

fn show_text(ran: &Ran) -> Result<()> {
    let cases = &ran.outcome.cases;
    for case in cases.iter().filter(|it| !it.failures.is_empty()) {
        print(format_args!("failed: {}", case.name))?;
        case.failures.iter().try_for_each(|it| print(format_args!("{}\n", it.problem)))?;
    }
    let failed = cases.iter().filter(|it| !it.failures.is_empty()).count();
    let checks = cases.iter().map(|it| it.checks).sum();
    print(format_args!(
        "{}: {}, {}, {failed} failed",
        ran.file,
        counted(cases.len() as u64, "case"),
        counted(checks, "check")
    ))?;
    ran.coverage.iter().try_for_each(print)?;
    ran.mutants.iter().try_for_each(print)?;
    Ok(())
}
