//! Writing to a tenant what the policy that decides it allows.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, CheckedFor, Written};
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::decider::Decider;
use tiergate::FactsError;

impl<S: Store> Tenants<S> {
    /// Writes any change to one tenant. A change that gives nothing is also written if the tenant is
    /// pinned to a policy that cannot be loaded. The policy of a pin is tried on the tenant first.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have what the change gives,
    /// [`WriteError::Unanswered`] if the policy of a pin cannot decide the tenant, and the others of
    /// [`WriteError`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::{By, Change};
    ///
    /// let give = Change::GiveAddOn { add_on: "assistant".into(), quantity: 1, expires_at: None };
    /// tenants.write("acme", give, &By::new("ann")).await?;
    /// assert!(tenants.tiers().check("acme", "ai").await?.allowed);
    /// # Ok(()) }
    /// ```
    pub async fn write(
        &self,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        if self.gives_nothing(&change) {
            let taken = self.tried(tenant, &change).await.map(|()| change.clone());
            return self.write_taken(tenant, taken, change, by).await;
        }
        let check = |decider: &Decider| decider.checked(change.clone());
        self.write_decided(tenant, check, change.clone(), by.clone()).await
    }

    /// Writes what the policy that decides a tenant makes of a change. This server usually knows
    /// which policy that is; the transaction that writes verifies it, so that nothing needs to be
    /// read before. `asked` is the change without what the policy made of it.
    pub(crate) async fn write_decided(
        &self,
        tenant: &str,
        decide: impl Fn(&Decider) -> Result<Change, WriteError>,
        asked: Change,
        mut by: By,
    ) -> Result<Written, WriteError> {
        let likely = self.likely_decider_of(tenant);
        if let Ok(change) = decide(&likely) {
            by.checked_for = CheckedFor::One(likely.pin());
            match self.store().write(tenant, change, &by).await {
                Err(WriteError::Repinned(_)) => {}
                written => return written,
            }
        }
        let taken = match self.decider_of(tenant).await {
            Ok(decider) => {
                by.checked_for = CheckedFor::One(decider.pin());
                decide(&decider)
            }
            Err(error) => Err(error),
        };
        self.write_taken(tenant, taken, asked, &by).await
    }

    /// Returns the change, if the active policy has what it gives.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have it.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::Change;
    ///
    /// let give = Change::GiveAddOn { add_on: "assistent".into(), quantity: 1, expires_at: None };
    /// let error = tenants.checked(give).unwrap_err();
    /// assert_eq!(error.to_string(), "the policy has no add-on `assistent`; it has `assistant`");
    /// # Ok(()) }
    /// ```
    pub fn checked(&self, change: Change) -> Result<Change, WriteError> {
        Decider::active(self.tiers.policy()).checked(change)
    }

    /// Returns the policy that decides a tenant if its facts that are cached here are up to date.
    pub(super) fn likely_decider_of(&self, tenant: &str) -> Decider {
        let pinned = self.tiers.cached_pin(tenant).map(Decider::pinned);
        pinned.unwrap_or_else(|| Decider::active(self.tiers.policy()))
    }

    /// Returns the policy that decides a tenant: the one that it is pinned to, or the active one.
    pub(super) async fn decider_of(&self, tenant: &str) -> Result<Decider, WriteError> {
        let stored = self.store().read(tenant).await.map_err(unread)?;
        let pinned = stored.and_then(|it| it.policy).map(Decider::pinned);
        Ok(pinned.unwrap_or_else(|| Decider::active(self.tiers.policy())))
    }
}

/// Returns why a tenant could not be read: the store's own error, or that of its policy.
fn unread(error: FactsError) -> WriteError {
    match error.downcast::<StoreError>() {
        Ok(error) => WriteError::Store(*error),
        Err(error) => WriteError::Pinned(error.into()),
    }
}
