//! Which policy is active, and which ones were.

use crate::error::StoreError;
use crate::policies::activations::{Activation, last, read};
use crate::policies::error::PolicyError;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, within};
use crate::store::SqlStore;
use tiergate::{MAX_SAFE_INTEGER, Policy};

impl<DB: Backend> SqlStore<DB> {
    /// Returns the active policy; `None` if no policy was ever active.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] if it cannot be loaded here, or the store is unavailable.
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
    /// assert!(store.active_policy().await?.is_none());
    /// store.activate(&digest, &ann).await?;
    /// let active = store.active_policy().await?.ok_or("one is active")?;
    /// assert_eq!(active.digest(), digest);
    /// # Ok(()) }
    /// ```
    pub async fn active_policy(&self) -> Result<Option<Policy>, PolicyError> {
        let last = async { last::<DB>(&mut *self.reading().await?).await };
        match within(TO_READ, last).await? {
            Some(last) => self.load_policy(&last.digest).await.map(Some),
            None => Ok(None),
        }
    }

    /// Returns which policies were active, the last one first: at most `limit` activations, before
    /// the activation `before` if it is given.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
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
    /// let activations = store.activations(None, 10).await?;
    /// assert_eq!(activations.len(), 1);
    /// # Ok(()) }
    /// ```
    pub async fn activations(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Activation>, StoreError> {
        let before = before.unwrap_or(MAX_SAFE_INTEGER);
        let read = async { read::<DB>(&mut *self.reading().await?, before, limit).await };
        within(TO_READ, read).await
    }
}
