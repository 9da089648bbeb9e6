//! What is remembered of tenants, and whether it is still so.

use crate::contract::Timestamp;
use crate::denial::CheckError;
use crate::entitlements::{Computed, Entitlements};
use crate::policy::Policy;
use crate::store::StoredFacts;
use arc_swap::ArcSwap;
use quick_cache::sync::{Cache, PlaceholderGuard};
use quick_cache::{DefaultHashBuilder, UnitWeighter, sync::DefaultLifecycle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// How long after a read that failed the next one is tried.
const RETRY: Duration = Duration::from_secs(1);

/// No time: a moment that never comes.
const NEVER: u64 = u64::MAX;

/// Tenants whose facts were read.
pub(crate) struct Known {
    slots: Cache<String, Arc<Slot>>,
    /// For how long facts hold of which no change is told; none: for ever.
    keep_for: Option<Duration>,
    /// For how long facts serve that may have changed meanwhile.
    stale_for: Duration,
    /// What the milliseconds below count from.
    start: Instant,
    /// Until when every change was told.
    confirmed: AtomicU64,
    /// Since when changes may have been missed.
    lost: AtomicU64,
}

/// One tenant's facts, and what they came to when last asked. A slot never gets other
/// facts: when they change, it is dropped.
pub(crate) struct Slot {
    facts: StoredFacts,
    computed: ArcSwap<Computed>,
    read_at: Instant,
    /// When reading them anew failed.
    failed: AtomicU64,
}

/// Whether facts that were read before still serve.
#[derive(PartialEq, Eq)]
enum Age {
    /// Nothing changed since.
    Current,
    /// They may have changed, which cannot be found out right now.
    Stale,
    /// They may have changed: read them anew.
    Due,
}

/// Where a store tells of changed facts.
#[derive(Clone)]
pub struct Changes(Weak<Known>);

impl Changes {
    pub(crate) fn of(known: &Arc<Known>) -> Self {
        Self(Arc::downgrade(known))
    }

    /// Drops what is known of a tenant, also what is being read right now. Checks that
    /// begin later read its facts anew.
    pub fn tell(&self, tenant: &str) {
        if let Some(known) = self.0.upgrade() {
            known.slots.remove(tenant);
        }
    }

    /// Drops what is known of every tenant.
    pub fn tell_all(&self) {
        if let Some(known) = self.0.upgrade() {
            known.slots.clear();
        }
    }

    /// Says that every change up to `moment` was told, also those that were missed at first.
    pub fn confirm(&self, moment: Instant) {
        if let Some(known) = self.0.upgrade() {
            known.confirmed.store(known.millis(moment), Ordering::Relaxed);
            known.lost.store(NEVER, Ordering::Release);
        }
    }

    /// Says that changes may have been missed since the last [`confirm`](Self::confirm).
    /// Until the next one, facts that were read before are served marked as stale, for as long
    /// as [`TiersBuilder::stale_for`](crate::TiersBuilder::stale_for) says.
    pub fn lose(&self) {
        if let Some(known) = self.0.upgrade() {
            let since = known.confirmed.load(Ordering::Relaxed);
            // OK because of a loss that is known already the earlier moment stands.
            let _ = known.lost.compare_exchange(NEVER, since, Ordering::Release, Ordering::Relaxed);
        }
    }
}

impl Known {
    pub(crate) fn new(capacity: usize, keep_for: Option<Duration>, stale_for: Duration) -> Self {
        Self {
            slots: Cache::new(capacity),
            keep_for,
            stale_for,
            start: Instant::now(),
            confirmed: AtomicU64::new(0),
            lost: AtomicU64::new(NEVER),
        }
    }

    /// What a tenant may do by what is known; none where its facts are to be read.
    pub(crate) fn entitlements(
        &self,
        tenant: &str,
        revision: u64,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Result<Entitlements, CheckError>> {
        let slot = self.slots.get(tenant).filter(|slot| slot.facts.revision >= revision)?;
        match self.age(&slot) {
            Age::Current => Some(slot.entitlements(policy, now)),
            Age::Stale => Some(slot.entitlements(policy, now).map(Entitlements::stale)),
            Age::Due => None,
        }
    }

    /// The same by facts that someone else has read just now, or could not read.
    pub(crate) fn answer(
        &self,
        slot: &Slot,
        revision: u64,
        policy: &Policy,
        now: Timestamp,
    ) -> Option<Result<Entitlements, CheckError>> {
        if slot.facts.revision < revision {
            return None;
        }
        let read = slot.failed.load(Ordering::Relaxed) == NEVER;
        if read {
            return Some(slot.entitlements(policy, now));
        }
        let stale = || slot.entitlements(policy, now).map(Entitlements::stale);
        self.serves(slot).then(stale)
    }

    /// Waits for whoever reads the tenant's facts, or lets the caller read them.
    pub(crate) async fn renew<'a>(&'a self, tenant: &'a str, revision: u64) -> Renew<'a> {
        let due = |slot: &Arc<Slot>| slot.facts.revision < revision || self.age(slot) == Age::Due;
        let old = self.slots.remove_if(tenant, due).map(|(_, slot)| slot);
        match self.slots.get_value_or_guard_async(tenant).await {
            Ok(slot) => Renew::Done(slot),
            Err(guard) => Renew::Read(Reading { known: self, guard: Some(guard), old }),
        }
    }

    fn age(&self, slot: &Slot) -> Age {
        let lost = self.lost.load(Ordering::Acquire);
        if lost == NEVER && self.keep_for.is_none_or(|keep| slot.read_at.elapsed() < keep) {
            return Age::Current;
        }
        let failed = slot.failed.load(Ordering::Relaxed);
        let waits = failed != NEVER && self.moment(failed).elapsed() < RETRY;
        let unknown = lost != NEVER || waits;
        if unknown && self.serves(slot) { Age::Stale } else { Age::Due }
    }

    /// Whether facts that may have changed are young enough to be served.
    fn serves(&self, slot: &Slot) -> bool {
        let lost = self.lost.load(Ordering::Acquire);
        let current =
            if lost == NEVER { slot.read_at } else { slot.read_at.max(self.moment(lost)) };
        current.elapsed() < self.stale_for
    }

    fn millis(&self, moment: Instant) -> u64 {
        let elapsed = moment.saturating_duration_since(self.start).as_millis();
        u64::try_from(elapsed).unwrap_or(NEVER - 1)
    }

    fn moment(&self, millis: u64) -> Instant {
        self.start.checked_add(Duration::from_millis(millis)).unwrap_or(self.start)
    }
}

/// Who reads a tenant's facts.
pub(crate) enum Renew<'a> {
    /// Someone else has just now.
    Done(Arc<Slot>),
    /// The caller does.
    Read(Reading<'a>),
}

/// The right to read a tenant's facts, which one has at a time. Where it comes to nothing, what
/// was known before stands.
pub(crate) struct Reading<'a> {
    known: &'a Known,
    guard: Option<Guard<'a>>,
    old: Option<Arc<Slot>>,
}

type Guard<'a> = PlaceholderGuard<
    'a,
    String,
    Arc<Slot>,
    UnitWeighter,
    DefaultHashBuilder,
    DefaultLifecycle<String, Arc<Slot>>,
>;

impl Reading<'_> {
    /// Keeps the facts that were read, unless they changed meanwhile, and says what they
    /// come to.
    pub(crate) fn keep(
        mut self,
        facts: StoredFacts,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Entitlements, CheckError> {
        let slot = Arc::new(Slot::new(facts, self.old.as_deref(), policy, now)?);
        let entitlements = slot.entitlements(policy, now)?;
        if let Some(guard) = self.guard.take() {
            // Refused where the facts changed since they were read: this answer began
            // before the change, and is not kept.
            let _ = guard.insert(slot);
        }
        Ok(entitlements)
    }

    /// Forgets the tenant: it is gone.
    pub(crate) fn forget(mut self) {
        self.old = None;
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if let (Some(guard), Some(old)) = (self.guard.take(), self.old.take()) {
            old.failed.store(self.known.millis(Instant::now()), Ordering::Relaxed);
            // Refused where the facts changed meanwhile: then these are not to be served.
            let _ = guard.insert(old);
        }
    }
}

impl Slot {
    fn new(
        facts: StoredFacts,
        old: Option<&Self>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Self, CheckError> {
        let same = old
            .filter(|old| old.facts.revision == facts.revision && old.facts.tenant == facts.tenant);
        let computed = match same {
            Some(old) => old.computed.load_full(),
            None => {
                let tenant = Arc::clone(&facts.tenant);
                Entitlements::compute(policy, tenant, facts.revision, now)?.computed
            }
        };
        let failed = AtomicU64::new(NEVER);
        Ok(Self { facts, computed: ArcSwap::new(computed), read_at: Instant::now(), failed })
    }

    /// What the facts come to now, worked out again where the policy or the time asks
    /// for it.
    fn entitlements(&self, policy: &Policy, now: Timestamp) -> Result<Entitlements, CheckError> {
        let known = self.computed.load();
        if known.holds(policy, now) {
            return Ok(Entitlements::new(Arc::clone(&known)));
        }
        let tenant = Arc::clone(&self.facts.tenant);
        let new = Entitlements::compute(policy, tenant, self.facts.revision, now)?;
        self.computed.store(Arc::clone(&new.computed));
        Ok(new)
    }
}
