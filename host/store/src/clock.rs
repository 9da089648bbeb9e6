//! The time of writes.

use std::time::{SystemTime, UNIX_EPOCH};
use tiergate::Timestamp;

/// Returns the time of a write, in seconds since 1970.
pub(crate) fn now() -> Timestamp {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
