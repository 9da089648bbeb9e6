//! What a caller gets in place of an answer.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use serde::Serialize;
use tiergate_map::{FileError, Problem, Severity};

/// Why there is no answer. Its [`Display`](fmt::Display) is its JSON.
///
/// # Examples
///
/// ```
/// let error = tiergate_kit::check("notes.yaml", "").unwrap_err();
/// assert!(error.starts_with(r#"{"request":"`notes.yaml` is neither a `.json` nor a `.toml`"#));
/// ```
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Refusal {
    /// The map is refused, because of these problems.
    Problems(Vec<ShownProblem>),
    /// The caller asked wrongly: how.
    Request(String),
}

/// A [`Problem`] as JavaScript gets it: its column is counted in UTF-16 code units.
#[derive(Debug, Serialize)]
pub struct ShownProblem {
    severity: Severity,
    file: String,
    line: usize,
    column: usize,
    text: String,
    message: String,
    help: String,
}

impl From<FileError> for Refusal {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Map(refused) => Self::Problems(problems(refused.problems())),
            FileError::UnknownFormat(error) => Self::Request(error.to_string()),
            // Nothing is read from a file. Any other error's text would bring the drawing of problems into
            // the module, a third of its size.
            _ => Self::Request("the map cannot be read".to_owned()),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

pub(crate) fn problems(problems: &[Problem]) -> Vec<ShownProblem> {
    let shown = |it: &Problem| ShownProblem {
        severity: it.severity,
        file: it.file.clone(),
        line: it.line,
        column: it.column_utf16(),
        text: it.text.clone(),
        message: it.message.clone(),
        help: it.help.clone(),
    };
    problems.iter().map(shown).collect()
}

/// Returns an answer's JSON. Writing it does not fail: no key is anything but text.
pub(crate) fn to_json(answer: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(answer).map_err(|error| Refusal::Request(error.to_string()).to_string())
}
