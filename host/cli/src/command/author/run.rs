//! Runs test files on the rules, in wasmtime, or on a policy file.

use super::shipped::Shipped;
use crate::exit::BadInput;
use crate::printed::warn;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tiergate::Policy;
use tiergate_laws::{Domain, Engine, Native};
use tiergate_map::{Map, Source};
use tiergate_testing::{Case, Coverage, Outcome, ReadError, Tests, mutants, snapshot};

/// What came of one test file.
pub(super) struct Ran {
    pub(super) file: String,
    /// Whether it tests a tier map, and not a policy file.
    pub(super) is_of_map: bool,
    pub(super) outcome: Outcome,
    pub(super) coverage: Option<Coverage>,
    pub(super) mutants: Option<tiergate_testing::Mutants>,
}

/// What to do besides running the tests.
#[derive(Default)]
pub(super) struct Wanted<'a> {
    pub(super) policy: Option<&'a Path>,
    pub(super) filter: &'a str,
    pub(super) coverage: bool,
    pub(super) mutants: bool,
    pub(super) accept: bool,
}

impl Wanted<'_> {
    /// Returns whether something is wanted for which a tier map is needed.
    pub(super) fn needs_map(&self) -> bool {
        self.coverage || self.mutants || self.accept
    }
}

/// Returns the error for a test file that is refused.
pub(crate) fn refused(error: ReadError) -> BadInput {
    // `error: ` is printed before every error.
    BadInput(error.to_string().trim_start_matches("error: ").to_owned())
}

pub(super) fn run(path: &PathBuf, wanted: &Wanted<'_>) -> Result<Ran> {
    let tests = Tests::from_file(path).map_err(refused)?;
    let file = path.display().to_string();
    let own = tests.policy().map_err(refused)?;
    if let Some(policy) = wanted.policy.or(own.as_deref()) {
        let shipped = Shipped::new(Policy::from_file(policy)?)?;
        let domain = Domain::of_catalog(shipped.describe());
        let outcome = tests.run(&shipped, Some(&domain), wanted.filter)?;
        return Ok(Ran { file, is_of_map: false, outcome, coverage: None, mutants: None });
    }
    let place = tests.map().map_err(refused)?;
    let (map, source) = (Map::from_file(&place)?, Source::from_file(&place)?);
    let mut outcome = tests.run(&Native::new(&map)?, Some(&Domain::of_map(&map)), wanted.filter)?;
    agree(&tests, &map, &outcome, wanted.filter)?;
    outcome.cases.extend(snapshot_case(&tests, &map, wanted)?);
    let coverage =
        wanted.coverage.then(|| Coverage::of(&map, &source, std::slice::from_ref(&outcome)));
    if wanted.mutants && !outcome.passed() {
        warn(format_args!("{file}: a test fails, so none can notice mutants"));
    }
    let can_notice = wanted.mutants && outcome.passed();
    let mutants = can_notice.then(|| mutants(&map, &source, &[&tests])).transpose()?;
    Ok(Ran { file, is_of_map: true, outcome, coverage, mutants })
}

/// Runs the tests on the policy that the map results in, and fails if anything comes out otherwise
/// than by the rules.
fn agree(tests: &Tests, map: &Map, native: &Outcome, filter: &str) -> Result<()> {
    let built = Policy::from_bytes(&tiergate_author::build(map)?)?;
    let shipped = tests.run(&Shipped::new(built)?, None, filter)?;
    for (native, shipped) in native.cases.iter().zip(&shipped.cases) {
        let problems =
            |it: &Case| it.failures.iter().map(|it| it.problem.clone()).collect::<Vec<_>>();
        if problems(native) != problems(shipped) {
            let name = &native.name;
            anyhow::bail!(
                "the rules and the built policy differ in the test `{name}`: report this"
            );
        }
    }
    Ok(())
}

/// Writes the snapshot if it is accepted. Otherwise compares it with an accepted one, if there is one.
fn snapshot_case(tests: &Tests, map: &Map, wanted: &Wanted<'_>) -> Result<Option<Case>> {
    let path = tests.snapshot_path().map_err(refused)?;
    let shown = path.display();
    if wanted.accept {
        std::fs::write(&path, snapshot(map)?).with_context(|| format!("cannot write `{shown}`"))?;
        warn(format_args!("accepted: {shown}"));
        return Ok(None);
    }
    if !path.exists() || !"snapshot".contains(wanted.filter) {
        return Ok(None);
    }
    let accepted =
        std::fs::read_to_string(&path).with_context(|| format!("cannot read `{shown}`"))?;
    Ok(Some(tests.compare_snapshot(map, &accepted)?))
}
