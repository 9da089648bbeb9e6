//! Which of the store's policies decides at this server.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::sql::backend::Backend;
use crate::store::SqlStore;

/// Which of the store's policies decides at this server, and what is wrong with others.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// let status = store.policy_status();
/// assert_eq!(status.deciding, None); // no policy of the store is active
/// assert!(status.failed.is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PolicyStatus {
    /// The digest of the store's policy that decides here, if tiers
    /// [follow](tiergate::TiersBuilder::follow); absent if none was loaded yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deciding: Option<String>,
    /// Why policies could not be loaded here, by digest. If the active policy is among them, the
    /// one before it goes on deciding; if a policy that tenants are pinned to is, these tenants
    /// have no decision.
    pub failed: BTreeMap<String, String>,
    /// The digest of the active policy, if it could not be loaded here; absent if it decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl PolicyStatus {
    /// Checks whether every policy that was needed here could be loaded.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// assert!(store.policy_status().is_good());
    /// # Ok(()) }
    /// ```
    pub fn is_good(&self) -> bool {
        self.failed.is_empty()
    }
}

impl<DB: Backend> SqlStore<DB> {
    /// Returns which of the store's policies decides at this server, and what is wrong with others.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// # let file = policy()?.file().to_vec();
    /// use tiergate_store::By;
    ///
    /// let ann = By::new("ann").because("the spring plans");
    /// let digest = store.publish(&file, &ann).await?.digest;
    /// store.activate(&digest, &ann).await?;
    /// assert_eq!(store.policy_status().deciding, Some(digest));
    /// # Ok(()) }
    /// ```
    pub fn policy_status(&self) -> PolicyStatus {
        let deciding = self.subscribers().deciding().map(|it| it.policy.digest().to_owned());
        let (failed, refused) = (self.loaded().failed(), self.subscribers().refused());
        PolicyStatus { deciding, failed, refused }
    }
}
