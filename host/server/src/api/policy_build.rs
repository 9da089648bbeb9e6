//! Building the policy of a tier map.

use super::{Kind, PolicyBody};
use crate::error::ApiError;
use crate::problem::{MapProblem, Problem};
use crate::problems::{BUSY, MALFORMED, MAP_REFUSED, MISCONFIGURED, ProblemKind};
use axum::body::Bytes;
use tiergate_author::AuthorError;
use tiergate_map::{Map, MapError, Severity, Source};
use tokio::sync::{Semaphore, SemaphorePermit};

/// What a map was warned of.
pub(crate) type Warnings = Vec<MapProblem>;

/// How many policies are built at once: the largest one takes a processor for some seconds.
static TURNS: Semaphore = Semaphore::const_new(2);

const FULL: &str = "the server is building other policies: retry later";

/// A map that a policy was built from, and the turn in which it was built.
pub(crate) struct Draft {
    kind: Kind,
    text: Bytes,
    map: Map,
    turn: SemaphorePermit<'static>,
}

impl Draft {
    /// Returns the laws that the map breaks.
    pub(super) async fn broken_laws(self) -> Result<Vec<MapProblem>, ApiError> {
        let Self { kind, text, map, turn } = self;
        let broken = tokio::task::spawn_blocking(move || broken(kind, &text, &map)).await;
        drop(turn);
        let broken = broken.map_err(|error| ApiError::Internal(error.into()))?;
        broken.map_err(ApiError::Internal)
    }
}

/// Builds the policy of a map.
pub(super) async fn build(kind: Kind, text: Bytes) -> Result<PolicyBody, Box<Problem>> {
    let turn = TURNS.try_acquire().map_err(|_| boxed(&BUSY, FULL))?;
    let bytes = text.clone();
    let built = tokio::task::spawn_blocking(move || built(kind, &bytes)).await;
    let (map, file) = built.unwrap_or_else(|error| Err(boxed(&MISCONFIGURED, error)))?;
    let warnings = map.warnings.iter().map(map_problem).collect();
    Ok(PolicyBody { file: file.into(), warnings, draft: Some(Draft { kind, text, map, turn }) })
}

fn built(kind: Kind, bytes: &[u8]) -> Result<(Map, Vec<u8>), Box<Problem>> {
    let malformed = |error| boxed(&MALFORMED, format!("the map is not UTF-8: {error}"));
    let text = std::str::from_utf8(bytes).map_err(malformed)?;
    let map = read(kind, text).map_err(|error| refused(&error))?;
    let file = tiergate_author::build(&map).map_err(|error| unbuilt(&error))?;
    Ok((map, file))
}

/// The name of a map, in its problems.
fn name(kind: Kind) -> &'static str {
    if kind == Kind::Toml { "map.toml" } else { "map.json" }
}

fn read(kind: Kind, text: &str) -> Result<Map, MapError> {
    match kind {
        Kind::Toml => Map::from_toml(name(kind), text),
        Kind::Json | Kind::Wasm => Map::from_json(name(kind), text),
    }
}

fn broken(
    kind: Kind,
    text: &[u8],
    map: &Map,
) -> Result<Vec<MapProblem>, Box<dyn std::error::Error + Send + Sync>> {
    let source = Source::new(name(kind), std::str::from_utf8(text)?)?;
    let broken = tiergate_laws::broken(map, &source, |_, _| false)?;
    Ok(broken.iter().map(map_problem).collect())
}

/// Returns the refusal of a map, with all of its problems.
fn refused(error: &MapError) -> Box<Problem> {
    let problems: Vec<_> = error.problems().iter().map(map_problem).collect();
    let first = problems.first().map(|it| format!("line {}: {}", it.line, it.message));
    let words = first.unwrap_or_else(|| "the map is refused".to_owned());
    Box::new(Problem { problems, ..Problem::new(&MAP_REFUSED, words) })
}

fn unbuilt(error: &AuthorError) -> Box<Problem> {
    match error {
        AuthorError::TooManyEntries { .. } | AuthorError::TooLarge { .. } => {
            boxed(&MAP_REFUSED, error)
        }
        _ => boxed(&MISCONFIGURED, error),
    }
}

fn map_problem(problem: &tiergate_map::Problem) -> MapProblem {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    MapProblem {
        severity,
        file: problem.file.clone(),
        line: problem.line,
        column: problem.column,
        text: problem.text.clone(),
        message: problem.message.clone(),
        help: problem.help.clone(),
    }
}

fn boxed(kind: &ProblemKind, words: impl ToString) -> Box<Problem> {
    Box::new(Problem::new(kind, words))
}
