//! What tiers report for metrics.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What [`Tiers`](crate::Tiers) hold now, and what they have done since they were made: for
/// metrics.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// tiers.check("acme", "export").await?;
/// tiers.check("acme", "ai").await?; // from the cache
/// let counts = tiers.counts();
/// assert_eq!((counts.tenants, counts.reads, counts.computed), (1, 1, 1));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// How many tenants' facts are kept.
    pub tenants: usize,
    /// How many reads of facts have begun.
    pub reads: u64,
    /// How many of them failed.
    pub failed_reads: u64,
    /// How many answers were by facts that may have changed.
    pub stale: u64,
    /// How often a policy computed a tenant's entitlements.
    pub computed: u64,
    /// Whether changes may have been missed: the store has not confirmed for
    /// [`CURRENT_FOR`](crate::CURRENT_FOR), or does not answer.
    pub is_lost: bool,
    /// How long ago the store last confirmed, if changes may have been missed; otherwise zero.
    pub lost_for: Duration,
    /// For how long cached facts would be served from now on if the store did not confirm any more.
    pub serves_for: Duration,
}

/// A counter off the hot path: a check of cached facts counts nothing.
#[derive(Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self) {
        // Relaxed, because nothing else depends on a count.
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
