//! The places of a JSON or TOML file.

use crate::diagnostic::Problem;
use crate::diagnostics::Problems;
#[cfg(feature = "std")]
use crate::map::FileError;
use crate::prelude::*;
use crate::spanned::{Node, Span, Value};
use crate::{MapError, Severity};
use alloc::sync::Arc;
#[cfg(feature = "std")]
use std::path::Path;

/// A JSON or TOML file with the places of what it contains, for messages about them.
///
/// A path is a list of keys. In a list of the file, a key is the `id` of an object, a text of the
/// list, or a position from 0.
///
/// # Examples
///
/// ```
/// let source = tiergate_map::Source::from_file("../../tests/policies/notes.json")?;
/// assert_eq!(source.line(&["tiers", "pro", "features", "export"]), 6);
/// let problem = source.warning(&["tiers", "pro", "caps", "maxNotes"], "too few", "allow more");
/// assert_eq!((problem.line, problem.text.as_str()), (6, "100"));
/// # Ok::<(), tiergate_map::FileError>(())
/// ```
pub struct Source {
    file: String,
    text: Arc<str>,
    root: Node,
    /// The position at which each line starts.
    lines: Vec<usize>,
}

impl Source {
    /// Parses a text as JSON, or as TOML if the name of its file ends with `.toml`.
    ///
    /// # Errors
    ///
    /// [`MapError`] if it is not valid JSON or TOML.
    ///
    /// # Examples
    ///
    /// ```
    /// let source = tiergate_map::Source::new("a.toml", "[[test]]\nname = 'one'")?;
    /// assert_eq!(source.line(&["test", "0", "name"]), 2);
    /// # Ok::<(), tiergate_map::MapError>(())
    /// ```
    pub fn new(file: &str, text: &str) -> Result<Self, MapError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut problems = Problems::new(file, text);
        let parse = if file.ends_with(".toml") { crate::toml::parse } else { crate::json::parse };
        match parse(text, &mut problems) {
            Some(root) if problems.is_empty() => {
                let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
                let lines = core::iter::once(0).chain(breaks).collect();
                Ok(Self { file: file.to_owned(), text: text.into(), root, lines })
            }
            _ => Err(MapError { problems: problems.into_sorted() }),
        }
    }

    /// Reads a `.json` or `.toml` file.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the file cannot be read, or is not valid.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(tiergate_map::Source::from_file("missing.json").is_err());
    /// ```
    #[cfg(feature = "std")]
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
        Ok(Self::new(&path.to_string_lossy(), &text)?)
    }

    /// Returns the name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the line, from 1, of what is at a path, or of the last part of the path that the
    /// file has.
    pub fn line(&self, path: &[&str]) -> usize {
        let start = self.find(path).start;
        self.lines.partition_point(|&line| line <= start)
    }

    /// Returns whether the file has something at a path.
    pub fn has(&self, path: &[&str]) -> bool {
        let mut node = Some(&self.root);
        for key in path {
            node = node.and_then(|it| step(it, key)).map(|(_, it)| it);
        }
        node.is_some()
    }

    /// Returns a warning about what is at a path.
    pub fn warning(&self, path: &[&str], message: &str, help: &str) -> Problem {
        self.problem(Severity::Warning, path, message, help)
    }

    /// Returns an error about what is at a path.
    pub fn error(&self, path: &[&str], message: &str, help: &str) -> Problem {
        self.problem(Severity::Error, path, message, help)
    }

    fn problem(&self, severity: Severity, path: &[&str], message: &str, help: &str) -> Problem {
        let problems = Problems::new(&self.file, Arc::clone(&self.text));
        problems.one(severity, &self.find(path), message.to_owned(), help.to_owned())
    }

    /// Returns the place of the last part of a path that the file has.
    fn find(&self, path: &[&str]) -> Span {
        let mut at = 0..1;
        let mut node = &self.root;
        for key in path {
            let Some((place, next)) = step(node, key) else { break };
            (at, node) = (place, next);
        }
        at
    }
}

/// Returns what a node has at a key, and its place: that of the value, or of the key or the id if
/// the value is an object or a list.
fn step<'n>(node: &'n Node, key: &str) -> Option<(Span, &'n Node)> {
    match &node.value {
        Value::Object(entries) => {
            let (name, value) = entries.iter().find(|(name, _)| name.text() == Some(key))?;
            let within = matches!(value.value, Value::Object(_) | Value::List(_));
            Some((if within { name.at.clone() } else { value.at.clone() }, value))
        }
        Value::List(items) => {
            let item = items.iter().find(|it| {
                it.text() == Some(key) || id(it).is_some_and(|it| it.text() == Some(key))
            });
            let item = item.or_else(|| items.get(key.parse::<usize>().ok()?))?;
            Some((id(item).unwrap_or(item).at.clone(), item))
        }
        _ => None,
    }
}

fn id(node: &Node) -> Option<&Node> {
    let Value::Object(entries) = &node.value else { return None };
    entries.iter().find(|(name, _)| name.text() == Some("id")).map(|(_, id)| id)
}
