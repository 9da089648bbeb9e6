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

impl Clock {
    pub(crate) fn read(&self) -> Moment {
        let system = millis(SystemTime::now());
        let now = match self {
            // The contract has no later time.
            Self::System => (system / 1_000).min(MAX_SAFE_INTEGER),
            Self::Own(clock) => clock(),
        };
        Moment { now, system }
    }
}

/// Returns a time in milliseconds since 1970.
pub(crate) fn millis(time: SystemTime) -> u64 {
    let elapsed = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX - 1)
}
