//! Going back to the policy that was active before.

use crate::events::event::By;
use crate::events::validate_text;
use crate::policies::activations::{Activated, before};
use crate::policies::answered::{answered, reused};
use crate::policies::error::PolicyError;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, within};
use crate::store::SqlStore;

impl<DB: Backend> SqlStore<DB> {
    /// Makes the policy active again that was active before the current one. A second rollback goes
    /// back by one more, never to the policy that the first one left. The policy is not tried on
    /// stored tenants: it decided them before, and a rollback must not wait.
    ///
    /// # Errors
    ///
    /// [`PolicyError::NoneBefore`] if there is no earlier policy, [`PolicyError::Overtaken`] if
    /// someone activates another one at the same moment, and the others of [`PolicyError`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// # let file = policy()?.file().to_vec();
    /// use tiergate_store::{By, PolicyError};
    ///
    /// let ann = By::new("ann");
    /// let digest = store.publish(&file, &ann).await?.digest;
    /// store.activate(&digest, &ann).await?;
    /// let error = store.roll_back(&ann).await.unwrap_err();
    /// assert!(matches!(error, PolicyError::NoneBefore { .. })); // it is the first one
    /// # Ok(()) }
    /// ```
    pub async fn roll_back(&self, by: &By) -> Result<Activated, PolicyError> {
        self.roll_back_if(None, by).await
    }

    /// Does what [`roll_back`](Self::roll_back) does, if the policy with this digest is the one that
    /// it goes back to: for a caller who has seen that it is.
    ///
    /// # Errors
    ///
    /// As [`roll_back`](Self::roll_back), and [`PolicyError::OtherBefore`] if it goes back to another
    /// policy.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// # let file = policy()?.file().to_vec();
    /// use tiergate_store::{By, PolicyError};
    ///
    /// let ann = By::new("ann");
    /// let digest = store.publish(&file, &ann).await?.digest;
    /// store.activate(&digest, &ann).await?;
    /// let error = store.roll_back_to(&digest, &ann).await.unwrap_err();
    /// assert!(matches!(error, PolicyError::NoneBefore { .. })); // it is the first one
    /// # Ok(()) }
    /// ```
    pub async fn roll_back_to(&self, digest: &str, by: &By) -> Result<Activated, PolicyError> {
        self.roll_back_if(Some(digest), by).await
    }

    async fn roll_back_if(&self, to: Option<&str>, by: &By) -> Result<Activated, PolicyError> {
        validate_text::check_by(by)?;
        // Before the key is looked up: the same request, sent again, may be answered in between.
        let target = async { before::<DB>(&mut *self.reading().await?).await };
        let target = match within(TO_READ, target).await {
            Err(error) if !matches!(error, PolicyError::NoneBefore { .. }) => return Err(error),
            target => target,
        };
        let key = async { answered::<DB>(&mut *self.reading().await?, by).await };
        if let Some(answered) = within(TO_READ, key).await? {
            return answered.replay_rollback(to, by);
        }
        let target = target?;
        if let Some(expected) = to.filter(|to| *to != target.digest) {
            let (expected, before) = (expected.to_owned(), target.digest);
            return Err(PolicyError::OtherBefore { expected, before });
        }
        let policy = self.load_policy(&target.digest).await?;
        let activated = self.activate_loaded(policy, by, Some(target.number)).await?;
        match to {
            // The key was used for another rollback at the same moment.
            Some(to) if to != activated.digest => Err(reused(by)),
            _ => Ok(activated),
        }
    }
}
