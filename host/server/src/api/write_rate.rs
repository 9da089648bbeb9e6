//! How often a tenant may write for itself.

use crate::error::ApiError;
use quick_cache::unsync::Cache;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// For how many tenants writes are counted, which takes about 2 MB. A tenant that is dropped starts
/// over.
const MOST: usize = 16_384;

/// A rate limit for the writes of a tenant's own admin: each write stays in the history for good.
/// Operators may write as often as they like. Each server counts for itself. A clone is another
/// handle to the same counts.
///
/// # Examples
///
/// ```
/// use tiergate_server::OwnWrites;
///
/// let rate = OwnWrites::per_minute(10);
/// ```
#[derive(Clone)]
pub struct OwnWrites(Arc<Inner>);

struct Inner {
    /// How long a write counts.
    each: Duration,
    /// How many writes may be made at once.
    most: u32,
    /// By tenant, when all of its writes stop counting: the generic cell rate algorithm.
    over: Mutex<Cache<String, Instant>>,
}

impl Default for OwnWrites {
    /// Ten writes at once, and then ten a minute: more than a person clicks, and at most 50 MB a
    /// year.
    fn default() -> Self {
        Self::per_minute(10)
    }
}

impl OwnWrites {
    /// Allows `most` writes at once, and then `most` a minute, evenly spread: with 10, one more
    /// every 6 seconds. 0 allows none.
    pub fn per_minute(most: u32) -> Self {
        let each = Duration::from_secs(60) / most.max(1);
        Self(Arc::new(Inner { each, most, over: Mutex::new(Cache::new(MOST)) }))
    }

    /// Counts a write of a tenant, or refuses it if there have been too many.
    pub(crate) fn count(&self, tenant: &str) -> Result<(), ApiError> {
        self.count_at(tenant, Instant::now())
    }

    fn count_at(&self, tenant: &str, now: Instant) -> Result<(), ApiError> {
        let Inner { each, most, over } = &*self.0;
        let mut over = over.lock().unwrap_or_else(PoisonError::into_inner);
        let from = over.get(tenant).copied().map_or(now, |it| it.max(now));
        // How much of what may be made at once is used up.
        let taken = from.duration_since(now);
        let room = *each * *most;
        match (taken + *each).checked_sub(room) {
            Some(wait) if !wait.is_zero() => Err(ApiError::TooOften { wait, most: *most }),
            _ => {
                over.insert(tenant.to_owned(), from + *each);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_its_writes_back_one_by_one() {
        let (rate, start) = (OwnWrites::per_minute(10), Instant::now());
        let at = |seconds, tenant| rate.count_at(tenant, start + Duration::from_secs(seconds));
        for _ in 0..10 {
            assert!(at(0, "acme").is_ok());
        }
        assert!(at(0, "acme").is_err() && at(5, "acme").is_err());
        assert!(at(0, "other").is_ok(), "each tenant has its own");
        assert!(at(6, "acme").is_ok() && at(6, "acme").is_err());
        assert!(at(600, "acme").is_ok(), "no more than ten are kept for later");
        for _ in 0..9 {
            assert!(at(600, "acme").is_ok());
        }
        assert!(at(600, "acme").is_err());
        let minute = (1_200..1_260).flat_map(|second| [second; 10]);
        let made = minute.filter(|second| at(*second, "acme").is_ok()).count();
        assert_eq!(made, 19, "ten at once, and one every 6 seconds");
        assert!(OwnWrites::per_minute(0).count("acme").is_err());
    }
}
