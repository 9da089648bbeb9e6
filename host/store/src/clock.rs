//! The time of writes.

use std::time::{SystemTime, UNIX_EPOCH};
use tiergate::Timestamp;

/// The time of a write.
pub(crate) fn now() -> Timestamp {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
