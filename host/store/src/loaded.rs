//! The store's policies that are loaded at this server, each compiled once.

use crate::backend::Backend;
use crate::error::StoreError;
use crate::patience::{TO_READ, within};
use crate::policies;
use crate::policy_error::PolicyError;
use sqlx::Pool;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiergate::{Policy, PolicyCache};
use tokio::sync::OnceCell;

/// The policies that are loaded.
pub(crate) struct Loaded<DB: Backend> {
    reads: Pool<DB>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cache: Option<PolicyCache>,
    /// By digest. One that is being loaded is waited for.
    policies: HashMap<String, Arc<OnceCell<Policy>>>,
    /// Why policies could not be loaded, and when that was tried, by digest.
    failed: BTreeMap<String, (String, Instant)>,
}

/// How long after a policy could not be loaded it is tried again: reading and compiling it takes
/// time, and every check of a tenant that is pinned to it asks for it.
pub(crate) const RETRY: Duration = Duration::from_secs(30);

impl<DB: Backend> Loaded<DB> {
    pub(crate) fn new(reads: Pool<DB>) -> Self {
        Self { reads, state: Mutex::default() }
    }

    pub(crate) fn set_cache(&self, cache: PolicyCache) {
        self.state().cache = Some(cache);
    }

    /// A policy that was published.
    pub(crate) async fn get(&self, digest: &str) -> Result<Policy, PolicyError> {
        let cell = self.cell(digest)?;
        let policy = cell.get_or_try_init(|| self.load(digest)).await.cloned();
        let mut state = self.state();
        match &policy {
            Ok(_) => drop(state.failed.remove(digest)),
            Err(error) => {
                // Here and in the map: nobody else waits for it.
                if !cell.initialized() && Arc::strong_count(&cell) == 2 {
                    state.policies.remove(digest);
                }
                // A store that is away says nothing of the policy.
                if !matches!(error, PolicyError::Unpublished { .. } | PolicyError::Store(_)) {
                    let failed = (error.to_string(), Instant::now());
                    state.failed.insert(digest.to_owned(), failed);
                }
            }
        }
        policy
    }

    /// Returns where a policy is kept once it is loaded, if it is not known that it cannot be.
    fn cell(&self, digest: &str) -> Result<Arc<OnceCell<Policy>>, PolicyError> {
        let mut state = self.state();
        let is_loaded = state.policies.get(digest).is_some_and(|cell| cell.initialized());
        match state.failed.get(digest) {
            Some((problem, at)) if !is_loaded && at.elapsed() < RETRY => {
                let (digest, problem) = (digest.to_owned(), problem.clone());
                Err(PolicyError::Failed { digest, problem })
            }
            _ => Ok(Arc::clone(state.policies.entry(digest.to_owned()).or_default())),
        }
    }

    /// A policy that is loaded already.
    pub(crate) fn known(&self, digest: &str) -> Option<Policy> {
        self.state().policies.get(digest).and_then(|cell| cell.get()).cloned()
    }

    /// Keeps a policy that was loaded otherwise.
    pub(crate) async fn keep(&self, policy: Policy) {
        let digest = policy.digest().to_owned();
        let cell = Arc::clone(self.state().policies.entry(digest).or_default());
        cell.get_or_init(|| async { policy }).await;
    }

    /// Why policies could not be loaded, by digest.
    pub(crate) fn failed(&self) -> BTreeMap<String, String> {
        let state = self.state();
        let failed = state.failed.iter();
        failed.map(|(digest, (problem, _))| (digest.clone(), problem.clone())).collect()
    }

    /// Loads a policy from its file. `turn` is dropped when that has ended, which it does even if
    /// the caller gives up.
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
            match policies::file::<DB>(&mut connection, digest).await? {
                Some(file) => Ok(file),
                None => {
                    let known = policies::digests::<DB>(&mut connection).await?;
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
