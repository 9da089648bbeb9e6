//! The cache of tenants' facts, and whether its entries can still be served.

use crate::clock::millis;
use crate::facts::confirmed::Confirmed;
use crate::facts::entry::Entry;
use crate::facts::reads::{Read, ReadOutcome, Reads, StoreLost};
use crate::facts::revision::Revision;
use crate::facts::stats::{Count, Counts};
use crate::facts::stored::{FactsError, StoredFacts};
use crate::facts::watch::Watched;
use crate::policy::observers::Observers;
use crate::record::log::DecisionLog;
use crate::record::tenant_log::TenantLog;
use futures_util::future::Shared;
use quick_cache::sync::Cache;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How long after a failed read the next one is tried, if there is something to serve: a store in
/// trouble gets one read of a tenant per second, however many checks there are.
const RETRY: Duration = Duration::from_secs(1);

/// Tenants whose facts were read.
pub(crate) struct FactsCache {
    entries: Cache<String, Arc<Entry>>,
    /// The reads in progress. Everything that changes entries holds this lock, so that the later of
    /// what is read and what is reported wins.
    reads: Mutex<Reads>,
    settings: CacheSettings,
    pub(crate) confirmed: Confirmed,
    /// The last revision that was known when the store was restored to an earlier state.
    gone: AtomicU64,
    /// Who to wake when a change is reported.
    pub(crate) watched: Arc<Watched>,
    /// What to call with each policy that is put in place.
    pub(crate) observers: Observers,
    failed: Count,
    /// How many answers were by facts that may have changed.
    pub(crate) stale: Count,
    /// How many entitlements were computed.
    pub(crate) computed: Count,
}

/// How facts are kept.
pub(crate) struct CacheSettings {
    /// For how many tenants facts are kept.
    pub(crate) capacity: usize,
    /// The edition of tenants that have none of their own.
    pub(crate) edition: Option<String>,
    /// For how long facts hold if no change is reported; `None` if for ever.
    pub(crate) keep_for: Option<Duration>,
    /// For how long facts are served that may have changed meanwhile.
    pub(crate) stale_for: Duration,
    /// The log of decisions, if there is one.
    pub(crate) log: Option<DecisionLog>,
}

/// Cached facts, and whether they may have changed.
pub(crate) struct Found {
    pub(crate) entry: Arc<Entry>,
    pub(crate) stale: bool,
}

/// Whether facts that were read before can still be served.
enum Age {
    /// Nothing has changed since.
    Current,
    /// They may have changed, which cannot be found out right now.
    Stale,
    /// They may have changed: read them again.
    Due,
}

impl FactsCache {
    pub(crate) fn new(settings: CacheSettings) -> Self {
        Self {
            entries: Cache::new(settings.capacity),
            reads: Mutex::default(),
            settings,
            confirmed: Confirmed::new(),
            gone: AtomicU64::new(0),
            watched: Arc::default(),
            observers: Observers::default(),
            failed: Count::default(),
            stale: Count::default(),
            computed: Count::default(),
        }
    }

    /// Returns the cached facts at this time, in milliseconds since 1970, of a tenant at this
    /// revision or a later one; `None` if they must be read.
    pub(crate) fn find(&self, tenant: &str, revision: u64, now: u64) -> Option<Found> {
        let entry = self.entries.get(tenant).filter(|entry| entry.revision() >= revision)?;
        match self.age(&entry, now) {
            Age::Current => Some(Found { entry, stale: false }),
            Age::Stale => Some(Found { entry, stale: true }),
            Age::Due => None,
        }
    }

    /// Returns the read of a tenant's facts that is in progress, or one that `begin` makes for the
    /// number that it is given, and whether the read is new. While the store is lost, one read at a
    /// time tries it, and others are refused at once: they would wait in vain, and hold resources
    /// that callers who need not wait could use.
    pub(crate) fn read(
        &self,
        tenant: &str,
        now: u64,
        begin: impl FnOnce(u64) -> Read,
    ) -> Result<(Shared<Read>, bool), StoreLost> {
        let mut reads = self.reads();
        // If every check must see what is stored when it begins, it does not join an earlier read.
        let joins = self.settings.keep_for != Some(Duration::ZERO);
        match reads.find(tenant).filter(|_| joins) {
            Some(read) => Ok((read, false)),
            None if !self.confirmed.is_current(now) && reads.are_waited_for() => Err(StoreLost),
            None => Ok((reads.begin(tenant, begin), true)),
        }
    }

    /// Keeps the result of the read with this number, unless a change was reported meanwhile that
    /// it does not have.
    pub(crate) fn keep(
        &self,
        tenant: &str,
        number: u64,
        began: Instant,
        read: Result<Option<StoredFacts>, FactsError>,
    ) -> ReadOutcome {
        let mut reads = self.reads();
        let found = read.as_ref().ok().and_then(Option::as_ref).map(Revision::of);
        let can_be_kept = reads.end(tenant, number, found);
        let old = self.entries.peek(tenant);
        match read {
            Ok(Some(facts)) => {
                let entry = self.entry(tenant, facts, began, old.as_deref());
                if can_be_kept && old.is_none_or(|old| entry.follows(&old)) {
                    self.entries.insert(tenant.to_owned(), Arc::clone(&entry));
                }
                return Ok(Some(entry));
            }
            Ok(None) if can_be_kept => drop(self.entries.remove(tenant)),
            Ok(None) => {}
            Err(error) => {
                self.failed.add();
                old.iter().for_each(|old| old.failed_at(self.confirmed.millis(Instant::now())));
                return Err(error.into());
            }
        }
        Ok(None)
    }

    /// Drops facts older than a revision, and facts with the same number and another identity,
    /// including those that are being read right now.
    pub(crate) fn invalidate(&self, tenant: &str, told: Revision) {
        let mut reads = self.reads();
        reads.tell(tenant, told);
        self.entries.remove_if(tenant, |entry| !entry.revision_id().has(told));
        self.watched.wake(tenant);
    }

    /// Replaces cached facts that are older.
    pub(crate) fn update(&self, tenant: &str, facts: StoredFacts) {
        let mut reads = self.reads();
        // If the store was put back, a read from before may have found a higher number.
        reads.tell(tenant, Revision::NO_FACTS_HAVE);
        // If nothing is cached, a later change may have been reported already.
        match self.entries.peek(tenant) {
            Some(old) if old.revision() < facts.revision => {
                let entry = self.entry(tenant, facts, Instant::now(), Some(&old));
                self.entries.insert(tenant.to_owned(), entry);
            }
            // It is not known which of them is later, so the store is asked.
            Some(old) if old.identity() != facts.identity => drop(self.entries.remove(tenant)),
            _ => {}
        }
        self.watched.wake(tenant);
    }

    /// Drops everything, since revisions up to this one may be gone.
    pub(crate) fn restored(&self, revision: u64) {
        let mut reads = self.reads();
        reads.forget_all();
        // Relaxed, because every read of facts takes the lock, which orders it.
        self.gone.fetch_max(revision, Ordering::Relaxed);
        self.entries.clear();
        self.watched.wake_all();
    }

    /// Checks whether a revision may be gone, with a state that the store no longer has.
    pub(crate) fn may_be_gone(&self, revision: u64) -> bool {
        revision <= self.gone.load(Ordering::Relaxed)
    }

    pub(crate) fn counts(&self) -> Counts {
        let now = millis(SystemTime::now());
        let is_lost = !self.confirmed.is_current(now);
        let lost_for = if is_lost { self.confirmed.ago(now) } else { Duration::ZERO };
        Counts {
            tenants: self.entries.len(),
            reads: self.reads().begun(),
            failed_reads: self.failed.get(),
            stale: self.stale.get(),
            computed: self.computed.get(),
            is_lost,
            lost_for,
            serves_for: self.settings.stale_for.saturating_sub(lost_for),
        }
    }

    fn reads(&self) -> MutexGuard<'_, Reads> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the edition of tenants that have none of their own.
    pub(crate) fn edition(&self) -> Option<&str> {
        self.settings.edition.as_deref()
    }

    /// Returns the entry of facts whose read began at `began`.
    fn entry(
        &self,
        tenant: &str,
        facts: StoredFacts,
        began: Instant,
        old: Option<&Entry>,
    ) -> Arc<Entry> {
        let log = self.settings.log.clone();
        let identity = facts.identity;
        let log = log.map(|log| Arc::new(TenantLog { tenant: tenant.into(), identity, log }));
        Arc::new(Entry::new(self.in_edition(facts), log, began, old))
    }

    /// Returns the log of decisions, if there is one.
    pub(crate) fn log(&self) -> Option<&DecisionLog> {
        self.settings.log.as_ref()
    }

    /// Puts a tenant that has no edition of its own in the deployment's.
    fn in_edition(&self, mut facts: StoredFacts) -> StoredFacts {
        if let (None, Some(edition)) = (&facts.facts.tenant.edition, &self.settings.edition) {
            Arc::make_mut(&mut facts.facts).tenant.edition = Some(edition.clone());
        }
        facts
    }

    fn age(&self, entry: &Entry, now: u64) -> Age {
        let current = self.confirmed.is_current(now);
        let keep_for = self.settings.keep_for;
        if current && keep_for.is_none_or(|keep| entry.read_at.elapsed() < keep) {
            return Age::Current;
        }
        let waits = entry.failed().is_some_and(|at| self.confirmed.moment(at).elapsed() < RETRY);
        let read_for = entry.read_at.elapsed();
        let age = if current { read_for } else { read_for.min(self.confirmed.ago(now)) };
        let serves = age < self.settings.stale_for;
        if serves && (!current || waits) { Age::Stale } else { Age::Due }
    }
}
