//! The work that goes on behind the webhook: what is no longer of use is deleted, tenants are created
//! that are named and missing, and subscriptions to something with another name are worked out again.

use crate::billing::intake::ACTOR;
use std::sync::Arc;
use std::time::Duration;
use tiergate::{Timestamp, now};
use tiergate_store::{Backend, BillingForgotten, BillingReader, By, SqlStore};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How long what belongs to no tenant, or was not understood, is kept, in seconds: 90 days.
const KEPT: Timestamp = 90 * 86_400;

/// How often it is looked for, by one of all servers.
const FORGETS: Duration = Duration::from_secs(3_600);

/// How often a server finds out whether that is its task.
const CLAIMS: Duration = Duration::from_secs(600);

/// How often names are looked for that another server recorded.
const LOOKS: Duration = Duration::from_secs(30);

/// The tasks: they end with this. Every server may have them.
pub(crate) struct Keeper([JoinHandle<()>; 2]);

impl Keeper {
    /// Starts the work. It looks for new names at once when it is woken.
    pub(crate) fn start<DB: Backend>(
        store: SqlStore<DB>,
        reader: Arc<dyn BillingReader>,
        wake: Arc<Notify>,
    ) -> Self {
        let (old, of_old) = (store.clone(), Arc::clone(&reader));
        let renames = tokio::spawn(async move {
            loop {
                rename(&store, &reader).await;
                // OK because it works either way.
                let _ = tokio::time::timeout(LOOKS, wake.notified()).await;
            }
        });
        let forgets = tokio::spawn(async move {
            sleep(LOOKS).await;
            loop {
                if is_next(&old).await {
                    forget(&old, &of_old).await;
                    create(&old, &of_old).await;
                }
                sleep(CLAIMS).await;
            }
        });
        Self([renames, forgets])
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
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

/// Returns whether it is this server's turn to look for what is no longer of use.
async fn is_next<DB: Backend>(store: &SqlStore<DB>) -> bool {
    match store.claim_forgetting(FORGETS.as_secs()).await {
        Ok(is_next) => is_next,
        Err(error) => {
            tracing::warn!(%error, "old reports of billing cannot be deleted");
            false
        }
    }
}

/// Creates tenants that are named by events which were taken in without creating any.
async fn create<DB: Backend>(store: &SqlStore<DB>, reader: &Arc<dyn BillingReader>) {
    let by = By::new(ACTOR).because("a subscription names it");
    match store.create_missing(Arc::clone(reader), &by).await {
        Ok(created) if created.is_empty() => {}
        Ok(created) => tracing::info!(tenants = created.len(), "named tenants were created"),
        Err(error) => tracing::warn!(%error, "tenants that subscriptions name cannot be created"),
    }
}

async fn forget<DB: Backend>(store: &SqlStore<DB>, reader: &Arc<dyn BillingReader>) {
    match store.forget_billing(Arc::clone(reader), now().saturating_sub(KEPT)).await {
        Ok(forgotten) if forgotten == BillingForgotten::default() => {}
        Ok(BillingForgotten { subscriptions, kept, reports, .. }) => {
            tracing::info!(subscriptions, kept, reports, "old reports of billing were deleted");
        }
        Err(error) => tracing::warn!(%error, "old reports of billing cannot be deleted"),
    }
}
