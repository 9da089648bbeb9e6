//! What the command's exit codes mean.

use crate::printed::{counted, warn};
use std::process::ExitCode;
use tiergate::{CallError, CheckError, LoadError, UnavailableError};
use tiergate_author::{AuthorError, ModuleError};
use tiergate_map::{FileError, MapError};
use tiergate_server::ReconcileError;
use tiergate_store::{PolicyError, WriteError};

/// How the command ends.
#[derive(Clone, Copy)]
pub(crate) enum Exit {
    /// The command succeeded; the feature that was asked about is allowed.
    Success = 0,
    /// The command failed for any other reason.
    Failure = 1,
    /// The feature that was asked about is denied; or a test failed, or a law is broken.
    Denied = 2,
    /// The usage or the input is bad.
    BadInput = 3,
}

impl Exit {
    /// Returns how the command exits if it did many things, some of which failed or were refused.
    pub(crate) fn of_many(failed: bool, refused: bool) -> Self {
        match (failed, refused) {
            (true, _) => Self::Failure,
            (false, true) => Self::BadInput,
            (false, false) => Self::Success,
        }
    }
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
    if let Some(FileError::Map(refused)) = error.downcast_ref() {
        warn(refused);
        let problems = counted(refused.problems().len() as u64, "problem");
        warn(format_args!("\nthe map is refused: {problems}"));
    } else if let Some(PolicyError::Refused(cause)) = error.downcast_ref()
        && !is_bad_file(cause)
    {
        // The policy is not at fault.
        warn(format_args!("error: {cause}"));
    } else {
        warn(format_args!("error: {error:#}"));
    }
    if is_bad_input(error) { Exit::BadInput } else { Exit::Failure }
}

fn is_bad_input(error: &anyhow::Error) -> bool {
    error.is::<BadInput>()
        || error.is::<FileError>()
        || error.is::<MapError>()
        || error.downcast_ref().is_some_and(is_bad_file)
        || error.downcast_ref().is_some_and(is_bad_map)
        || error.downcast_ref().is_some_and(is_bad_module)
        || matches!(error.downcast_ref(), Some(CallError::BadFacts(_)))
        || matches!(error.downcast_ref(), Some(CheckError::UnknownTenant(_)))
        || error.downcast_ref().is_some_and(is_bad_write)
        || matches!(error.downcast_ref(), Some(ReconcileError::Write(it)) if is_bad_write(it))
        || error.downcast_ref().is_some_and(is_bad_policy)
}

/// Checks whether a file is not a policy, rather than this machine failing to load it.
fn is_bad_file(error: &LoadError) -> bool {
    !matches!(
        error,
        LoadError::Engine(_)
            | LoadError::Compiler(_)
            | LoadError::Unavailable(UnavailableError::Busy)
    )
}

/// Checks whether a map is too large for a policy.
fn is_bad_map(error: &AuthorError) -> bool {
    matches!(error, AuthorError::TooManyEntries { .. } | AuthorError::TooLarge { .. })
}

/// Checks whether a core module cannot be a policy.
fn is_bad_module(error: &ModuleError) -> bool {
    !matches!(error, ModuleError::Tool { .. })
}

/// Checks whether a policy was refused or not found, rather than the store being unavailable.
fn is_bad_policy(error: &PolicyError) -> bool {
    match error {
        PolicyError::Refused(error) => is_bad_file(error),
        PolicyError::Store(_)
        | PolicyError::Damaged { .. }
        | PolicyError::Failed { .. }
        | PolicyError::Overtaken => false,
        _ => true,
    }
}

/// Checks whether a write was refused because of its content, rather than because the store or a
/// policy was unavailable.
pub(crate) fn is_bad_write(error: &WriteError) -> bool {
    !matches!(
        error,
        WriteError::Store(_)
            | WriteError::Policy(_)
            | WriteError::Pinned(_)
            | WriteError::Repinned(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Error;

    #[test]
    fn a_file_is_bad_input_and_a_failing_machine_is_not() {
        for (cause, bad) in [
            (LoadError::Compiler("out of processes".to_owned()), false),
            (LoadError::Engine("no signals".to_owned()), false),
            (LoadError::Unavailable(UnavailableError::Busy), false),
            (LoadError::Unavailable(UnavailableError::OutOfFuel), true),
        ] {
            assert_eq!(is_bad_file(&cause), bad, "{cause}");
            assert_eq!(is_bad_input(&Error::new(PolicyError::Refused(cause))), bad);
        }
    }
}
