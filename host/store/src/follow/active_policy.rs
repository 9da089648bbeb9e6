//! Following the active policy, so that it soon decides here.

use crate::follow::subscribers::{Active, Deciding, Subscribers};
use crate::policies::error::PolicyError;
use crate::policies::loaded::{Loaded, RETRY};
use crate::sql::backend::Backend;
use std::sync::Arc;
use std::time::Instant;

/// Puts the active policy in place, whenever a poll of the database found which one it is.
pub(crate) async fn follow<DB: Backend>(subscribers: Arc<Subscribers>, loaded: Arc<Loaded<DB>>) {
    let mut failed: Option<(u64, Instant)> = None;
    loop {
        subscribers.wake.notified().await;
        let Some(active) = subscribers.active().filter(|_| subscribers.follow()) else { continue };
        let Active { number, digest, before } = active;
        let decides = |it: &Deciding| it.number == number && it.policy.digest() == digest;
        let waits = |(of, at): (u64, Instant)| of == number && at.elapsed() < RETRY;
        if subscribers.deciding().as_ref().is_some_and(decides) || failed.is_some_and(waits) {
            continue;
        }
        match loaded.get(&digest).await {
            Ok(policy) => {
                // Another one may have been activated here after the poll.
                subscribers.decide(Deciding { number, policy }, |decides| decides == before);
            }
            Err(PolicyError::Store(_)) => {}
            Err(error) => {
                tracing::error!(digest, %error, "the active policy cannot be loaded");
                subscribers.refuse(digest);
                failed = Some((number, Instant::now()));
            }
        }
    }
}
