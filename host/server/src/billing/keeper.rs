//! The work that goes on behind the webhook: what is no longer of use is deleted, and subscriptions
//! to something with another name are worked out again.

use crate::billing::intake::ACTOR;
use std::sync::Arc;
use std::time::Duration;
use tiergate::{Timestamp, now};
use tiergate_store::{Backend, BillingReader, By, Forgotten, SqlStore};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// How long what belongs to no tenant, or was not understood, is kept, in seconds: 90 days.
const KEPT: Timestamp = 90 * 86_400;

/// How often it is looked for.
const FORGETS: Duration = Duration::from_secs(3_600);

/// How often names are looked for that another server recorded.
const LOOKS: Duration = Duration::from_secs(30);

/// The task: it ends with this. Every server may have one.
pub(crate) struct Keeper(JoinHandle<()>);

impl Keeper {
    /// Starts the work. It looks for new names at once when it is woken.
    pub(crate) fn start<DB: Backend>(
        store: SqlStore<DB>,
        reader: Arc<dyn BillingReader>,
        wake: Arc<Notify>,
    ) -> Self {
        Self(tokio::spawn(async move {
            let mut due = Instant::now() + LOOKS;
            loop {
                rename(&store, &reader).await;
                if Instant::now() >= due {
                    forget(&store, &reader).await;
                    due = Instant::now() + FORGETS;
                }
                // OK because it works either way.
                let _ = tokio::time::timeout(LOOKS, wake.notified()).await;
            }
        }))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn rename<DB: Backend>(store: &SqlStore<DB>, reader: &Arc<dyn BillingReader>) {
    let by = By::new(ACTOR).because("a price or a product has another name");
    loop {
        match store.work_out_renamed(Arc::clone(reader), &by).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, "subscriptions with new names wait to be worked out");
                return;
            }
        }
    }
}

async fn forget<DB: Backend>(store: &SqlStore<DB>, reader: &Arc<dyn BillingReader>) {
    match store.forget(Arc::clone(reader), now().saturating_sub(KEPT)).await {
        Ok(forgotten) if forgotten == Forgotten::default() => {}
        Ok(Forgotten { subscriptions, kept, reports, .. }) => {
            tracing::info!(subscriptions, kept, reports, "old reports of billing were deleted");
        }
        Err(error) => tracing::warn!(%error, "old reports of billing cannot be deleted"),
    }
}
