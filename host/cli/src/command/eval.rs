//! `tiergate eval`: reads JSON questions, one per line, and writes one answer for each.

use crate::exit::Exit;
use crate::printed::warn;
use anyhow::Result;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;
use tiergate::{CallError, Policy, Request};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The policy file.
    file: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let policy = Policy::from_file(&arguments.file)?;
    let mut input = BufReader::new(std::io::stdin().lock());
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let answer = answer(&policy, &line).unwrap_or_else(|failure| {
            warn(format_args!("line {number}: {}", failure.reason));
            failure.answer.to_owned()
        });
        writeln!(output, "{answer}")?;
        // A client that asks one question at a time waits for this answer before it asks the next.
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
    }
    Ok(Exit::Success)
}

/// Why a line cannot be answered, and the error to answer with.
struct Failure {
    answer: &'static str,
    reason: String,
}

fn answer(policy: &Policy, line: &[u8]) -> Result<String, Failure> {
    let bad = |reason: String| Failure { answer: r#"{"error":"bad-request"}"#, reason };
    let request = Request::from_json(line).map_err(|error| bad(error.to_string()))?;
    policy.answer(&request).map_err(|error| match error {
        CallError::BadFacts(error) => bad(error.to_string()),
        error => Failure { answer: r#"{"error":"unavailable"}"#, reason: error.to_string() },
    })
}
