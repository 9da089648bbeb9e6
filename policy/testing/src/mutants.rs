//! Whether tests notice each one-step change of a map.

use crate::Tests;
use crate::mutate::{Mutant, mutate};
use serde::Serialize;
use std::fmt;
use tiergate_laws::{Domain, Engine, EngineError, Native, Probe};
use tiergate_map::{Map, Source};

/// The mutants of a map, and which of them no test noticed.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Mutants {
    /// The map's file.
    pub file: String,
    /// How many changes a test noticed.
    pub killed: usize,
    /// How many changes leave every answer as it is, so that no test can notice them.
    pub equivalent: usize,
    /// The changes that no test noticed.
    pub survivors: Vec<Survivor>,
}

/// A change of a map that no test noticed.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Survivor {
    /// What the change is.
    pub what: String,
    /// The line of the map that was changed, from 1.
    pub line: usize,
}

/// How many combinations are asked about to tell whether a change has an effect.
const MOST: usize = 1_000;

/// Runs tests on every one-step change of a map that changes an answer.
///
/// # Errors
///
/// [`EngineError`] if the rules give no answer.
///
/// # Examples
///
/// ```
/// use tiergate_testing::{Tests, mutants};
///
/// let tests = Tests::from_file("../../tests/policies/notes.test.toml")?;
/// let map = tiergate_map::Map::from_file(tests.map()?)?;
/// let source = tiergate_map::Source::from_file(tests.map()?)?;
/// let found = mutants(&map, &source, &[&tests])?;
/// assert!(found.killed > 40 && found.survivors.is_empty(), "{found}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mutants(map: &Map, source: &Source, tests: &[&Tests]) -> Result<Mutants, EngineError> {
    let original = native(map)?;
    let probes = Probe::all(&map.info, &Domain::of_map(map).at_most(MOST));
    let mut found =
        Mutants { file: source.file().to_owned(), killed: 0, equivalent: 0, survivors: Vec::new() };
    let mut result = Ok(());
    mutate(map, &mut |mutant| {
        if result.is_ok() {
            result = found.add(mutant, tests, (&original, &probes), source);
        }
    });
    result.map(|()| found)
}

impl Mutants {
    /// Runs the tests on a mutant, and counts it.
    fn add(
        &mut self,
        Mutant { map, what, path }: Mutant,
        tests: &[&Tests],
        (original, probes): (&Native, &[Probe]),
        source: &Source,
    ) -> Result<(), EngineError> {
        let changed = native(&map)?;
        if is_noticed(&changed, tests)? {
            self.killed += 1;
        } else if is_same(original, &changed, probes)? {
            self.equivalent += 1;
        } else {
            let path: Vec<_> = path.iter().map(String::as_str).collect();
            self.survivors.push(Survivor { what, line: source.line(&path) });
        }
        Ok(())
    }
}

fn native(map: &Map) -> Result<Native, EngineError> {
    Native::new(map).map_err(|error| EngineError(error.to_string()))
}

fn is_noticed(changed: &dyn Engine, tests: &[&Tests]) -> Result<bool, EngineError> {
    for tests in tests {
        if tests.fails(changed)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_same(
    original: &dyn Engine,
    changed: &dyn Engine,
    probes: &[Probe],
) -> Result<bool, EngineError> {
    for probe in probes {
        if !probe.question.same(original, changed)? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl fmt::Display for Mutants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.survivors {
            writeln!(f, "{}:{}: no test notices that {}", self.file, it.line, it.what)?;
        }
        let Self { killed, equivalent, survivors, file } = self;
        write!(
            f,
            "{file}: {killed} of {} mutants killed; {equivalent} more change no answer",
            killed + survivors.len()
        )
    }
}
