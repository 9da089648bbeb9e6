//! Tenants as they were at earlier revisions.

use crate::error::StoreError;
use crate::events::identity::EventId;
use crate::events::sum::{self, Sum};
use crate::sql::backend::Backend;
use crate::sql::timeouts::within;
use crate::store::SqlStore;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tiergate::TenantFacts;

/// How many tenants' events are read at a time.
const PAGE: usize = 500;

/// How long reading them may take: some tenants have long histories.
const TO_READ: Duration = Duration::from_secs(60);

/// A revision of a tenant.
pub(super) struct Revision {
    id: EventId,
    /// The tenant as it was; `None` if there was no such tenant.
    pub(super) past: Option<Past>,
}

impl Revision {
    /// Checks whether this is the revision with an identity, and not another one with its number.
    /// Without an identity, the number says it.
    pub(super) fn has(&self, identity: u64) -> bool {
        identity == 0 || self.id.has(identity)
    }
}

/// A tenant as it was.
pub(super) struct Past {
    pub(super) facts: Arc<TenantFacts>,
    /// The digest of the policy that it was pinned to.
    pub(super) policy: Option<String>,
}

/// Revisions of tenants, by their numbers. One that the history does not have is absent.
pub(super) type History = HashMap<String, BTreeMap<u64, Revision>>;

/// Reads how tenants were at these revisions.
pub(super) async fn read<DB: Backend>(
    store: &SqlStore<DB>,
    wanted: &BTreeMap<&str, BTreeSet<u64>>,
) -> Result<History, StoreError> {
    let mut history = History::with_capacity(wanted.len());
    // PostgreSQL cannot store such a text, so there is no such tenant.
    let tenants: Vec<_> = wanted.keys().copied().filter(|it| !it.contains('\0')).collect();
    for page in tenants.chunks(PAGE) {
        let read = async { sum::changes::<DB>(&mut *store.reading().await?, page).await };
        let mut sums = HashMap::<String, Sum>::new();
        for (tenant, id, change) in within(TO_READ, read).await? {
            let revisions = wanted.get(tenant.as_str());
            let is_wanted = revisions.is_some_and(|them| them.contains(&id.number));
            let sum = sums.entry(tenant.clone()).or_default();
            sum.add(id.number, &change);
            if is_wanted {
                let revision = Revision { id, past: past(sum) };
                history.entry(tenant).or_default().insert(id.number, revision);
            }
        }
    }
    Ok(history)
}

fn past(sum: &Sum) -> Option<Past> {
    let facts = Arc::new(sum.facts.clone()?);
    Some(Past { facts, policy: sum.policy.clone() })
}
