//! What the command's exit codes mean.

use crate::printed::warn;
use std::process::ExitCode;
use tiergate::{CallError, CheckError, LoadError};
use tiergate_map::{FileError, Refused};
use tiergate_store::{PolicyError, WriteError};

/// How the command ends.
#[derive(Clone, Copy)]
pub(crate) enum Exit {
    /// The command succeeded; the feature that was asked about is allowed.
    Success = 0,
    /// The command failed for any other reason.
    Failure = 1,
    /// The feature that was asked about is denied.
    Denied = 2,
    /// The usage or the input is bad.
    BadInput = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that the input is bad, with its message.
#[derive(Debug)]
pub(crate) struct BadInput(pub(crate) String);

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}

/// Prints an error, and returns how the command exits because of it.
pub(crate) fn report(error: &anyhow::Error) -> Exit {
    let gone = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    if error.downcast_ref().is_some_and(gone) {
        // The reader of the output has closed it, because it has read enough.
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

/// Checks whether a policy was refused or not found, rather than the store being unavailable.
fn is_bad_policy(error: &PolicyError) -> bool {
    !matches!(
        error,
        PolicyError::Store(_)
            | PolicyError::Damaged { .. }
            | PolicyError::Failed { .. }
            | PolicyError::Overtaken
    )
}

/// Checks whether a write was refused because of its content, rather than because the store or a
/// policy was unavailable.
fn is_bad_write(error: &WriteError) -> bool {
    !matches!(
        error,
        WriteError::Store(_)
            | WriteError::Policy(_)
            | WriteError::Pinned(_)
            | WriteError::Repinned(_)
    )
}
