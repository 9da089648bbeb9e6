//! One way to ask every engine: lines of JSON in, one answer each out.

use crate::built::Built;
use anyhow::{Result, ensure};
use std::fmt::Write;

/// The answer to a line that is no well-formed request.
pub const BAD_REQUEST: &str = r#"{"error":"bad-request"}"#;
/// The answer where the policy failed.
pub const UNAVAILABLE: &str = r#"{"error":"unavailable"}"#;

/// What answers questions to a policy, as `tiergate eval` does.
pub trait Engine {
    /// Its name, for people.
    fn name(&self) -> &'static str;

    /// The answers to lines, which have no line feed in them.
    ///
    /// # Errors
    ///
    /// Where the engine cannot be asked at all; a line that is refused has an answer.
    fn answer(&mut self, policy: &Built, lines: &[Vec<u8>]) -> Result<Vec<String>>;
}

/// Lines as one input.
pub fn join(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
}

/// The lines of an output.
///
/// # Errors
///
/// Where it is not UTF-8, or does not end with a line feed.
pub fn split(output: Vec<u8>) -> Result<Vec<String>> {
    let text = String::from_utf8(output)?;
    ensure!(text.is_empty() || text.ends_with('\n'), "the output ends within a line: {text:?}");
    // OK because no JSON has a carriage return, at which `lines` would split too.
    Ok(text.lines().map(str::to_owned).collect())
}

/// Asks several engines the same, and gives the first one's answers, with what any of the others
/// answered in other bytes.
///
/// # Errors
///
/// Where an engine cannot be asked, or gives too few or too many answers.
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
