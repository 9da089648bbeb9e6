//! What operators, billing and sign-up do to tenants, by the active policy.

use crate::change::Change;
use crate::error::{StoreError, WriteError};
use crate::event::{By, Written};
use crate::store::Store;
use tiergate::{
    BadFacts, FactsError, Info, Policy, Source, Subscription, Tiers, Timestamp, check_moment,
};

/// Tenants, written to as the active policy allows: what is given to one must be in the
/// policy's catalog. A clone is one more handle on the same tenants.
///
/// # Examples
///
/// ```
/// use tiergate::{Policy, Tiers};
/// use tiergate_store::{By, SqliteStore, Tenants};
/// # let file = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", r#"{
/// #   "name": "notes", "version": "1.0.0",
/// #   "tiers": [{"id": "free", "label": "Free"}, {"id": "pro", "label": "Pro", "features": ["export"]}],
/// #   "defaultTier": "free", "whenMissing": {"tier": "free", "misconfigured": true},
/// #   "whenUnknown": {"tier": "free", "misconfigured": true}}"#)?)?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let tiers = Tiers::new(Policy::from_bytes(&file)?, SqliteStore::in_memory().await?);
/// let tenants = Tenants::new(tiers.clone());
///
/// tenants.create("acme", None, &By::new("sign-up")).await?;
/// assert!(!tiers.check("acme", "export").await?.allowed);
///
/// let ann = By::new("ann@example.com").because("beta cohort");
/// tenants.grant("acme", "pro", None, &ann).await?;
/// assert!(tiers.check("acme", "export").await?.allowed);
///
/// let error = tenants.grant("acme", "gold", None, &ann).await.unwrap_err();
/// assert_eq!(error.to_string(), "the policy has no tier `gold`; it has `free`, `pro`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Tenants<S> {
    tiers: Tiers<S>,
}

impl<S: Store> Tenants<S> {
    /// The tenants of a store.
    pub fn new(tiers: Tiers<S>) -> Self {
        Self { tiers }
    }

    /// What they may do.
    pub fn tiers(&self) -> &Tiers<S> {
        &self.tiers
    }

    /// Where their facts are.
    pub fn store(&self) -> &S {
        self.tiers.facts()
    }

    /// Makes a tenant, which starts with what the policy gives to new ones.
    ///
    /// # Errors
    ///
    /// [`WriteError::TenantExists`] where there is one, [`WriteError::Unknown`] where the policy
    /// does not have the edition, and the others of [`WriteError`].
    pub async fn create(
        &self,
        tenant: &str,
        edition: Option<&str>,
        by: &By,
    ) -> Result<Written, WriteError> {
        self.store().write(tenant, self.creation(edition)?, by).await
    }

    /// The change that makes a tenant now, for
    /// [`SqlStore::write_in`](crate::SqlStore::write_in): in a transaction of the caller's own.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] where the policy does not have the edition,
    /// [`WriteError::Policy`] where it gives no answer.
    pub fn creation(&self, edition: Option<&str>) -> Result<Change, WriteError> {
        let assignments = self.tiers.policy().on_signup(self.tiers.now())?;
        self.checked(Change::Create { edition: edition.map(str::to_owned), assignments })
    }

    /// Gives a tenant a tier, whatever billing says, until `expires_at` or for good.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] where the policy does not have the tier, and the others of
    /// [`WriteError`].
    pub async fn grant(
        &self,
        tenant: &str,
        tier: &str,
        expires_at: Option<Timestamp>,
        by: &By,
    ) -> Result<Written, WriteError> {
        self.write(tenant, Change::Grant { tier: tier.to_owned(), expires_at }, by).await
    }

    /// Ends the operator's grant: billing's present word holds again.
    ///
    /// # Errors
    ///
    /// [`WriteError::UnknownTenant`], and the others of [`WriteError`].
    pub async fn revoke(&self, tenant: &str, by: &By) -> Result<Written, WriteError> {
        self.write(tenant, Change::Revoke, by).await
    }

    /// Records what all of a tenant's subscriptions come to, in place of all that billing said
    /// before. What an operator gave stands.
    ///
    /// # Errors
    ///
    /// [`WriteError::Policy`] where the policy makes nothing of them, and the others of
    /// [`WriteError`].
    pub async fn bill(
        &self,
        tenant: &str,
        subscriptions: &[Subscription],
        by: &By,
    ) -> Result<Written, WriteError> {
        check_moments(subscriptions)?;
        let effect = self.policy_of(tenant).await?.on_billing(subscriptions)?;
        self.write(tenant, Change::Bill { effect }, by).await
    }

    /// Writes any change to one tenant.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] where the policy does not have what is given, and the others of
    /// [`WriteError`].
    pub async fn write(
        &self,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        let policy = self.policy_of(tenant).await?;
        self.store().write(tenant, checked(change, &policy)?, by).await
    }

    /// Writes one change to many tenants, and answers each on its own. The active policy must
    /// have what is given, also to those that are pinned to another.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] where the policy does not have what is given: then nothing is
    /// written. [`WriteError::Store`] where the store is away.
    pub async fn write_many(
        &self,
        tenants: &[String],
        change: Change,
        by: &By,
    ) -> Result<Vec<Result<Written, WriteError>>, WriteError> {
        let change = self.checked(change)?;
        let changes = tenants.iter().map(|tenant| (tenant.clone(), change.clone())).collect();
        Ok(self.store().write_many(changes, by).await?)
    }

    /// The change, where the active policy has what it gives.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] where it does not.
    pub fn checked(&self, change: Change) -> Result<Change, WriteError> {
        checked(change, &self.tiers.policy())
    }

    /// The policy that decides a tenant: the one that it is pinned to, or the active one.
    async fn policy_of(&self, tenant: &str) -> Result<Policy, WriteError> {
        let stored = self.store().read(tenant).await.map_err(unread)?;
        Ok(stored.and_then(|it| it.policy).unwrap_or_else(|| self.tiers.policy()))
    }
}

/// Why a tenant could not be read: the store's own error, or that of its policy.
fn unread(error: FactsError) -> WriteError {
    match error.downcast::<StoreError>() {
        Ok(error) => WriteError::Store(*error),
        Err(error) => WriteError::Pinned(error.into()),
    }
}

/// Refuses subscriptions with moments that cannot be meant.
fn check_moments(subscriptions: &[Subscription]) -> Result<(), BadFacts> {
    subscriptions.iter().try_for_each(|it| {
        it.trial_ends_at.iter().try_for_each(|at| check_moment("trialEndsAt", *at))?;
        it.past_due_since.iter().try_for_each(|at| check_moment("pastDueSince", *at))
    })
}

fn checked(change: Change, policy: &Policy) -> Result<Change, WriteError> {
    let Some((what, id, known)) = given(&change, policy.catalog()) else { return Ok(change) };
    if known.contains(&id) {
        return Ok(change);
    }
    let known = known.into_iter().map(str::to_owned).collect();
    Err(WriteError::Unknown { what, id: id.to_owned(), known })
}

impl<S> Clone for Tenants<S> {
    fn clone(&self) -> Self {
        Self { tiers: self.tiers.clone() }
    }
}

/// What a change gives: what it is, its identifier, and those that the catalog has.
fn given<'a>(
    change: &'a Change,
    catalog: &'a Info,
) -> Option<(&'static str, &'a str, Vec<&'a str>)> {
    macro_rules! ids {
        ($items:ident) => {
            catalog.$items.iter().map(|it| it.id.as_str()).collect()
        };
    }
    match change {
        Change::Grant { tier, .. }
        | Change::Import { source: Source::Manual, plan: Some(tier), .. } => {
            Some(("tier", tier, ids!(tiers)))
        }
        Change::GiveAddOn { add_on, .. } => Some(("add-on", add_on, ids!(add_ons))),
        Change::SwitchFeature { feature, .. } => Some(("feature", feature, ids!(features))),
        Change::SetCap { cap, .. } => Some(("cap", cap, ids!(caps))),
        Change::SetEdition { edition: Some(edition) }
        | Change::Create { edition: Some(edition), .. }
        | Change::Import { edition: Some(edition), .. } => {
            Some(("edition", edition, ids!(editions)))
        }
        _ => None,
    }
}
