//! Following which policy is active, so that it decides here soon after.

use crate::follow::watchers::{Active, Deciding, Watchers};
use crate::policies::error::PolicyError;
use crate::policies::loaded::{Loaded, RETRY};
use crate::sql::backend::Backend;
use crate::store::SqlStore;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Which of the store's policies decides at this server, and what is wrong with others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PolicyStatus {
    /// The digest of the store's policy that decides here, where tiers
    /// [follow](tiergate::TiersBuilder::follow); none: none was loaded yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deciding: Option<String>,
    /// Why policies could not be loaded here, by digest: of the active one, which leaves the one
    /// before deciding, and of those that tenants are pinned to, which leaves these undecided.
    pub failed: BTreeMap<String, String>,
    /// The digest of the active policy, where it could not be loaded here; none: it decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl PolicyStatus {
    /// Whether every policy that was needed here could be loaded.
    pub fn is_good(&self) -> bool {
        self.failed.is_empty()
    }
}

impl<DB: Backend> SqlStore<DB> {
    /// Which of the store's policies decides at this server, and what is wrong with others.
    pub fn policy_status(&self) -> PolicyStatus {
        let deciding = self.watchers().deciding().map(|it| it.policy.digest().to_owned());
        let (failed, refused) = (self.loaded().failed(), self.watchers().refused());
        PolicyStatus { deciding, failed, refused }
    }
}

/// Has the active policy decide, whenever a look at the database found which one it is.
pub(crate) async fn follow<DB: Backend>(watchers: Arc<Watchers>, loaded: Arc<Loaded<DB>>) {
    let mut failed: Option<(u64, Instant)> = None;
    loop {
        watchers.look.notified().await;
        let Some(active) = watchers.active().filter(|_| watchers.follow()) else { continue };
        let Active { number, digest, before } = active;
        let decides = |it: &Deciding| it.number == number && it.policy.digest() == digest;
        let waits = |(of, at): (u64, Instant)| of == number && at.elapsed() < RETRY;
        if watchers.deciding().as_ref().is_some_and(decides) || failed.is_some_and(waits) {
            continue;
        }
        match loaded.get(&digest).await {
            Ok(policy) => {
                // Another one may have been activated here after the look.
                watchers.decide(Deciding { number, policy }, |decides| decides == before);
            }
            Err(PolicyError::Store(_)) => {}
            Err(error) => {
                tracing::error!(digest, %error, "the active policy cannot be loaded");
                watchers.refuse(digest);
                failed = Some((number, Instant::now()));
            }
        }
    }
}
