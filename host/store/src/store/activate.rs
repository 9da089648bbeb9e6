//! Activating the store's policies.

use crate::error::StoreError;
use crate::events::event::By;
use crate::events::validate_text;
use crate::follow::subscribers::Deciding;
use crate::policies::activations::{Activated, Activation, answered, before, last, read, write};
use crate::policies::error::PolicyError;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use tiergate::{MAX_SAFE_INTEGER, Policy};

impl<DB: Backend> SqlStore<DB> {
    /// Makes a published policy the active one. It is loaded and [tried](Self::try_policy) on
    /// stored tenants first. Once this returns it decides at this server, if tiers
    /// [follow](tiergate::TiersBuilder::follow), and soon at all others. Activating the policy that
    /// is active already succeeds, and writes nothing. The idempotency key of `by` counts; its
    /// revision does not.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Unpublished`] if the policy was not published, [`PolicyError::Unanswered`] if
    /// it gives no answer for a tenant, and the others of [`PolicyError`] if it cannot be loaded or
    /// the store is unavailable. The active policy stays active then.
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
    /// let activated = store.activate(&digest, &ann).await?;
    /// assert_eq!((activated.number, activated.changed), (1, true));
    /// # Ok(()) }
    /// ```
    pub async fn activate(&self, digest: &str, by: &By) -> Result<Activated, PolicyError> {
        self.activate_in(None, digest, by).await
    }

    /// Makes a policy the active one as [`activate`](Self::activate) does, in a deployment of this
    /// edition: stored tenants without an edition of their own are tried in it.
    ///
    /// # Errors
    ///
    /// As [`activate`](Self::activate).
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
    /// store.activate_in(Some("cloud"), &digest, &ann).await?;
    /// assert!(store.active_policy().await?.is_some());
    /// # Ok(()) }
    /// ```
    pub async fn activate_in(
        &self,
        edition: Option<&str>,
        digest: &str,
        by: &By,
    ) -> Result<Activated, PolicyError> {
        if let Some(activated) = self.activated_before(digest, by).await? {
            return Ok(activated);
        }
        let active = async { last::<DB>(&mut *self.reading().await?).await };
        if within(TO_READ, active).await?.is_some_and(|active| active.digest == digest) {
            return self.activate_anyway(digest, by).await;
        }
        let policy = self.load_policy(digest).await?;
        self.try_policy(&policy, edition).await?;
        self.activate_loaded(policy, by, None).await
    }

    /// Makes a policy the active one even if it gives no answer for some stored tenants: these are
    /// then allowed nothing.
    ///
    /// # Errors
    ///
    /// As [`activate`](Self::activate), except for [`PolicyError::Unanswered`].
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
    /// let activated = store.activate_anyway(&digest, &ann).await?;
    /// assert_eq!(activated.digest, digest);
    /// # Ok(()) }
    /// ```
    pub async fn activate_anyway(&self, digest: &str, by: &By) -> Result<Activated, PolicyError> {
        if let Some(activated) = self.activated_before(digest, by).await? {
            return Ok(activated);
        }
        let policy = self.load_policy(digest).await?;
        self.activate_loaded(policy, by, None).await
    }

    /// Returns what was answered to the same activation with the same idempotency key; `None` if
    /// there was none within the last 30 days. [`activate`](Self::activate) gives that answer
    /// again, whatever is active now.
    ///
    /// # Errors
    ///
    /// [`PolicyError::KeyReused`] if the key was used for something else, and
    /// [`PolicyError::Store`].
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
    /// let keyed = ann.key("req-7");
    /// assert_eq!(store.activated_before(&digest, &keyed).await?, None);
    /// let first = store.activate(&digest, &keyed).await?;
    /// assert_eq!(store.activated_before(&digest, &keyed).await?, Some(first));
    /// # Ok(()) }
    /// ```
    pub async fn activated_before(
        &self,
        digest: &str,
        by: &By,
    ) -> Result<Option<Activated>, PolicyError> {
        validate_text::check_by(by)?;
        let key = async { answered::<DB>(&mut *self.reading().await?, by).await };
        let answered = within(TO_READ, key).await?;
        answered.map(|answered| answered.replay(digest, false, by)).transpose()
    }

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
        validate_text::check_by(by)?;
        let key = async { answered::<DB>(&mut *self.reading().await?, by).await };
        if let Some(answered) = within(TO_READ, key).await? {
            let digest = answered.digest.clone();
            return answered.replay(&digest, true, by);
        }
        let target = async { before::<DB>(&mut *self.reading().await?).await };
        let target = within(TO_READ, target).await?;
        let policy = self.load_policy(&target.digest).await?;
        self.activate_loaded(policy, by, Some(target.number)).await
    }

    async fn activate_loaded(
        &self,
        policy: Policy,
        by: &By,
        back_to: Option<u64>,
    ) -> Result<Activated, PolicyError> {
        let write = self.clone().activate_now(policy, by.clone(), back_to);
        to_its_end(write).await
    }

    async fn activate_now(
        self,
        policy: Policy,
        by: By,
        back_to: Option<u64>,
    ) -> Result<Activated, PolicyError> {
        let mut transaction = self.begin().await?;
        DB::lock(&mut transaction).await?;
        if let Some(answered) = answered::<DB>(&mut transaction, &by).await? {
            // Another policy may be active since: the one that was answered then does not decide
            // now.
            return answered.replay(policy.digest(), back_to.is_some(), &by);
        }
        let activated = write::<DB>(&mut transaction, policy.digest(), &by, back_to).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        let number = activated.number;
        let later = |than: Option<u64>| than.is_none_or(|than| than < number);
        self.subscribers().decide(Deciding { number, policy }, later);
        Ok(activated)
    }

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
