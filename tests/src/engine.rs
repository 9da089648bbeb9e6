//! One interface to every engine: it reads lines of JSON, and writes one answer for each.

use crate::built::Built;
use anyhow::{Result, ensure};
use std::fmt::Write;

/// The answer to a line that is not a well-formed request.
pub const BAD_REQUEST: &str = r#"{"error":"bad-request"}"#;
/// The answer if the policy failed.
pub const UNAVAILABLE: &str = r#"{"error":"unavailable"}"#;

/// An engine that answers questions to a policy, as `tiergate eval` does.
pub trait Engine {
    /// Returns its name, for people.
    fn name(&self) -> &'static str;

    /// Returns the answers to lines, which contain no line feeds.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked at all; a line that is refused has an answer.
    fn answer(&mut self, policy: &Built, lines: &[Vec<u8>]) -> Result<Vec<String>>;
}

/// Joins lines to one input.
pub fn join(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
}

/// Splits an output into lines.
///
/// # Errors
///
/// If it is not UTF-8, or does not end with a line feed.
pub fn split(output: Vec<u8>) -> Result<Vec<String>> {
    let text = String::from_utf8(output)?;
    ensure!(text.is_empty() || text.ends_with('\n'), "the output ends within a line: {text:?}");
    // OK because JSON text contains no carriage return, at which `lines` would split too.
    Ok(text.lines().map(str::to_owned).collect())
}

/// Asks several engines the same, and returns the first one's answers, with those answers of the
/// others that differ in their bytes.
///
/// # Errors
///
/// If an engine cannot be asked, or returns too few or too many answers.
pub fn compare(
    engines: &mut [Box<dyn Engine>],
    policy: &Built,
    lines: &[Vec<u8>],
) -> Result<(Vec<String>, String)> {
    let mut first: Option<(&str, Vec<String>)> = None;
    let mut differences = String::new();
    for engine in engines {
        let answers = engine.answer(policy, lines)?;
        let (name, got) = (engine.name(), answers.len());
        ensure!(got == lines.len(), "{name} gave {got} answers for {} lines", lines.len());
        let Some((base, expected)) = &first else {
            first = Some((name, answers));
            continue;
        };
        for ((line, want), got) in
            lines.iter().zip(expected).zip(&answers).filter(|((_, a), b)| a != b)
        {
            let line = line.escape_ascii();
            writeln!(differences, "ask  {line}\n  {base} {want}\n  {name} {got}")?;
        }
    }
    Ok((first.map(|(_, answers)| answers).unwrap_or_default(), differences))
}
