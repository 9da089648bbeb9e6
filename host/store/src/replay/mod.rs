//! Replaying recorded decisions from the history.

mod asker;
pub(crate) mod outcome;
mod past;

use crate::error::StoreError;
use crate::policies::error::PolicyError;
use crate::replay::asker::{Asker, Policies};
use crate::replay::outcome::{Replayed, UnansweredError};
use crate::replay::past::History;
use crate::sql::backend::Backend;
use crate::store::SqlStore;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tiergate::{DecisionRecord, Policy};

/// Answers recorded decisions again, from a store's history: by the tenant's facts at the recorded
/// revision, and by the policy that decided. What the tenant's subscriptions amount to is asked of
/// that policy too.
///
/// Deleting a tenant and redacting a person leave the history of facts as it is, so decisions from
/// before can still be replayed.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate::{LogLine, now};
/// use tiergate_store::{By, Replay, ReplayOutcome};
///
/// let published = tenants.store().publish(policy()?.file(), &By::new("ann")).await?;
/// let line = serde_json::json!({
///     "at": now(), "tenant": "acme", "revision": 1, "policy": published.digest,
///     "feature": "export", "allowed": true, "reason": { "tier": "pro" },
/// });
/// let LogLine::Decision(record) = LogLine::parse(&line.to_string())? else { return Ok(()) };
///
/// let replayed = Replay::new(tenants.store().clone()).answer(vec![record]).await?;
/// assert_eq!(replayed[0].outcome, ReplayOutcome::Same);
/// # Ok(()) }
/// ```
pub struct Replay<DB: Backend> {
    store: SqlStore<DB>,
    given: Vec<Policy>,
    policies: Arc<Policies>,
    with: Option<Policy>,
}

impl<DB: Backend> Replay<DB> {
    /// Returns a replay from this store.
    pub fn new(store: SqlStore<DB>) -> Self {
        Self { store, given: Vec::new(), policies: Arc::default(), with: None }
    }

    /// Adds a policy that decided and is not in the store.
    pub fn knowing(mut self, policy: Policy) -> Self {
        self.given.push(policy);
        self
    }

    /// Asks this policy instead of those that decided: what would it have answered? Tenants that
    /// were pinned to a policy stay with theirs.
    pub fn with(mut self, policy: Policy) -> Self {
        self.with = Some(policy);
        self
    }

    /// Answers recorded decisions again, and returns them in their order. Give many at once: each
    /// tenant's events are read once per call.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    pub async fn answer(
        &mut self,
        records: Vec<DecisionRecord>,
    ) -> Result<Vec<Replayed>, StoreError> {
        let history = self.history(&records).await?;
        self.load_policies(&records, &history).await?;
        let (policies, with) = (Arc::clone(&self.policies), self.with.clone());
        let replay = move || {
            let outcomes = Asker::new(&history, &policies, with.as_ref()).replay(&records);
            let replayed = records.into_iter().zip(outcomes);
            replayed.map(|(record, outcome)| Replayed { record, outcome }).collect()
        };
        Ok(tokio::task::spawn_blocking(replay).await?)
    }

    async fn history(&self, records: &[DecisionRecord]) -> Result<History, StoreError> {
        let mut wanted = BTreeMap::<_, BTreeSet<_>>::new();
        for record in records {
            wanted.entry(record.tenant.as_str()).or_default().insert(record.revision);
        }
        past::read(&self.store, &wanted).await
    }

    /// Loads the policies that decide, each once.
    async fn load_policies(
        &mut self,
        records: &[DecisionRecord],
        history: &History,
    ) -> Result<(), StoreError> {
        let pasts = history.values().flat_map(|them| them.values()).flat_map(|it| &it.past);
        let mut names: BTreeSet<&str> = pasts.filter_map(|past| past.policy.as_deref()).collect();
        if self.with.is_none() {
            names.extend(records.iter().map(|it| it.policy.as_str()));
        }
        let mut policies = Policies::clone(&self.policies);
        for name in names {
            if !policies.contains_key(name) {
                policies.insert(name.to_owned(), self.load(name).await?);
            }
        }
        self.policies = Arc::new(policies);
        Ok(())
    }

    /// Loads the policy whose digest begins so.
    async fn load(&self, name: &str) -> Result<Result<Policy, UnansweredError>, StoreError> {
        let found = match self.store.find_policy(name).await {
            Ok(digest) => self.store.load_policy(&digest).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(policy) => Ok(Ok(policy)),
            Err(PolicyError::Store(error)) => Err(error),
            Err(error @ PolicyError::Unpublished { .. }) => {
                let given = self.given.iter().find(|it| it.digest().starts_with(name));
                Ok(given.cloned().ok_or_else(|| missing(name, &error)))
            }
            Err(error) => Ok(Err(missing(name, &error))),
        }
    }
}

fn missing(name: &str, error: &PolicyError) -> UnansweredError {
    let problem = match error {
        PolicyError::Unpublished { .. } => {
            "it is not in the store: give its file with `--policy`".to_owned()
        }
        error => error.to_string(),
    };
    UnansweredError::NoPolicy { policy: name.to_owned(), problem }
}
