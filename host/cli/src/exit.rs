//! What the command's exit codes mean.

use crate::printed::warn;
use std::process::ExitCode;
use tiergate::{CallError, CheckError, LoadError};
use tiergate_map::{FileError, Refused};
use tiergate_store::{PolicyError, WriteError};

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
    let gone = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    if error.downcast_ref().is_some_and(gone) {
        // Whoever read the output has what it wanted.
        return Exit::Success;
    }
    if let Some(FileError::Refused(refused)) = error.downcast_ref() {
        warn(refused);
        let problems = refused.problems().len();
        let noun = if problems == 1 { "problem" } else { "problems" };
        warn(format_args!("\nthe map is refused: {problems} {noun}"));
    } else {
        warn(format_args!("error: {error:#}"));
    }
    if is_bad_input(error) { Exit::BadInput } else { Exit::Failure }
}

fn is_bad_input(error: &anyhow::Error) -> bool {
    error.is::<BadInput>()
        || error.is::<FileError>()
        || error.is::<Refused>()
        || matches!(error.downcast_ref(), Some(LoadError::Read { .. } | LoadError::Refused(_)))
        || matches!(error.downcast_ref(), Some(CallError::BadFacts(_)))
        || matches!(error.downcast_ref(), Some(CheckError::UnknownTenant(_)))
        || error.downcast_ref().is_some_and(is_bad_write)
        || error.downcast_ref().is_some_and(is_bad_policy)
}

/// Whether a policy was refused, or not found, not for want of a store.
fn is_bad_policy(error: &PolicyError) -> bool {
    !matches!(
        error,
        PolicyError::Store(_)
            | PolicyError::Damaged { .. }
            | PolicyError::Failed { .. }
            | PolicyError::Overtaken
    )
}

/// Whether a write was refused for what it says, not for want of a store or a policy.
fn is_bad_write(error: &WriteError) -> bool {
    !matches!(
        error,
        WriteError::Store(_)
            | WriteError::Policy(_)
            | WriteError::Pinned(_)
            | WriteError::Repinned(_)
    )
}
