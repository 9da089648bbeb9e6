//! Collects the problems of one file.

use crate::diagnostic::{Problem, Severity};
use crate::prelude::*;
use crate::sort::sort_by;
use crate::spanned::{Node, Span};
use alloc::sync::Arc;

/// How many problems are listed: more than anyone reads at once.
pub(crate) const MOST: usize = 100;

/// The problems found in one file so far.
pub(crate) struct Problems<'s> {
    file: &'s str,
    text: Arc<str>,
    found: Vec<Problem>,
    /// How many more there are.
    unlisted: usize,
}

impl<'s> Problems<'s> {
    pub(crate) fn new(file: &'s str, text: impl Into<Arc<str>>) -> Self {
        Self { file, text: text.into(), found: Vec::new(), unlisted: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns whether as many problems are found as are listed.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    /// Returns the listed problems, in the file's order. The help of the last one says how many
    /// more there are.
    pub(crate) fn into_sorted(mut self) -> Vec<Problem> {
        sort_by(&mut self.found, |one, other| one.at.start.cmp(&other.at.start));
        if let Some(last) = self.found.last_mut()
            && self.unlisted > 0
        {
            last.help += &format!("; {} more problems are not listed", self.unlisted);
        }
        self.found
    }

    pub(crate) fn refuse(&mut self, at: &Span, message: String, help: impl Into<String>) {
        self.push(Severity::Error, at, message, help.into());
    }

    pub(crate) fn warn(&mut self, at: &Span, message: String, help: impl Into<String>) {
        self.push(Severity::Warning, at, message, help.into());
    }

    pub(crate) fn syntax(&mut self, at: Span, message: &str, language: &str) {
        self.refuse(&at, format!("not {language}: {message}"), format!("write valid {language}"));
    }

    pub(crate) fn too_long(&mut self, most: usize) {
        let message =
            format!("the map has {} bytes, more than the {most} allowed", self.text.len());
        self.refuse(&(0..1), message, "have fewer tiers, features or texts");
    }

    pub(crate) fn repeated_key(&mut self, at: Span) {
        let key = self.text.get(at.clone()).unwrap_or_default().trim_matches(['"', '\'']);
        self.refuse(&at, format!("the key `{key}` is given twice"), "keep one of the two");
    }

    pub(crate) fn unexpected(&mut self, node: &Node, expected: &str, help: impl Into<String>) {
        self.refuse(&node.at, format!("expected {expected}, found {}", node.kind()), help);
    }

    /// Adds to the help of the last problem, which is at this place unless it is not listed.
    pub(crate) fn add_help(&mut self, at: &Span, more: &str) {
        if let Some(last) = self.found.last_mut().filter(|last| last.at.start == at.start) {
            last.help += more;
        }
    }

    fn push(&mut self, severity: Severity, at: &Span, message: String, help: String) {
        if self.is_full() {
            self.unlisted += 1;
            return;
        }
        let problem = self.one(severity, at, message, help);
        self.found.push(problem);
    }

    /// Returns a problem at a place of the file.
    pub(crate) fn one(
        &self,
        severity: Severity,
        at: &Span,
        message: String,
        help: String,
    ) -> Problem {
        // A problem at the end of the file is shown after the last text, not on an empty line.
        let start = self.text.floor_char_boundary(at.start.min(self.text.trim_end().len()));
        let (before, after) = self.text.split_at_checked(start).unwrap_or((&self.text, ""));
        let line_before = before.rsplit('\n').next().unwrap_or_default();
        let rest = after.lines().next().unwrap_or_default();
        let length = rest.ceil_char_boundary(at.end.saturating_sub(start));
        Problem {
            severity,
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line_before.chars().count() + 1,
            text: rest.get(..length).unwrap_or_default().to_owned(),
            message,
            help,
            source: Arc::clone(&self.text),
            at: start..start + length,
        }
    }
}
