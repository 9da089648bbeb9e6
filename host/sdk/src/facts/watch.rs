//! Waiting for a change in what a tenant may do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::{future, mem};
use tokio::sync::watch::{self, Receiver, Sender};

/// Wakes anyone who waits for changes of one tenant: see [`Tiers::watch`](crate::Tiers::watch).
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// let mut watch = tiers.watch("acme");
/// tiers.facts().put("acme", tiergate::Tenant::new());
/// watch.changed().await;
/// assert_eq!(tiers.entitlements("acme").await?.tier(), "free");
/// # Ok(()) }
/// ```
pub struct Watch {
    tenant: String,
    told: Receiver<()>,
    watched: Weak<Watched>,
}

impl Watch {
    /// Waits until a change of the tenant or of the policy was reported since this was made or last
    /// returned: what the tenant may do may have changed. Many changes may count as one.
    ///
    /// It does not report what ends by itself: that is at
    /// [`Entitlements::valid_until`](crate::Entitlements::valid_until).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let mut watch = tiers.watch("acme");
    /// tiers.set_policy(policy()?);
    /// watch.changed().await; // another policy may decide differently
    /// assert_eq!(tiers.entitlements("acme").await?.tier(), "pro");
    /// # Ok(()) }
    /// ```
    pub async fn changed(&mut self) {
        // If nobody is left to report, nothing changes any more.
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

/// The tenants whose changes someone waits for.
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

    /// Removes a tenant with the last one who waits for it.
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
