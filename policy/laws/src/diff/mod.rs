//! What differs between two policies: what they answer at every enumerated point.

use crate::prelude::*;
mod compare;
mod markdown;
mod settings;

use crate::{Domain, Engine, EngineError, Probe};
use core::fmt;
use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use tiergate_map::{Comparison, Part, compare};

pub use settings::{says, settings};

/// Whether a difference is for the better or the worse of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Direction {
    Loses,
    Gains,
    Differs,
}

/// One way in which the answers of two policies differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    pub(crate) direction: Direction,
    /// Whom it concerns, such as `pro with assistant`.
    pub about: String,
    /// What differs, such as ``loses `export` ``.
    pub change: String,
    /// How many of the points that were asked about show it.
    pub points: u64,
}

impl Difference {
    /// Returns whether a tenant has less than before.
    pub fn narrows(&self) -> bool {
        self.direction == Direction::Loses
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.about, self.change)?;
        if self.points > 1 {
            write!(f, " ({} combinations)", self.points)?;
        }
        Ok(())
    }
}

/// What all differences amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// Both answer alike at every point.
    SameAnswers,
    /// Somebody gains, and nobody loses.
    Widens,
    /// Somebody loses, and nobody gains.
    Narrows,
    /// Somebody gains, and somebody loses.
    Mixed,
    /// Answers differ, but nobody gains or loses access by it.
    Differs,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameAnswers => "same-answers",
            Self::Widens => "widens",
            Self::Narrows => "narrows",
            Self::Mixed => "mixed",
            Self::Differs => "differs",
        })
    }
}

/// The differences between two policies. It serializes to an object; its [`Display`](fmt::Display)
/// is for people, and [`Diff::markdown`] for a pull request.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// What all differences amount to.
    pub verdict: Verdict,
    /// What the policies say of themselves, a line for each difference.
    pub says: Vec<String>,
    /// What they answer: losses first, then gains.
    pub answers: Vec<Difference>,
    /// How many points were asked about.
    pub points: u64,
    /// Which part of the version should grow: `major`, `minor`, `patch` or `none`.
    pub semver: &'static str,
}

/// Compares two policies: their catalogs, and their answers for each combination of tier, add-ons and
/// edition that one of them knows.
///
/// # Errors
///
/// [`EngineError`] if one of them gives no answer.
///
/// # Examples
///
/// ```
/// use tiergate_laws::{Domain, Native, Verdict, diff};
/// use tiergate_map::Map;
///
/// let old = Map::from_file("../../tests/policies/notes.json")?;
/// let mut new = old.clone();
/// new.info.tiers[1].features.clear();
/// let found = diff(&Native::new(&old)?, &Native::new(&new)?, &Domain::of_map(&old))?;
/// assert_eq!(found.verdict, Verdict::Narrows);
/// assert_eq!(found.answers[0].to_string(), "pro: loses `export` (2 combinations)");
/// assert_eq!(found.semver, "major");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn diff(old: &dyn Engine, new: &dyn Engine, domain: &Domain) -> Result<Diff, EngineError> {
    let mut found = Found::default();
    let both = domain.clone().at_most(Domain::of_catalog(new.describe()).most);
    let probes = probes(old, new, &both);
    for probe in &probes {
        let (before, after) = (probe.question.ask(old)?, probe.question.ask(new)?);
        if before != after {
            for (direction, change) in compare::changes(new.describe(), &before, &after) {
                found.add(probe, direction, change);
            }
        }
    }
    let comparison = compare(old.describe(), new.describe());
    let answers = found.into_sorted();
    let verdict = verdict(&answers);
    Ok(Diff {
        verdict,
        semver: semver(verdict, &comparison),
        says: comparison.changes.iter().map(ToString::to_string).collect(),
        answers,
        points: probes.len() as u64,
    })
}

/// Returns the questions about the old policy's combinations, and those about what only the new one knows.
fn probes(old: &dyn Engine, new: &dyn Engine, domain: &Domain) -> Vec<Probe> {
    let mut probes = Probe::all(old.describe(), domain);
    let known: HashSet<String> = probes.iter().map(|it| it.about.clone()).collect();
    let added = Probe::all(new.describe(), domain);
    probes.extend(added.into_iter().filter(|it| !known.contains(&it.about)));
    probes
}

#[derive(Default)]
struct Found {
    answers: Vec<Difference>,
    at: HashMap<(String, Direction, String), usize>,
}

impl Found {
    fn add(&mut self, probe: &Probe, direction: Direction, change: String) {
        let key = (probe.base.clone(), direction, change.clone());
        if let Some(known) = self.at.get(&key).and_then(|&at| self.answers.get_mut(at)) {
            known.points += 1;
            return;
        }
        self.at.insert(key, self.answers.len());
        let about = probe.about.clone();
        self.answers.push(Difference { direction, about, change, points: 1 });
    }

    fn into_sorted(mut self) -> Vec<Difference> {
        self.answers.sort_by_key(|it| it.direction);
        self.answers
    }
}

fn verdict(answers: &[Difference]) -> Verdict {
    let any = |direction| answers.iter().any(|it| it.direction == direction);
    match (any(Direction::Loses), any(Direction::Gains)) {
        (true, true) => Verdict::Mixed,
        (true, false) => Verdict::Narrows,
        (false, true) => Verdict::Widens,
        (false, false) if answers.is_empty() => Verdict::SameAnswers,
        (false, false) => Verdict::Differs,
    }
}

fn semver(verdict: Verdict, says: &Comparison) -> &'static str {
    let changes = says.changes.iter().filter(|it| it.part != Part::Key("version".to_owned()));
    let whole =
        |there: bool| changes.clone().any(|it| it.part == Part::Whole && it.new.is_some() == there);
    match verdict {
        Verdict::Narrows | Verdict::Mixed => "major",
        _ if whole(false) => "major",
        Verdict::Widens | Verdict::Differs => "minor",
        _ if whole(true) => "minor",
        Verdict::SameAnswers if changes.count() > 0 => "patch",
        Verdict::SameAnswers => "none",
    }
}

impl Diff {
    /// Returns whether anything differs: what they say, or what they answer.
    pub fn differs(&self) -> bool {
        !self.says.is_empty() || !self.answers.is_empty()
    }

    /// Returns whether a tenant has less than before.
    pub fn narrows(&self) -> bool {
        matches!(self.verdict, Verdict::Narrows | Verdict::Mixed)
    }

    /// Adds what two maps say in addition to their catalogs.
    pub fn add_says(&mut self, more: Vec<String>) {
        if !more.is_empty() && self.semver == "none" {
            self.semver = "patch";
        }
        self.says.extend(more);
    }

    /// Returns the differences as Markdown, for a pull request.
    pub fn markdown(&self) -> String {
        markdown::of(self)
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, lines) in [
            ("what they say:", self.says.clone()),
            ("what they answer:", self.answers.iter().map(ToString::to_string).collect()),
        ] {
            if !lines.is_empty() {
                writeln!(f, "{title}")?;
                lines.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
            }
        }
        let Self { verdict, points, semver, .. } = self;
        write!(f, "{verdict} at {points} points; version: {semver}")
    }
}
