//! Waiting for a change of what a tenant may do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{future, mem};
use tokio::sync::watch::{self, Receiver, Sender};

/// Wakes whoever waits for changes of one tenant: see [`Tiers::watch`](crate::Tiers::watch).
pub struct Watch {
    tenant: String,
    told: Receiver<()>,
    watched: Weak<Watched>,
}

impl Watch {
    /// Waits until something was told of the tenant, or of the policy, since this was made or
    /// last returned: what the tenant may do may be another. Many changes may be one.
    ///
    /// What ends by itself is not told of: that is at
    /// [`Entitlements::valid_until`](crate::Entitlements::valid_until).
    pub async fn changed(&mut self) {
        // Where nobody is left to tell, nothing changes any more.
        if self.told.changed().await.is_err() {
            future::pending().await
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(watched) = self.watched.upgrade() {
            let told = mem::replace(&mut self.told, watch::channel(()).1);
            watched.leave(&self.tenant, told);
        }
    }
}

/// The tenants that someone waits for.
#[derive(Default)]
pub(crate) struct Watched(Mutex<HashMap<String, Sender<()>>>);

impl Watched {
    pub(crate) fn join(self: &Arc<Self>, tenant: &str) -> Watch {
        let told = self.tenants().entry(tenant.to_owned()).or_default().subscribe();
        Watch { tenant: tenant.to_owned(), told, watched: Arc::downgrade(self) }
    }

    pub(crate) fn wake(&self, tenant: &str) {
        if let Some(sender) = self.tenants().get(tenant) {
            sender.send_replace(());
        }
    }

    pub(crate) fn wake_all(&self) {
        self.tenants().values().for_each(|sender| sender.send_replace(()));
    }

    /// Forgets a tenant with the last one who waits for it.
    fn leave(&self, tenant: &str, told: Receiver<()>) {
        let mut tenants = self.tenants();
        drop(told);
        if tenants.get(tenant).is_some_and(|sender| sender.receiver_count() == 0) {
            tenants.remove(tenant);
        }
    }

    fn tenants(&self) -> MutexGuard<'_, HashMap<String, Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
