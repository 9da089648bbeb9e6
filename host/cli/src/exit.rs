//! What the command's exit codes mean.

use std::process::ExitCode;
use tiergate::{CallError, LoadError};
use tiergate_map::{FileError, Refused};

/// How the command ends.
#[derive(Clone, Copy)]
pub(crate) enum Exit {
    /// All is well; what was asked about is allowed.
    Success = 0,
    /// Something else failed.
    Failure = 1,
    /// What was asked about is denied.
    Denied = 2,
    /// The usage or the input is bad.
    BadInput = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Input that is not what the command takes, in words of its own.
#[derive(Debug)]
pub(crate) struct BadInput(pub(crate) String);

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}

/// Prints an error, and says how the command ends by it.
pub(crate) fn report(error: &anyhow::Error) -> Exit {
    if let Some(FileError::Refused(refused)) = error.downcast_ref() {
        eprintln!("{refused}");
        let problems = refused.problems().len();
        eprintln!(
            "\nthe map is refused: {problems} {}",
            if problems == 1 { "problem" } else { "problems" }
        );
    } else {
        eprintln!("error: {error:#}");
    }
    if is_bad_input(error) { Exit::BadInput } else { Exit::Failure }
}

fn is_bad_input(error: &anyhow::Error) -> bool {
    error.is::<BadInput>()
        || error.is::<FileError>()
        || error.is::<Refused>()
        || matches!(error.downcast_ref(), Some(LoadError::Read { .. } | LoadError::Refused(_)))
        || matches!(error.downcast_ref(), Some(CallError::BadFacts(_)))
}
