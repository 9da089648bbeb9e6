//! Recording what billing says.

use crate::error::WriteError;
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::events::idempotency;
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::decider::Decider;
use tiergate::{Effect, InvalidFactsError, Subscription, check_moment};

impl<S: Store> Tenants<S> {
    /// Records what all of a tenant's subscriptions amount to, in place of all that billing said
    /// before. What an operator gave stays.
    ///
    /// An idempotency key is bound to the subscriptions: use one for each state of them, such as a
    /// hash, and not the identifier of a webhook, after which a later state may come again. The
    /// last writer counts, so if two deliveries may be in progress at the same time, an older state
    /// may come last: read the tenant's revision, *then* fetch the subscriptions, and write [at
    /// that revision](By::at_revision). On [`WriteError::Conflict`] do all of it again.
    ///
    /// # Errors
    ///
    /// [`WriteError::Policy`] if the policy gives no answer about them, and the others of
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
    ///     r#"[{"id": "sub-1", "status": "active", "items": [{"product": "notes-pro", "quantity": 1}]}]"#,
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
        let mut by = by.clone();
        by.asked = Some(idempotency::asked_of_billing(subscriptions)?);
        let bill = |decider: &Decider| {
            let effect = decider.policy().on_billing(subscriptions)?;
            Ok(Change::Bill { effect })
        };
        self.write_decided(tenant, bill, Change::Bill { effect: nothing() }, by).await
    }
}

/// Returns what no subscriptions amount to.
fn nothing() -> Effect {
    let (assignments, add_ons, caps) = (Vec::new(), Vec::new(), Vec::new());
    Effect { assignments, add_ons, caps, unknown_products: Vec::new() }
}

/// Refuses subscriptions with times that cannot be meant.
fn check_moments(subscriptions: &[Subscription]) -> Result<(), InvalidFactsError> {
    subscriptions.iter().try_for_each(|it| {
        it.trial_ends_at.iter().try_for_each(|at| check_moment("trialEndsAt", *at))?;
        it.past_due_since.iter().try_for_each(|at| check_moment("pastDueSince", *at))
    })
}
