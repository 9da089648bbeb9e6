//! What is remembered of tenants, and whether it is still so.

use crate::clock::millis;
use crate::facts::entry::{CURRENT_FOR, Entry, NEVER};
use crate::facts::stats::{Count, Counts};
use crate::facts::stored::{FactsError, StoredFacts};
use crate::facts::watch::Watched;
use crate::policy::observers::Observers;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How long after a read that failed the next one is tried, where there is something to serve.
const RETRY: Duration = Duration::from_secs(1);

/// For how many milliseconds what is known is current after the store confirmed it.
const CURRENT: u64 = CURRENT_FOR.as_secs() * 1_000;

/// How many reads may be noted before those that nobody waits for are forgotten.
const MOST_READS: usize = 4_096;

/// Tenants whose facts were read.
pub(crate) struct FactsCache {
    entries: Cache<String, Arc<Entry>>,
    /// The reads under way. All that changes entries holds this lock, so that of what is read and
    /// what is told the later one stands.
    reads: Mutex<Reads>,
    settings: CacheSettings,
    /// What the milliseconds below count from.
    start: Instant,
    /// Up to when every change was reported, in milliseconds since 1970.
    confirmed: AtomicU64,
    /// Until when what is known is current for it, in milliseconds since 1970; [`NEVER`] if the
    /// store does not confirm.
    current_until: AtomicU64,
    /// The last revision that was known when the store was put back to an earlier state.
    gone: AtomicU64,
    /// Whom to wake when something is told.
    pub(crate) watched: Arc<Watched>,
    /// What to call with each policy that is put in place.
    pub(crate) observers: Observers,
    failed: Count,
    /// Answers by facts that may have changed.
    pub(crate) stale: Count,
    /// Entitlements that were worked out.
    pub(crate) computed: Count,
}

/// How facts are kept.
pub(crate) struct CacheSettings {
    /// How many tenants' facts.
    pub(crate) capacity: usize,
    /// The edition of those that have none of their own.
    pub(crate) edition: Option<String>,
    /// For how long facts hold of which no change is told; none: for ever.
    pub(crate) keep_for: Option<Duration>,
    /// For how long facts serve that may have changed meanwhile.
    pub(crate) stale_for: Duration,
}

#[derive(Default)]
struct Reads {
    under_way: HashMap<String, (u64, WeakShared<Read>)>,
    begun: u64,
}

/// A read of a tenant's facts, shared by all who wait for it, and given up with the last one.
type Read = BoxFuture<'static, ReadOutcome>;

/// What was read; none where there is no such tenant.
pub(crate) type ReadOutcome = Result<Option<Arc<Entry>>, Arc<dyn Error + Send + Sync>>;

/// The store does not answer, and another read tries it.
#[derive(Debug, thiserror::Error)]
#[error("the store of facts does not answer, and is tried by one read at a time: retry later")]
pub(crate) struct StoreLost;

/// Facts that are known, and whether they may have changed.
pub(crate) struct Found {
    pub(crate) entry: Arc<Entry>,
    pub(crate) stale: bool,
}

/// Whether facts that were read before still serve.
enum Age {
    /// Nothing changed since.
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
            start: Instant::now(),
            confirmed: AtomicU64::new(millis(SystemTime::now())),
            current_until: AtomicU64::new(NEVER),
            gone: AtomicU64::new(0),
            watched: Arc::default(),
            observers: Observers::default(),
            failed: Count::default(),
            stale: Count::default(),
            computed: Count::default(),
        }
    }

    /// What is known at this time, in milliseconds since 1970, of a tenant at this revision or a
    /// later one; `None` if it must be read.
    pub(crate) fn find(&self, tenant: &str, revision: u64, now: u64) -> Option<Found> {
        let entry = self.entries.get(tenant).filter(|entry| entry.revision() >= revision)?;
        match self.age(&entry, now) {
            Age::Current => Some(Found { entry, stale: false }),
            Age::Stale => Some(Found { entry, stale: true }),
            Age::Due => None,
        }
    }

    /// Returns the read of a tenant's facts that is under way, or one that `begin` makes and is
    /// given its number, and whether it is new. While the store is lost, one read at a time tries
    /// it, and others are refused at once: they would wait in vain, and keep what they hold from
    /// those who need not wait.
    pub(crate) fn read(
        &self,
        tenant: &str,
        now: u64,
        begin: impl FnOnce(u64) -> Read,
    ) -> Result<(Shared<Read>, bool), StoreLost> {
        let mut reads = self.reads();
        // Where every check is to see what is stored when it begins, none joins an earlier read.
        let joins = self.settings.keep_for != Some(Duration::ZERO);
        let under_way = reads.under_way.get(tenant).filter(|_| joins);
        if let Some(read) = under_way.and_then(|(_, read)| read.upgrade()) {
            return Ok((read, false));
        }
        let is_lost = !self.is_current(now);
        if is_lost || reads.under_way.len() >= MOST_READS {
            reads.under_way.retain(|_, (_, read)| read.upgrade().is_some());
        }
        if is_lost && !reads.under_way.is_empty() {
            return Err(StoreLost);
        }
        reads.begun += 1;
        let read = futures_util::FutureExt::shared(begin(reads.begun));
        // OK because one that is not polled yet can be shared.
        if let Some(weak) = read.downgrade() {
            let begun = reads.begun;
            reads.under_way.insert(tenant.to_owned(), (begun, weak));
        }
        Ok((read, true))
    }

    /// Keeps what the read of this number came to, unless a change was reported meanwhile.
    pub(crate) fn keep(
        &self,
        tenant: &str,
        number: u64,
        began: Instant,
        read: Result<Option<StoredFacts>, FactsError>,
    ) -> ReadOutcome {
        let mut reads = self.reads();
        let untold = reads.under_way.get(tenant).is_some_and(|read| read.0 == number);
        if untold {
            reads.under_way.remove(tenant);
        }
        let old = self.entries.peek(tenant);
        match read {
            Ok(Some(facts)) => {
                let entry = Arc::new(Entry::new(self.in_edition(facts), began, old.as_deref()));
                if untold && old.is_none_or(|old| entry.follows(&old)) {
                    self.entries.insert(tenant.to_owned(), Arc::clone(&entry));
                }
                return Ok(Some(entry));
            }
            Ok(None) if untold => drop(self.entries.remove(tenant)),
            Ok(None) => {}
            Err(error) => {
                self.failed.add();
                old.iter().for_each(|old| old.failed_at(self.millis(Instant::now())));
                return Err(error.into());
            }
        }
        Ok(None)
    }

    /// Drops what is older than a revision, and another of its number, also what is being read
    /// right now.
    pub(crate) fn invalidate(&self, tenant: &str, revision: u64, identity: u64) {
        let mut reads = self.reads();
        reads.under_way.remove(tenant);
        self.entries.remove_if(tenant, |entry| {
            entry.revision() < revision
                || (entry.revision() == revision && entry.identity() != identity)
        });
        self.watched.wake(tenant);
    }

    /// Puts facts in place of older ones that are known.
    pub(crate) fn update(&self, tenant: &str, facts: StoredFacts) {
        let mut reads = self.reads();
        reads.under_way.remove(tenant);
        // If nothing is known, a later change may have been told already.
        match self.entries.peek(tenant) {
            Some(old) if old.revision() < facts.revision => {
                let entry = Entry::new(self.in_edition(facts), Instant::now(), Some(&old));
                self.entries.insert(tenant.to_owned(), Arc::new(entry));
            }
            // Which of them is later is not known: the store is asked.
            Some(old) if old.identity() != facts.identity => drop(self.entries.remove(tenant)),
            _ => {}
        }
        self.watched.wake(tenant);
    }

    /// Drops everything, since revisions up to this one may be gone.
    pub(crate) fn restored(&self, revision: u64) {
        let mut reads = self.reads();
        reads.under_way.clear();
        self.gone.fetch_max(revision, Ordering::Relaxed);
        self.entries.clear();
        self.watched.wake_all();
    }

    /// Whether a revision may be gone with a state that the store no longer has.
    pub(crate) fn may_be_gone(&self, revision: u64) -> bool {
        revision <= self.gone.load(Ordering::Relaxed)
    }

    pub(crate) fn caught_up(&self, moment: SystemTime) {
        let moment = millis(moment);
        self.confirmed.store(moment, Ordering::Relaxed);
        self.current_until.store(moment.saturating_add(CURRENT), Ordering::Release);
    }

    pub(crate) fn lost_sync(&self) {
        self.current_until.store(0, Ordering::Release);
    }

    /// Whether every change was reported up to a moment ago. Asked by the clock and not noted, so
    /// that a follower that stopped, or the whole process, leaves nothing unmarked.
    fn is_current(&self, now: u64) -> bool {
        let until = self.current_until.load(Ordering::Acquire);
        // A clock that was set back makes the end seem far. Twice the time, because it may be
        // confirmed after `now` was read.
        until == NEVER || until.wrapping_sub(now) <= 2 * CURRENT
    }

    /// Returns how long ago the store last confirmed that it had reported every change.
    fn unconfirmed_for(&self, now: u64) -> Duration {
        Duration::from_millis(now.saturating_sub(self.confirmed.load(Ordering::Relaxed)))
    }

    pub(crate) fn counts(&self) -> Counts {
        let now = millis(SystemTime::now());
        let is_lost = !self.is_current(now);
        let lost_for = if is_lost { self.unconfirmed_for(now) } else { Duration::ZERO };
        Counts {
            tenants: self.entries.len(),
            reads: self.reads().begun,
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

    /// The edition of tenants that have none of their own.
    pub(crate) fn edition(&self) -> Option<&str> {
        self.settings.edition.as_deref()
    }

    /// Puts a tenant that has no edition of its own in the deployment's.
    fn in_edition(&self, mut facts: StoredFacts) -> StoredFacts {
        if let (None, Some(edition)) = (&facts.tenant.edition, &self.settings.edition) {
            Arc::make_mut(&mut facts.tenant).edition = Some(edition.clone());
        }
        facts
    }

    fn age(&self, entry: &Entry, now: u64) -> Age {
        let current = self.is_current(now);
        let keep_for = self.settings.keep_for;
        if current && keep_for.is_none_or(|keep| entry.read_at.elapsed() < keep) {
            return Age::Current;
        }
        let waits = entry.failed().is_some_and(|at| self.moment(at).elapsed() < RETRY);
        let read_for = entry.read_at.elapsed();
        let age = if current { read_for } else { read_for.min(self.unconfirmed_for(now)) };
        let serves = age < self.settings.stale_for;
        if serves && (!current || waits) { Age::Stale } else { Age::Due }
    }

    fn millis(&self, moment: Instant) -> u64 {
        let elapsed = moment.saturating_duration_since(self.start).as_millis();
        u64::try_from(elapsed).unwrap_or(NEVER - 1)
    }

    fn moment(&self, millis: u64) -> Instant {
        self.start.checked_add(Duration::from_millis(millis)).unwrap_or(self.start)
    }
}
