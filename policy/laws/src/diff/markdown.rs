//! Differences as Markdown.

use super::{Diff, Direction};
use crate::prelude::*;
use core::fmt::Write;

pub(super) fn of(diff: &Diff) -> String {
    let Diff { verdict, points, semver, .. } = diff;
    let mut text = format!("**{verdict}** at {points} points; version: {semver}\n");
    if !diff.answers.is_empty() {
        text += "\n| | Who | What | Combinations |\n|---|---|---|---|\n";
    }
    for it in &diff.answers {
        let mark = match it.direction {
            Direction::Loses => "loses",
            Direction::Gains => "gains",
            Direction::Differs => "differs",
        };
        // OK because writing to a string does not fail.
        let _ = writeln!(
            text,
            "| {mark} | {} | {} | {} |",
            cell(&it.about),
            cell(&it.change),
            it.points
        );
    }
    if !diff.says.is_empty() {
        text += "\nWhat they say:\n\n";
    }
    for line in &diff.says {
        let _ = writeln!(text, "- {}", line.replace('\n', " "));
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
