//! Problems of a map, with their positions in the file.

use crate::spanned::Span;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;
use std::fmt;
use std::sync::Arc;

/// How much a [`Problem`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The map is refused.
    Error,
    /// The map is valid, but may not mean what its author intends.
    Warning,
}

/// One problem of a map, its position, and how to fix it.
///
/// It serializes to an object for editors; its [`Display`](fmt::Display) is for people.
///
/// # Examples
///
/// ```
/// let refused = tiergate_map::Map::from_json("notes.json", "[]").unwrap_err();
/// let problem = &refused.problems()[0];
/// assert_eq!((problem.line, problem.column, problem.text.as_str()), (1, 1, "[]"));
/// assert_eq!(
///     problem.to_string(),
///     "\
/// error: expected an object, found a list
///  --> notes.json:1:1
///   |
/// 1 | []
///   | ^^
///   |
///   = help: write keys and their values",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column of the text's first character, from 1, in characters.
    pub column: usize,
    /// The offending text as it is written in the file, at most to the end of its line.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// The whole file, shared by all of its problems.
    #[serde(skip)]
    pub(crate) source: Arc<str>,
    #[serde(skip)]
    pub(crate) at: Span,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mark = AnnotationKind::Primary.span(self.at.clone());
        let snippet = Snippet::source(&*self.source).path(&self.file);
        let report = level
            .primary_title(&self.message)
            .element(snippet.annotation(mark))
            .element(Level::HELP.message(&self.help));
        f.write_str(&Renderer::plain().render(&[report]))
    }
}

/// The error that a map is refused, with all of its problems in the file's order.
///
/// # Examples
///
/// ```
/// let map = r#"{ "name": "notes", "version": 1, "teirs": [] }"#;
/// let refused = tiergate_map::Map::from_json("notes.json", map).unwrap_err();
/// let found: Vec<_> = refused.problems().iter().map(|it| it.message.as_str()).collect();
/// assert!(found.contains(&"expected text, found a number"));
/// assert!(found.contains(&"unknown key `teirs`"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub(crate) problems: Vec<Problem>,
}

impl Refused {
    /// Returns all problems, of which there is at least one.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
