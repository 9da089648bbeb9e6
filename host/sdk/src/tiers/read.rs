//! Answers about tenants whose facts are not cached: reads them first.

use crate::entitlements::Entitlements;
use crate::facts::Facts;
use crate::facts::cache::Found;
use crate::facts::entry::Entry;
use crate::facts::reads::ReadOutcome;
use crate::policy::Policy;
use crate::tiers::Tiers;
use crate::tiers::access_error::CheckError;
use std::sync::Arc;
use std::time::Instant;

impl<F: Facts> Tiers<F> {
    /// Reads a tenant's facts of this revision or a later one, and answers by them.
    pub(super) async fn read(
        self,
        tenant: String,
        revision: u64,
        policy: Policy,
    ) -> Result<Entitlements, CheckError> {
        match self.read_at_least(&tenant, revision).await {
            Ok(Some(entry)) if self.suffices(entry.revision(), revision) => {
                let found = Found { entry, stale: false };
                self.answer(found, &policy, self.now()).await
            }
            Ok(Some(entry)) => {
                Err(CheckError::Behind { tenant, wanted: revision, found: entry.revision() })
            }
            Ok(None) => Err(CheckError::UnknownTenant(tenant)),
            Err(error) => {
                let moment = self.0.clock.read();
                match self.0.cache.find(&tenant, revision, moment.system) {
                    Some(found) => self.answer(found, &policy, moment.now).await,
                    None => Err(CheckError::Facts(error)),
                }
            }
        }
    }

    /// Whether facts of the revision `found` may answer for the revision `wanted`.
    fn suffices(&self, found: u64, wanted: u64) -> bool {
        found >= wanted || self.0.cache.may_be_gone(wanted)
    }

    /// Reads a tenant's facts, or waits for the read that is under way. That one may have begun
    /// before the revision was written: if it is behind, the facts are read again. A read that
    /// begins here has what is stored now, so one is enough.
    async fn read_at_least(&self, tenant: &str, revision: u64) -> ReadOutcome {
        let (first, is_new) = self.read_entry(tenant).await;
        let revision_of = |entry: &Arc<Entry>| entry.revision();
        match &first {
            Ok(entry) if !is_new && entry.as_ref().map_or(0, revision_of) < revision => {
                self.read_entry(tenant).await.0
            }
            _ => first,
        }
    }

    /// Reads a tenant's facts, or waits for the read that is under way. Returns whether the read
    /// began here.
    async fn read_entry(&self, tenant: &str) -> (ReadOutcome, bool) {
        let inner = &self.0;
        let read = inner.cache.read(tenant, inner.clock.read().system, |number| {
            let (inner, tenant) = (Arc::clone(inner), tenant.to_owned());
            Box::pin(async move {
                let began = Instant::now();
                let read = inner.facts.read(&tenant).await;
                inner.cache.keep(&tenant, number, began, read)
            })
        });
        match read {
            Ok((read, is_new)) => (read.await, is_new),
            Err(lost) => (Err(Arc::new(lost)), true),
        }
    }
}
