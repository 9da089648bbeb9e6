//! How asking a policy can fail.

use crate::policy::validate_facts::InvalidFactsError;
use wasmtime::{PoolConcurrencyLimitError, Trap};

/// Why a policy gave no answer.
///
/// # Examples
///
/// ```
/// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
/// use tiergate::{CallError, Tenant};
///
/// let error = policy.check_cap(&Tenant::new(), "maxNotes", 4, 0, tiergate::now()).unwrap_err();
/// assert!(matches!(error, CallError::BadFacts(_)));
/// assert_eq!(error.to_string(), "`amount` is 0: it must be at least 1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The facts break the contract's rules, so the policy was not asked.
    #[error(transparent)]
    BadFacts(#[from] InvalidFactsError),
    /// The policy failed, so there is no answer: this is not a denial.
    #[error(transparent)]
    Unavailable(#[from] UnavailableError),
}

/// How a policy failed.
///
/// # Examples
///
/// ```
/// use tiergate::UnavailableError;
///
/// /// Whether the same call may succeed soon.
/// fn is_worth_a_retry(error: &UnavailableError) -> bool {
///     matches!(error, UnavailableError::Busy | UnavailableError::TimedOut)
/// }
/// assert!(is_worth_a_retry(&UnavailableError::Busy));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnavailableError {
    /// It executed more than one call may.
    #[error("the policy ran for too long: it spent all of its fuel")]
    OutOfFuel,
    /// It took more time than a call may take.
    #[error("the policy ran for too long: it passed its deadline")]
    TimedOut,
    /// It asked for more memory than a call may have.
    #[error("the policy asked for too much memory: {0}")]
    OutOfMemory(String),
    /// It called itself too deeply.
    #[error("the policy ran out of stack: it calls itself without end")]
    StackOverflow,
    /// It stopped by itself.
    #[error("the policy trapped: {0}")]
    Trapped(String),
    /// Its answer does not follow the contract.
    #[error("the policy's answer breaks the contract: {0}")]
    BadAnswer(String),
    /// Its answer has a number greater than 2^53-1.
    #[error("the policy's answer has a number past 2^53-1")]
    NotWhole,
    /// As many calls as are allowed were in progress: retry later.
    #[error("too many calls are in progress: retry later")]
    Busy,
}

/// Returns what a wasmtime error means to the caller.
pub(crate) fn unavailable(error: &wasmtime::Error) -> UnavailableError {
    let text = || error.root_cause().to_string();
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => UnavailableError::OutOfFuel,
        Some(Trap::Interrupt) => UnavailableError::TimedOut,
        Some(Trap::StackOverflow) => UnavailableError::StackOverflow,
        Some(trap) => UnavailableError::Trapped(trap.to_string().replace("wasm trap: ", "")),
        None if error.is::<PoolConcurrencyLimitError>() => UnavailableError::Busy,
        // wasmtime has no type for a refused growth.
        None if text().contains("forcing trap when growing") => {
            UnavailableError::OutOfMemory(text())
        }
        None => UnavailableError::BadAnswer(text()),
    }
}
