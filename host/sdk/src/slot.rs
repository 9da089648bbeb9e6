//! One tenant's facts, and what they came to.

use crate::call::CallError;
use crate::contract::Timestamp;
use crate::counts::Count;
use crate::entitlements::{Computed, Entitlements};
use crate::policy::Policy;
use crate::store::StoredFacts;
use arc_swap::ArcSwapOption;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// No time: a moment that never comes.
pub(crate) const NEVER: u64 = u64::MAX;

/// One tenant's facts, and what they came to when last asked. A slot never gets other
/// facts: when they change, another takes its place.
pub(crate) struct Slot {
    facts: StoredFacts,
    computed: ArcSwapOption<Computed>,
    /// When reading them began.
    pub(crate) read_at: Instant,
    /// When reading them anew failed.
    failed: AtomicU64,
}

impl Slot {
    /// Facts whose read began at `read_at`. Where those before were the same, so is what they
    /// came to.
    pub(crate) fn new(facts: StoredFacts, read_at: Instant, old: Option<&Self>) -> Self {
        let same = old
            .filter(|old| old.facts.revision == facts.revision && old.facts.tenant == facts.tenant);
        let computed = ArcSwapOption::new(same.and_then(|old| old.computed.load_full()));
        Self { facts, computed, read_at, failed: AtomicU64::new(NEVER) }
    }

    pub(crate) fn revision(&self) -> u64 {
        self.facts.revision
    }

    /// Whether these facts, read later, may take the place of others: the number of a revision
    /// goes back only if the store was put back, and then its identity is another.
    pub(crate) fn follows(&self, old: &Self) -> bool {
        self.revision() >= old.revision() || self.identity() != old.identity()
    }

    /// What tells the revision from another one with its number.
    pub(crate) fn identity(&self) -> u64 {
        self.facts.identity
    }

    /// When reading the facts anew failed.
    pub(crate) fn failed(&self) -> Option<u64> {
        Some(self.failed.load(Ordering::Relaxed)).filter(|at| *at != NEVER)
    }

    pub(crate) fn failed_at(&self, at: u64) {
        self.failed.store(at, Ordering::Relaxed);
    }

    /// What the facts come to now by the policy of the day, or by the tenant's own, worked out
    /// again where the policy or the time asks for it.
    pub(crate) fn entitlements(
        &self,
        policy: &Policy,
        now: Timestamp,
        computed: &Count,
    ) -> Result<Entitlements, CallError> {
        let policy = self.facts.policy.as_ref().unwrap_or(policy);
        let known = self.computed.load();
        if let Some(known) = known.as_ref().filter(|known| known.holds(policy, now)) {
            return Ok(Entitlements::new(Arc::clone(known)));
        }
        let tenant = Arc::clone(&self.facts.tenant);
        let new = Entitlements::compute(policy, tenant, self.facts.revision, now)?;
        computed.add();
        self.computed.store(Some(Arc::clone(&new.computed)));
        Ok(new)
    }
}
