//! Which cells of a map's decisions the tests cover.

use crate::Outcome;
use crate::cells::{Key, UNKNOWN_PRODUCT, cells, key};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write;
use tiergate_map::{Map, Source};

/// What tests cover of a map.
///
/// # Examples
///
/// ```
/// use tiergate_laws::Native;
/// use tiergate_testing::{Coverage, Tests};
///
/// let tests = Tests::from_file("../../tests/policies/notes.test.toml")?;
/// let map = tiergate_map::Map::from_file(tests.map()?)?;
/// let source = tiergate_map::Source::from_file(tests.map()?)?;
/// let outcome = tests.run(&Native::new(&map)?, None, "")?;
/// assert_eq!(Coverage::of(&map, &source, &[outcome]).percent(), 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// The map's file.
    pub file: String,
    /// Its cells.
    pub cells: Vec<CoveredCell>,
}

/// A cell of a map's decisions.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CoveredCell {
    /// What it is, such as `feature: pro: export`.
    pub name: String,
    /// Its line in the map, from 1.
    pub line: usize,
    /// Whether a test covers it.
    pub covered: bool,
}

impl Coverage {
    /// Returns what runs of tests covered of a map, whose places are in `source`.
    pub fn of(map: &Map, source: &Source, outcomes: &[Outcome]) -> Self {
        let unlisted = key(UNKNOWN_PRODUCT);
        let covers_unlisted = outcomes.iter().any(|it| covers_unlisted(it, map));
        let cell = |(key, path): (Key, Key)| {
            let path: Vec<_> = path.iter().map(String::as_str).collect();
            let is_covered = |it: &Outcome| it.covered.contains(&key);
            let covered = outcomes.iter().any(is_covered) || key == unlisted && covers_unlisted;
            CoveredCell { name: key.join(": "), line: source.line(&path), covered }
        };
        let cells = cells(map).into_iter().map(cell).collect();
        Self { file: source.file().to_owned(), cells }
    }

    /// Returns the covered part in whole percent, rounded down; 100 only if every cell is covered.
    pub fn percent(&self) -> usize {
        let covered = self.cells.iter().filter(|it| it.covered).count();
        (covered * 100).checked_div(self.cells.len()).unwrap_or(100)
    }

    /// Returns the coverage in the format of LCOV: each line of the map that has cells, and each cell
    /// as a branch of its line.
    pub fn lcov(&self) -> String {
        let mut lines: BTreeMap<usize, Vec<&CoveredCell>> = BTreeMap::new();
        self.cells.iter().for_each(|it| lines.entry(it.line).or_default().push(it));
        let mut text = format!("TN:\nSF:{}\n", self.file);
        // OK because writing to a string does not fail.
        for (line, cells) in &lines {
            for (at, cell) in cells.iter().enumerate() {
                let _ = writeln!(text, "BRDA:{line},0,{at},{}", u8::from(cell.covered));
            }
        }
        let covered = self.cells.iter().filter(|it| it.covered).count();
        let _ = writeln!(text, "BRF:{}\nBRH:{covered}", self.cells.len());
        let hits = |cells: &[&CoveredCell]| cells.iter().filter(|it| it.covered).count();
        for (line, cells) in &lines {
            let _ = writeln!(text, "DA:{line},{}", hits(cells));
        }
        let hit = lines.values().filter(|it| hits(it) > 0).count();
        let _ = writeln!(text, "LF:{}\nLH:{hit}\nend_of_record", lines.len());
        text
    }
}

/// Checks whether a test is about a product that the map does not list.
fn covers_unlisted(outcome: &Outcome, map: &Map) -> bool {
    let listed = |product: &str| map.settings.billing.products.iter().any(|(id, _)| id == product);
    outcome.covered.iter().any(|key| match key.as_slice() {
        [kind, product, _] => kind == "product" && !listed(product),
        _ => false,
    })
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in self.cells.iter().filter(|it| !it.covered) {
            writeln!(f, "{}:{}: no test covers {}", self.file, it.line, it.name)?;
        }
        let covered = self.cells.iter().filter(|it| it.covered).count();
        write!(f, "{}: {covered} of {} cells ({} %)", self.file, self.cells.len(), self.percent())
    }
}
