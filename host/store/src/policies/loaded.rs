//! The store's policies that are loaded at this server, each compiled once.

use crate::error::StoreError;
use crate::policies::error::PolicyError;
use crate::policies::table;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, within};
use quick_cache::sync::Cache;
use sqlx::Pool;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiergate::{Policy, PolicyCache};

/// How many policies are kept loaded, those used last: more than tenants are pinned to at a time,
/// at some megabytes each at most. Anything that has its own handle on a policy keeps it beyond
/// that.
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
    /// Why policies could not be loaded, and when that was tried, by digest.
    failed: BTreeMap<String, (String, Instant)>,
}

/// How long after a policy could not be loaded it is tried again: reading and compiling it takes
/// time, and every check of a tenant that is pinned to it asks for it.
pub(crate) const RETRY: Duration = Duration::from_secs(30);

impl<DB: Backend> Loaded<DB> {
    pub(crate) fn new(reads: Pool<DB>) -> Self {
        Self { reads, policies: Cache::new(KEPT), state: Mutex::default() }
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
        if let Some((problem, at)) = self.state().failed.get(digest)
            && at.elapsed() < RETRY
        {
            let (digest, problem) = (digest.to_owned(), problem.clone());
            return Err(PolicyError::Failed { digest, problem });
        }
        let policy = self.load(digest).await;
        let mut state = self.state();
        match &policy {
            Ok(_) => drop(state.failed.remove(digest)),
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
        self.policies.get(digest)
    }

    /// Keeps a policy that was loaded in another way.
    pub(crate) fn keep(&self, policy: Policy) {
        if self.policies.get(policy.digest()).is_none() {
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
            let mut connection = self.reads.acquire().await.map_err(StoreError::from)?;
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
