//! Problems of a map, with their positions in the file.

use crate::prelude::*;
use crate::sort::sort_by;
use crate::spanned::Span;
use alloc::sync::Arc;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use core::fmt;
use serde::Serialize;

/// How much a [`Problem`] matters.
///
/// # Examples
///
/// ```
/// use tiergate_map::{Map, Severity};
///
/// let refused = Map::from_json("notes.json", "[]").unwrap_err();
/// assert_eq!(refused.problems()[0].severity, Severity::Error);
/// ```
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

impl Problem {
    /// Returns the column of the text's first character, from 1, in UTF-16 code units, in which
    /// JavaScript and most editors count.
    ///
    /// # Examples
    ///
    /// ```
    /// let map = r#"{ "name": "🦀", "nmae": "" }"#;
    /// let refused = tiergate_map::Map::from_json("notes.json", map).unwrap_err();
    /// let unknown = refused.problems().iter().find(|it| it.text == "\"nmae\"").unwrap();
    /// assert_eq!((unknown.column, unknown.column_utf16()), (16, 17));
    /// ```
    pub fn column_utf16(&self) -> usize {
        let before = self.source.get(..self.at.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.encode_utf16().count() + 1
    }
}

impl Problem {
    /// Sorts problems of one file by their places. Those at the same place stay in their order.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_map::{Problem, Source};
    ///
    /// let source = Source::new("a.toml", "a = 1\nb = 2")?;
    /// let mut problems = vec![source.warning(&["b"], "b?", ""), source.warning(&["a"], "a?", "")];
    /// Problem::sort(&mut problems);
    /// assert_eq!(problems[0].message, "a?");
    /// # Ok::<(), tiergate_map::MapError>(())
    /// ```
    pub fn sort(problems: &mut Vec<Self>) {
        sort_by(problems, |one, other| (one.line, one.column).cmp(&(other.line, other.column)));
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let (start, shown) = self.shown();
        let end = self.at.end.saturating_sub(start).min(shown.len());
        let mark = AnnotationKind::Primary.span(self.at.start.saturating_sub(start)..end);
        let snippet = Snippet::source(shown).line_start(self.line).annotation(mark);
        // Of a part of a line the snippet would count the column from the start of the part.
        let cut = !self.source.get(..start).is_none_or(|it| it.is_empty() || it.ends_with('\n'));
        let origin = Origin::path(&self.file).line(self.line).char_column(self.column);
        let report = level
            .primary_title(&self.message)
            .elements(cut.then_some(origin))
            .element(if cut { snippet } else { snippet.path(&self.file) })
            .element(Level::HELP.message(&self.help));
        f.write_str(&Renderer::plain().render(&[report]))
    }
}

/// How many bytes of a line are shown before and after the offending text.
const AROUND: usize = 500;

impl Problem {
    /// Returns the part of its line to show, with its offset in the file. A file may be one line
    /// of many megabytes, which nobody reads and which takes long to lay out.
    fn shown(&self) -> (usize, &str) {
        let from = self.source.floor_char_boundary(self.at.start.saturating_sub(AROUND));
        let to = self.source.ceil_char_boundary(self.at.end.min(self.at.start + AROUND) + AROUND);
        let before = self.source.get(from..self.at.start).unwrap_or_default();
        let start = before.rfind('\n').map_or(from, |end| from + end + 1);
        let shown = self.source.get(start..to).unwrap_or_default();
        (start, shown.split_inclusive('\n').next().unwrap_or_default())
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
pub struct MapError {
    pub(crate) problems: Vec<Problem>,
}

impl MapError {
    /// Returns all problems, of which there is at least one.
    ///
    /// # Examples
    ///
    /// ```
    /// let refused = tiergate_map::Map::from_toml("notes.toml", "name = 1").unwrap_err();
    /// assert_eq!(refused.problems()[0].line, 1);
    /// ```
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{problem}")?;
        }
        Ok(())
    }
}

impl core::error::Error for MapError {}
