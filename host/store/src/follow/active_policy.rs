//! Following the active policy, so that it soon decides here.

use crate::follow::watchers::{Active, Deciding, Watchers};
use crate::policies::error::PolicyError;
use crate::policies::loaded::{Loaded, RETRY};
use crate::sql::backend::Backend;
use std::sync::Arc;
use std::time::Instant;

/// Puts the active policy in place, whenever a look at the database found which one it is.
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
