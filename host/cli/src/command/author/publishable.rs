//! What speaks against publishing a map: laws that it breaks, and tests next to it that fail.

use super::run::{Wanted, run};
use crate::command::map::tests_of;
use crate::printed::counted;
use anyhow::Result;
use std::fmt::{self, Display, Formatter};
use std::path::Path;
use tiergate_laws::broken;
use tiergate_map::{Map, Problem, Source};

/// What speaks against publishing a map.
pub(crate) struct Objections {
    /// The laws that it breaks, although its test file does not say that this is meant.
    pub(crate) laws: Vec<Problem>,
    /// What its tests expect and do not find.
    pub(crate) tests: Vec<Problem>,
}

impl Objections {
    pub(crate) fn of(path: &Path, map: &Map) -> Result<Self> {
        let cases = match tests_of(path)? {
            None => Vec::new(),
            Some(tests) => run(&tests.path, &Wanted::default())?.outcome.cases,
        };
        // A test file that says which breaks are meant has a case for all laws.
        let laws = match cases.iter().any(|it| it.name == "laws") {
            true => Vec::new(),
            false => broken(map, &Source::from_file(path)?, |_, _| false)?,
        };
        let tests = cases.into_iter().flat_map(|it| it.failures).map(|it| it.problem).collect();
        Ok(Self { laws, tests })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.laws.is_empty() && self.tests.is_empty()
    }
}

/// Writes how many there are.
impl Display for Objections {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let laws = counted(self.laws.len() as u64, "broken law");
        let tests = counted(self.tests.len() as u64, "failed expectation");
        match (self.laws.len(), self.tests.len()) {
            (_, 0) => to.write_str(&laws),
            (0, _) => to.write_str(&tests),
            _ => write!(to, "{laws} and {tests}"),
        }
    }
}
