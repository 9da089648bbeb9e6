//! What was asked, for metrics.

use super::error::Outcome;
use std::sync::atomic::{AtomicU64, Ordering};

/// What was asked of an API by this process.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    ok: AtomicU64,
    limited: AtomicU64,
    failed: AtomicU64,
    answered: AtomicU64,
    postponed: AtomicU64,
}

impl Counts {
    pub(super) fn count(&self, outcome: Outcome) {
        let counter = match outcome {
            Outcome::Ok => &self.ok,
            Outcome::Limited => &self.limited,
            Outcome::Failed => &self.failed,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a subject that was asked about.
    pub(crate) fn count_ask(&self, is_answered: bool) {
        let counter = if is_answered { &self.answered } else { &self.postponed };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many requests had which outcome.
    pub(crate) fn requests(&self) -> [(&'static str, u64); 3] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [("ok", read(&self.ok)), ("limited", read(&self.limited)), ("failed", read(&self.failed))]
    }

    /// Returns how many subjects were asked about, with which outcome.
    pub(crate) fn asks(&self) -> [(&'static str, u64); 2] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [("answered", read(&self.answered)), ("postponed", read(&self.postponed))]
    }
}
