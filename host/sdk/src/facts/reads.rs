//! The reads of facts that are in progress.

use crate::facts::entry::Entry;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

/// How many reads may be recorded before those that nobody waits for are removed: a slow store must
/// not make them pile up, and looking through all of them takes time.
const MOST_READS: usize = 4_096;

/// A read of a tenant's facts, shared by all who wait for it, and abandoned with the last one.
pub(crate) type Read = BoxFuture<'static, ReadOutcome>;

/// What was read; `None` if there is no such tenant.
pub(crate) type ReadOutcome = Result<Option<Arc<Entry>>, Arc<dyn Error + Send + Sync>>;

/// The store does not answer, and another read is trying it.
#[derive(Debug, thiserror::Error)]
#[error("the store of facts does not answer, and is tried by one read at a time: retry later")]
pub(crate) struct StoreLost;

/// The reads in progress, by tenant, with their numbers.
#[derive(Default)]
pub(crate) struct Reads {
    under_way: HashMap<String, (u64, WeakShared<Read>)>,
    begun: u64,
}

impl Reads {
    /// Returns the read of a tenant's facts that is in progress.
    pub(crate) fn find(&self, tenant: &str) -> Option<Shared<Read>> {
        self.under_way.get(tenant).and_then(|(_, read)| read.upgrade())
    }

    /// Checks whether anyone waits for a read in progress.
    pub(crate) fn are_waited_for(&mut self) -> bool {
        self.remove_abandoned();
        !self.under_way.is_empty()
    }

    /// Records the read that `begin` makes for its number.
    pub(crate) fn begin(&mut self, tenant: &str, begin: impl FnOnce(u64) -> Read) -> Shared<Read> {
        if self.under_way.len() >= MOST_READS {
            self.remove_abandoned();
        }
        self.begun += 1;
        let read = begin(self.begun).shared();
        // OK because a read that is not polled yet can be shared.
        if let Some(weak) = read.downgrade() {
            self.under_way.insert(tenant.to_owned(), (self.begun, weak));
        }
        read
    }

    /// Removes the read with this number. Returns whether it was in progress: no change of the
    /// tenant was reported since it began.
    pub(crate) fn end(&mut self, tenant: &str, number: u64) -> bool {
        let is_under_way = self.under_way.get(tenant).is_some_and(|read| read.0 == number);
        if is_under_way {
            self.forget(tenant);
        }
        is_under_way
    }

    /// Removes the read of a tenant's facts, because a change was reported.
    pub(crate) fn forget(&mut self, tenant: &str) {
        self.under_way.remove(tenant);
    }

    /// Removes all reads, because any tenant's facts may have changed.
    pub(crate) fn forget_all(&mut self) {
        self.under_way.clear();
    }

    /// Returns how many reads have begun.
    pub(crate) fn begun(&self) -> u64 {
        self.begun
    }

    fn remove_abandoned(&mut self) {
        self.under_way.retain(|_, (_, read)| read.upgrade().is_some());
    }
}
