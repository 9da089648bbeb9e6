//! Recording what billing says.

use crate::error::WriteError;
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::store::Store;
use crate::tenants::Tenants;
use tiergate::{InvalidFactsError, Subscription, check_moment};

impl<S: Store> Tenants<S> {
    /// Records all of a tenant's subscriptions, in place of those known before. What an operator
    /// gave stays. What the subscriptions amount to is up to the policy that decides, whenever it
    /// is asked.
    ///
    /// An idempotency key is bound to the subscriptions: use one for each state of them, such as a
    /// hash, and not the identifier of a webhook, after which a later state may come again. The
    /// last writer counts, so if two deliveries may be in progress at the same time, an older state
    /// may come last: read the tenant's revision, *then* fetch the subscriptions, and write [at
    /// that revision](By::at_revision). On [`WriteError::Conflict`] do all of it again.
    ///
    /// # Errors
    ///
    /// [`WriteError::BadFacts`] if the subscriptions break the contract's rules, and the others of
    /// [`WriteError`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::By;
    ///
    /// let subscriptions: Vec<tiergate::Subscription> = serde_json::from_str(
    ///     r#"[{"id": "sub-1", "status": "active", "items": [{"names": ["notes-pro"], "quantity": 1}]}]"#,
    /// )?;
    /// tenants.bill("acme", &subscriptions, &By::new("billing").key("sub-1-active")).await?;
    /// assert_eq!(tenants.tiers().resolve("acme").await?.source, Some(tiergate::Source::Billing));
    /// # Ok(()) }
    /// ```
    pub async fn bill(
        &self,
        tenant: &str,
        subscriptions: &[Subscription],
        by: &By,
    ) -> Result<Written, WriteError> {
        check_moments(subscriptions)?;
        let mut subscriptions = subscriptions.to_vec();
        subscriptions.sort_by(|one, other| one.id.cmp(&other.id));
        self.store().write(tenant, Change::Bill { subscriptions }, by).await
    }
}

/// Refuses subscriptions with times that cannot be meant.
fn check_moments(subscriptions: &[Subscription]) -> Result<(), InvalidFactsError> {
    subscriptions.iter().try_for_each(|it| {
        it.trial_ends_at.iter().try_for_each(|at| check_moment("trialEndsAt", *at))?;
        it.past_due_since.iter().try_for_each(|at| check_moment("pastDueSince", *at))?;
        it.ends_at.iter().try_for_each(|at| check_moment("endsAt", *at))
    })
}
