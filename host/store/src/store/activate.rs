//! Activating the store's policies.

use crate::error::StoreError;
use crate::events::event::By;
use crate::events::validate_text;
use crate::follow::subscribers::Deciding;
use crate::policies::activations::{Activated, How, last, write};
use crate::policies::answered::answered;
use crate::policies::error::PolicyError;
use crate::policies::keeping::Keeping;
use crate::policies::kept;
use crate::policies::provided::Provided;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use tiergate::{Policy, now};

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
        self.activate_for_all(policy, by).await
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
        self.activate_for_all(policy, by).await
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
        self.answered_before(digest, None, by).await
    }

    /// Returns what was answered to the same activation with the same idempotency key, if that
    /// kept tenants; `None` if there was none within the last 30 days. See
    /// [`activated_before`](Self::activated_before).
    ///
    /// # Errors
    ///
    /// As [`activated_before`](Self::activated_before).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// # let digest = policy()?.digest().to_owned();
    /// use tiergate_store::{By, Keep, Keeping};
    ///
    /// let (keyed, losers) = (By::new("ann").key("req-7"), Keeping { keep: Keep::Losers, until: None });
    /// assert_eq!(store.activated_keeping_before(&digest, losers, &keyed).await?, None);
    /// # Ok(()) }
    /// ```
    pub async fn activated_keeping_before(
        &self,
        digest: &str,
        keeping: Keeping,
        by: &By,
    ) -> Result<Option<Activated>, PolicyError> {
        self.answered_before(digest, Some(keeping), by).await
    }

    async fn answered_before(
        &self,
        digest: &str,
        keeping: Option<Keeping>,
        by: &By,
    ) -> Result<Option<Activated>, PolicyError> {
        validate_text::check_by(by)?;
        let key = async { answered::<DB>(&mut *self.reading().await?, by).await };
        let answered = within(TO_READ, key).await?;
        answered.map(|answered| answered.replay(digest, keeping, by)).transpose()
    }

    /// Makes a policy the active one for all tenants, also for those that an earlier activation kept on
    /// the policy that is still active.
    async fn activate_for_all(&self, policy: Policy, by: &By) -> Result<Activated, PolicyError> {
        let active = async { last::<DB>(&mut *self.reading().await?).await };
        let active = within(TO_READ, active).await?;
        if let Some(active) = active.filter(|active| active.digest != policy.digest()) {
            let provided = Provided::Last(active.number);
            self.release_on(&active.digest, &provided, by).await?;
        }
        self.activate_loaded(policy, by, None).await
    }

    /// Makes a loaded policy the active one; `back_to` is the activation that a rollback goes back to.
    pub(super) async fn activate_loaded(
        &self,
        policy: Policy,
        by: &By,
        back_to: Option<u64>,
    ) -> Result<Activated, PolicyError> {
        let write = self.clone().activate_now(policy, by.clone(), back_to);
        let activated = to_its_end(write).await?;
        // OK because the policy is active, and servers release those whose date has come.
        let _ = self.release_left(activated.number, by).await;
        Ok(activated)
    }

    /// Releases tenants who are still kept on the policy that an activation has left, although it
    /// keeps nobody; not for long, because a rollback must not wait.
    async fn release_left(&self, activation: u64, by: &By) -> Result<(), PolicyError> {
        let due = async { kept::due::<DB>(&mut *self.reading().await?, now()).await };
        for (policy, number) in within(TO_READ, due).await? {
            if number == activation {
                self.release_due_on(&policy, number, by).await?;
            }
        }
        Ok(())
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
            return match back_to {
                Some(_) => answered.replay_rollback(None, &by),
                None => answered.replay(policy.digest(), None, &by),
            };
        }
        let how = How { back_to, keeping: None };
        let activated = write::<DB>(&mut transaction, policy.digest(), &by, how).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.tell_activated(&activated, policy);
        Ok(activated)
    }

    /// Makes an activated policy decide here, unless a later one does.
    pub(crate) fn tell_activated(&self, activated: &Activated, policy: Policy) {
        let number = activated.number;
        let later = |than: Option<u64>| than.is_none_or(|than| than < number);
        self.subscribers().decide(Deciding { number, policy }, later);
    }
}
