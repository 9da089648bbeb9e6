//! Log lines about failures, which come by the thousand while a database is away.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often a line is logged for each cause.
const EACH: Duration = Duration::from_secs(1);

/// Limits how often a line is logged: once a second for each cause.
pub(crate) struct LogLimiter(Mutex<BTreeMap<&'static str, Last>>);

/// When a line was last logged, and how many were left out since.
struct Last {
    at: Instant,
    left_out: u64,
}

impl LogLimiter {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Returns how many lines with this cause were left out since the last one; `None` if this one
    /// must be left out, too.
    pub(crate) fn pass(&self, cause: &'static str) -> Option<u64> {
        self.pass_at(cause, Instant::now())
    }

    fn pass_at(&self, cause: &'static str, now: Instant) -> Option<u64> {
        let mut causes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match causes.get_mut(cause) {
            Some(last) if now.saturating_duration_since(last.at) < EACH => {
                last.left_out += 1;
                None
            }
            known => {
                let left_out = known.map_or(0, |last| last.left_out);
                causes.insert(cause, Last { at: now, left_out: 0 });
                Some(left_out)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_logged_once_a_second_with_a_count() {
        let (limiter, start) = (LogLimiter::new(), Instant::now());
        let pass = |milliseconds, cause| {
            limiter.pass_at(cause, start + Duration::from_millis(milliseconds))
        };
        assert_eq!(pass(0, "store"), Some(0));
        assert_eq!((pass(1, "store"), pass(999, "store")), (None, None));
        assert_eq!(pass(999, "policy"), Some(0), "each cause counts for itself");
        assert_eq!(pass(1_000, "store"), Some(2));
        assert_eq!(pass(1_999, "store"), None);
        assert_eq!(pass(9_000, "store"), Some(1));
    }
}
