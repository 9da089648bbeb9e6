//! The reads of facts that are in progress.

use crate::facts::entry::Entry;
use crate::facts::revision::Revision;
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

/// The reads in progress, by tenant.
#[derive(Default)]
pub(crate) struct Reads {
    under_way: HashMap<String, UnderWay>,
    begun: u64,
}

struct UnderWay {
    number: u64,
    read: WeakShared<Read>,
    /// The change that its facts must have to be kept, of those reported since it began; `None` if none
    /// was.
    told: Option<Revision>,
}

impl Reads {
    /// Returns the read of a tenant's facts that is in progress, if no change was reported since it
    /// began.
    pub(crate) fn find(&self, tenant: &str) -> Option<Shared<Read>> {
        self.under_way.get(tenant).filter(|it| it.told.is_none())?.read.upgrade()
    }

    /// Checks whether anyone waits for a read in progress, also for one that may lack a change.
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
            let under_way = UnderWay { number: self.begun, read: weak, told: None };
            self.under_way.insert(tenant.to_owned(), under_way);
        }
        read
    }

    /// Removes the read with this number. Returns whether what it found, `None` if nothing, can be
    /// kept: it has every change that was reported since it began, and no later read began.
    pub(crate) fn end(&mut self, tenant: &str, number: u64, found: Option<Revision>) -> bool {
        if self.under_way.get(tenant).is_none_or(|it| it.number != number) {
            return false;
        }
        let told = self.under_way.remove(tenant).and_then(|it| it.told);
        told.is_none_or(|told| found.is_some_and(|found| found.has(told)))
    }

    /// Notes that a change of a tenant was reported: a read in progress may not have it.
    pub(crate) fn tell(&mut self, tenant: &str, told: Revision) {
        // Of two with one number it is not known which is later.
        let both = |before: Revision| match before.number == told.number && before != told {
            true => Revision::NO_FACTS_HAVE,
            false if before.has(told) => before,
            false => told,
        };
        if let Some(read) = self.under_way.get_mut(tenant) {
            read.told = Some(read.told.map_or(told, both));
        }
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
        self.under_way.retain(|_, it| it.read.upgrade().is_some());
    }
}
