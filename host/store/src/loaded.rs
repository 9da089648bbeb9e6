//! The store's policies that are loaded at this server, each compiled once.

use crate::backend::Backend;
use crate::error::StoreError;
use crate::patience::{TO_READ, within};
use crate::policies;
use crate::policy_error::PolicyError;
use sqlx::Pool;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    /// Why policies could not be loaded, by digest.
    failed: BTreeMap<String, String>,
}

impl<DB: Backend> Loaded<DB> {
    pub(crate) fn new(reads: Pool<DB>) -> Self {
        Self { reads, state: Mutex::default() }
    }

    pub(crate) fn set_cache(&self, cache: PolicyCache) {
        self.state().cache = Some(cache);
    }

    /// A policy that was published.
    pub(crate) async fn get(&self, digest: &str) -> Result<Policy, PolicyError> {
        let cell = Arc::clone(self.state().policies.entry(digest.to_owned()).or_default());
        let policy = cell.get_or_try_init(|| self.load(digest)).await.cloned();
        let mut state = self.state();
        match &policy {
            Ok(_) => drop(state.failed.remove(digest)),
            Err(error) => {
                // Here and in the map: nobody else waits for it.
                if !cell.initialized() && Arc::strong_count(&cell) == 2 {
                    state.policies.remove(digest);
                }
                if !matches!(error, PolicyError::Unpublished { .. }) {
                    state.failed.insert(digest.to_owned(), error.to_string());
                }
            }
        }
        policy
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
        self.state().failed.clone()
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
