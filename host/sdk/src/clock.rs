//! What time it is.

use crate::contract::Timestamp;
use crate::safe_integer::MAX_SAFE_INTEGER;
use std::time::{SystemTime, UNIX_EPOCH};

/// The clock that a check reads once.
pub(crate) enum Clock {
    /// The system's clock.
    System,
    /// A clock of the caller's own, for what a policy is asked.
    Own(Box<dyn Fn() -> Timestamp + Send + Sync>),
}

/// The time of a check.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    /// The time that the policy is asked about, in seconds since 1970.
    pub(crate) now: Timestamp,
    /// The system's time, in milliseconds since 1970. It counts the time in which the machine was
    /// suspended, which a monotonic clock need not.
    pub(crate) system: u64,
}

/// Returns the system's time, as a policy is asked about it: in seconds since 1970.
///
/// # Examples
///
/// ```
/// let in_two_weeks = tiergate::now() + 14 * 24 * 60 * 60;
/// assert!(tiergate::check_moment("until", in_two_weeks).is_ok());
/// ```
pub fn now() -> Timestamp {
    seconds(millis(SystemTime::now()))
}

impl Clock {
    pub(crate) fn read(&self) -> Moment {
        let system = millis(SystemTime::now());
        let now = match self {
            Self::System => seconds(system),
            Self::Own(clock) => clock(),
        };
        Moment { now, system }
    }
}

fn seconds(millis: u64) -> Timestamp {
    // The contract has no later time.
    (millis / 1_000).min(MAX_SAFE_INTEGER)
}

/// Returns a time in milliseconds since 1970.
pub(crate) fn millis(time: SystemTime) -> u64 {
    let elapsed = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX - 1)
}
