//! The store's policies that are loaded at this server, each compiled once.

use crate::error::StoreError;
use crate::policies::error::PolicyError;
use crate::policies::table;
use crate::sql::backend::Backend;
use crate::sql::lent::Lent;
use crate::sql::timeouts::{TO_READ, within};
use quick_cache::sync::Cache;
use sqlx::Pool;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiergate::{Policy, PolicyCache, WeakPolicy};

/// How many policies are kept loaded, those used last: more than tenants are pinned to at a time,
/// at some megabytes each at most. Anything that has its own handle on a policy keeps it beyond
/// that, and anyone who asks for the policy gets that one.
const KEPT: usize = 64;

/// The policies that are loaded.
pub(crate) struct Loaded<DB: Backend> {
    reads: Pool<DB>,
    /// By digest. Callers wait for one that is being loaded.
    policies: Cache<String, Policy>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cache: Option<PolicyCache>,
    /// Policies that were loaded, by digest, for as long as anything keeps them.
    live: BTreeMap<String, WeakPolicy>,
    /// Why policies could not be loaded, and when that was tried, by digest.
    failed: BTreeMap<String, (String, Instant)>,
}

impl State {
    /// Notes a policy that is loaded, and forgets those that nothing keeps any more.
    fn note(&mut self, policy: &Policy) {
        self.live.retain(|_, live| live.upgrade().is_some());
        self.live.insert(policy.digest().to_owned(), policy.downgrade());
    }
}

/// How long after a policy could not be loaded it is tried again: reading and compiling it takes
/// time, and every check of a tenant that is pinned to it asks for it.
pub(crate) const RETRY: Duration = Duration::from_secs(30);

impl<DB: Backend> Loaded<DB> {
    pub(crate) fn new(reads: Pool<DB>) -> Self {
        Self::keeping(reads, KEPT)
    }

    fn keeping(reads: Pool<DB>, kept: usize) -> Self {
        Self { reads, policies: Cache::new(kept), state: Mutex::default() }
    }

    pub(crate) fn set_cache(&self, cache: PolicyCache) {
        self.state().cache = Some(cache);
    }

    /// Returns a policy that was published.
    pub(crate) async fn get(&self, digest: &str) -> Result<Policy, PolicyError> {
        self.policies.get_or_insert_async(digest, self.load_again(digest)).await
    }

    /// Loads a policy, unless that failed a moment ago, and remembers whether it failed.
    async fn load_again(&self, digest: &str) -> Result<Policy, PolicyError> {
        if let Some(policy) = self.live(digest) {
            return Ok(policy);
        }
        if let Some((problem, at)) = self.state().failed.get(digest)
            && at.elapsed() < RETRY
        {
            let (digest, problem) = (digest.to_owned(), problem.clone());
            return Err(PolicyError::Failed { digest, problem });
        }
        let policy = self.load(digest).await;
        let mut state = self.state();
        match &policy {
            Ok(policy) => {
                state.failed.remove(digest);
                state.note(policy);
            }
            // A store that is unavailable says nothing about the policy.
            Err(PolicyError::Unpublished { .. } | PolicyError::Store(_)) => {}
            Err(error) => {
                let failed = (error.to_string(), Instant::now());
                state.failed.insert(digest.to_owned(), failed);
            }
        }
        policy
    }

    /// Returns a policy that is loaded already; `None` if it is not.
    pub(crate) fn known(&self, digest: &str) -> Option<Policy> {
        self.policies.get(digest).or_else(|| self.live(digest))
    }

    /// Returns a policy that something else keeps loaded.
    fn live(&self, digest: &str) -> Option<Policy> {
        self.state().live.get(digest).and_then(WeakPolicy::upgrade)
    }

    /// Keeps a policy that was loaded in another way.
    pub(crate) fn keep(&self, policy: Policy) {
        if self.known(policy.digest()).is_none() {
            self.state().note(&policy);
            self.policies.insert(policy.digest().to_owned(), policy);
        }
    }

    /// Returns why policies could not be loaded, by digest.
    pub(crate) fn failed(&self) -> BTreeMap<String, String> {
        let state = self.state();
        let failed = state.failed.iter();
        failed.map(|(digest, (problem, _))| (digest.clone(), problem.clone())).collect()
    }

    /// Loads a policy from its file. `turn` is dropped when that has ended; it is not ended early
    /// if the caller gives up.
    pub(crate) async fn compile(
        &self,
        file: Vec<u8>,
        turn: impl Send + 'static,
    ) -> Result<Policy, PolicyError> {
        let cache = self.state().cache.clone();
        let load = move || {
            let _turn = turn;
            match cache {
                Some(cache) => cache.load(&file),
                None => Policy::from_bytes(&file),
            }
        };
        let loaded = tokio::task::spawn_blocking(load).await.map_err(StoreError::from)?;
        loaded.map_err(PolicyError::Refused)
    }

    async fn load(&self, digest: &str) -> Result<Policy, PolicyError> {
        let read = async {
            let mut connection = Lent::from(&self.reads).await?;
            match table::file::<DB>(&mut connection, digest).await? {
                Some(file) => Ok(file),
                None => {
                    let known = table::digests::<DB>(&mut connection).await?;
                    Err(PolicyError::Unpublished { digest: digest.to_owned(), known })
                }
            }
        };
        let policy = self.compile(within(TO_READ, read).await?, ()).await?;
        if policy.digest() == digest {
            return Ok(policy);
        }
        let found = policy.digest().to_owned();
        Err(PolicyError::Damaged { digest: digest.to_owned(), found })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Loaded;
    use sqlx::{Pool, Sqlite};
    use tiergate::Policy;

    fn policy(version: u32) -> Result<Policy, Box<dyn std::error::Error>> {
        let map = format!(
            r#"{{ "name": "notes", "version": "{version}.0.0",
              "tiers": [{{ "id": "free", "label": "Free" }}], "defaultTier": "free",
              "whenMissing": {{ "tier": "free", "misconfigured": true }},
              "whenUnknown": {{ "tier": "free", "misconfigured": true }} }}"#
        );
        let file = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", &map)?)?;
        Ok(Policy::from_bytes(&file)?)
    }

    #[tokio::test]
    async fn a_policy_in_use_is_not_loaded_twice() -> Result<(), Box<dyn std::error::Error>> {
        // Nothing can be loaded from there.
        let loaded = Loaded::<Sqlite>::keeping(Pool::connect_lazy("sqlite::memory:")?, 1);
        let used = policy(0)?;
        loaded.keep(used.clone());
        for version in 1..4 {
            loaded.keep(policy(version)?);
        }
        let same = |found: &Policy| std::ptr::eq(found.file(), used.file());
        assert!(loaded.known(used.digest()).as_ref().is_some_and(same));
        assert!(same(&loaded.get(used.digest()).await?));
        let unused = policy(1)?;
        assert!(loaded.known(unused.digest()).is_none());
        assert!(loaded.state().live.len() < 4, "what nothing keeps is forgotten");
        Ok(())
    }
}
