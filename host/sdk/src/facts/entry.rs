//! One tenant's facts, with the entitlements computed from them.

use crate::computed::Computed;
use crate::contract::Timestamp;
use crate::entitlements::Entitlements;
use crate::facts::revision::Revision;
use crate::facts::stats::Count;
use crate::facts::stored::StoredFacts;
use crate::policy::Policy;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::record::tenant_log::TenantLog;
use arc_swap::ArcSwapOption;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// No time: a moment that never comes.
pub(crate) const NEVER: u64 = u64::MAX;

/// One tenant's facts, with the entitlements last computed from them. An entry never gets other
/// facts: when they change, another entry replaces it.
pub(crate) struct Entry {
    facts: StoredFacts,
    /// The log in which decisions are recorded; `None` if they are not.
    log: Option<Arc<TenantLog>>,
    computed: ArcSwapOption<Computed>,
    /// That a policy gave no answer.
    unanswered: ArcSwapOption<Unanswered>,
    /// When reading them began.
    pub(crate) read_at: Instant,
    /// When reading them again failed.
    failed: AtomicU64,
}

/// That a policy gave no answer on the facts.
struct Unanswered {
    policy: Policy,
    error: CallError,
    at: Instant,
}

/// For how long a policy that gave no answer is not asked about the same facts again: it most
/// likely fails as before, and may take long to.
pub(crate) const NOT_AGAIN: Duration = Duration::from_secs(1);

impl Entry {
    /// Creates an entry of facts whose read began at `read_at`. If the old entry's facts are the
    /// same, it takes over the computed entitlements.
    pub(crate) fn new(
        facts: StoredFacts,
        log: Option<Arc<TenantLog>>,
        read_at: Instant,
        old: Option<&Self>,
    ) -> Self {
        let is_same = |old: &&Self| {
            old.revision() == facts.revision
                && old.identity() == facts.identity
                && old.facts.facts == facts.facts
        };
        let same = old.filter(is_same);
        let computed = ArcSwapOption::new(same.and_then(|old| old.computed.load_full()));
        let unanswered = ArcSwapOption::empty();
        let failed = AtomicU64::new(NEVER);
        Self { facts, log, computed, unanswered, read_at, failed }
    }

    pub(crate) fn revision(&self) -> u64 {
        self.facts.revision
    }

    /// Whether these facts, read later, may take the place of others: the number of a revision
    /// goes back only if the store was put back, and then its identity is another.
    pub(crate) fn follows(&self, old: &Self) -> bool {
        self.revision() >= old.revision() || self.identity() != old.identity()
    }

    /// Returns the revision with its identity.
    pub(crate) fn revision_id(&self) -> Revision {
        Revision::of(&self.facts)
    }

    /// What tells the revision from another one with its number.
    pub(crate) fn identity(&self) -> u64 {
        self.facts.identity
    }

    /// Returns when reading the facts again failed; `None` if it did not.
    pub(crate) fn failed(&self) -> Option<u64> {
        Some(self.failed.load(Ordering::Relaxed)).filter(|at| *at != NEVER)
    }

    pub(crate) fn failed_at(&self, at: u64) {
        // Relaxed, because nothing else is read by it: at worst the store is asked once more.
        self.failed.store(at, Ordering::Relaxed);
    }

    /// Returns the policy that decides: the tenant's own if it is pinned to one, else `active`.
    fn policy<'a>(&'a self, active: &'a Policy) -> &'a Policy {
        self.facts.policy.as_ref().unwrap_or(active)
    }

    /// Returns the policy that the tenant is pinned to; `None` if the active one decides.
    pub(crate) fn pin(&self) -> Option<&Policy> {
        self.facts.policy.as_ref()
    }

    /// Returns whether working the facts out may take long.
    pub(crate) fn is_slow(&self, active: &Policy) -> bool {
        self.policy(active).is_slow()
    }

    /// Returns what is known of what the facts amount to now, or why that cannot be worked out;
    /// `None` if it must be worked out.
    pub(crate) fn known(
        &self,
        active: &Policy,
        now: Timestamp,
    ) -> Option<Result<Entitlements, CallError>> {
        let policy = self.policy(active);
        let known = self.computed.load();
        if let Some(known) = known.as_ref().filter(|known| known.holds(policy, now)) {
            return Some(Ok(Entitlements::new(Arc::clone(known), now)));
        }
        let failed = self.unanswered.load();
        let failed = failed.as_ref()?;
        let holds = failed.policy.ptr_eq(policy) && failed.at.elapsed() < NOT_AGAIN;
        holds.then(|| Err(failed.error.clone()))
    }

    /// Works out what the facts amount to now, if it is not known.
    pub(crate) fn entitlements(
        &self,
        active: &Policy,
        now: Timestamp,
        computed: &Count,
    ) -> Result<Entitlements, CallError> {
        if let Some(known) = self.known(active, now) {
            return known;
        }
        let policy = self.policy(active);
        let facts = Arc::clone(&self.facts.facts);
        match Computed::new(policy, facts, self.facts.revision, now, self.log.as_ref()) {
            Ok(new) => {
                computed.add();
                let new = Arc::new(new);
                self.computed.store(Some(Arc::clone(&new)));
                Ok(Entitlements::new(new, now))
            }
            // That is nothing of the policy's.
            Err(error @ CallError::Unavailable(UnavailableError::Busy)) => Err(error),
            Err(error) => {
                let (policy, at) = (policy.clone(), Instant::now());
                let unanswered = Unanswered { policy, error: error.clone(), at };
                self.unanswered.store(Some(Arc::new(unanswered)));
                Err(error)
            }
        }
    }
}

/// How long facts are current after their store [confirmed](crate::Changes::caught_up) that every
/// change was reported. Stores that confirm do so twice a second, and give up on a database that
/// does not answer for one: 2 seconds is more than both.
pub const CURRENT_FOR: Duration = Duration::from_secs(2);
