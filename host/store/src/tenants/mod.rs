//! What operators, billing and sign-up do to tenants, as the active policy allows.

pub(crate) mod absent;
mod asker;
mod bill;
pub(crate) mod census;
pub(crate) mod change_preview;
pub(crate) mod decided_by;
mod decider;
pub(crate) mod explain;
pub(crate) mod find;
pub mod import;
pub(crate) mod many;
pub(crate) mod past_due;
pub(crate) mod pin;
pub(crate) mod plan_column;
pub(crate) mod preview_differences;
mod write;

use crate::error::WriteError;
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::store::Store;
use tiergate::{Tiers, Timestamp};

/// Tenants that can be written to as the active policy allows: what is given to a tenant must be in
/// the policy's catalog. A clone is one more handle on the same tenants.
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
    /// Returns the tenants of a store.
    pub fn new(tiers: Tiers<S>) -> Self {
        Self { tiers }
    }

    /// Returns the tiers, which decide what the tenants may do.
    pub fn tiers(&self) -> &Tiers<S> {
        &self.tiers
    }

    /// Returns the store of their facts.
    pub fn store(&self) -> &S {
        self.tiers.facts()
    }

    /// Creates a tenant, which starts with what the policy gives to new ones. One that was there
    /// before gets no second trial.
    ///
    /// # Errors
    ///
    /// [`WriteError::TenantExists`] if the tenant exists already, [`WriteError::Unknown`] if the
    /// policy does not have the edition, and the others of [`WriteError`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::By;
    ///
    /// let written = tenants.create("new", Some("cloud"), &By::new("sign-up")).await?;
    /// assert!(written.created);
    /// assert_eq!(tenants.tiers().resolve("new").await?.tier, "pro"); // the trial's
    /// # Ok(()) }
    /// ```
    pub async fn create(
        &self,
        tenant: &str,
        edition: Option<&str>,
        by: &By,
    ) -> Result<Written, WriteError> {
        self.create_labeled(tenant, None, edition, by).await
    }

    /// Creates a tenant with the name that people know it by: see [`create`](Self::create).
    ///
    /// # Errors
    ///
    /// [`WriteError::BadText`] if the label cannot be stored, and those of
    /// [`create`](Self::create).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::{By, Store};
    ///
    /// tenants.create_labeled("t-17", Some("ACME Ltd"), None, &By::new("sign-up")).await?;
    /// let stored = tenants.store().find("t-17").await?.ok_or("it was created")?;
    /// assert_eq!(stored.label.as_deref(), Some("ACME Ltd"));
    /// # Ok(()) }
    /// ```
    pub async fn create_labeled(
        &self,
        tenant: &str,
        label: Option<&str>,
        edition: Option<&str>,
        by: &By,
    ) -> Result<Written, WriteError> {
        let label = label.map(str::to_owned);
        let (edition_asked, assignments) = (edition.map(str::to_owned), Vec::new());
        let asked = Change::Create { label: label.clone(), edition: edition_asked, assignments };
        let before = self.store().history(tenant, None, 1).await?;
        let created = self.creation(edition, !before.is_empty()).map(|created| match created {
            Change::Create { edition, assignments, .. } => {
                Change::Create { label, edition, assignments }
            }
            other => other,
        });
        self.write_taken(tenant, created, asked, by).await
    }

    /// Returns the change that creates a tenant now, for
    /// [`SqlStore::write_in`](crate::SqlStore::write_in): in a transaction of the caller's own. A
    /// returning one was a tenant before, and gets no second trial.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have the edition, [`WriteError::Policy`] if
    /// it gives no answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::Change;
    ///
    /// assert!(matches!(tenants.creation(Some("cloud"), false)?, Change::Create { .. }));
    /// assert!(tenants.creation(Some("clod"), false).is_err());
    /// # Ok(()) }
    /// ```
    pub fn creation(&self, edition: Option<&str>, returning: bool) -> Result<Change, WriteError> {
        let assignments = self.tiers.policy().on_signup(self.tiers.now(), returning)?;
        let (label, edition) = (None, edition.map(str::to_owned));
        self.checked(Change::Create { label, edition, assignments })
    }

    /// Gives a tenant a tier, whatever billing says, until `expires_at`, or without an end.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have the tier, and the others of
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
    /// let ann = By::new("ann").because("partner");
    /// let in_a_month = tiergate::now() + 30 * 86_400;
    /// tenants.grant("acme", "partner", Some(in_a_month), &ann).await?;
    /// assert_eq!(tenants.tiers().resolve("acme").await?.expires_at, Some(in_a_month));
    /// # Ok(()) }
    /// ```
    pub async fn grant(
        &self,
        tenant: &str,
        tier: &str,
        expires_at: Option<Timestamp>,
        by: &By,
    ) -> Result<Written, WriteError> {
        self.write(tenant, Change::Grant { tier: tier.to_owned(), expires_at }, by).await
    }

    /// Ends the operator's grant: what billing says now holds again.
    ///
    /// # Errors
    ///
    /// [`WriteError::UnknownTenant`], and the others of [`WriteError`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::By;
    ///
    /// tenants.grant("acme", "partner", None, &By::new("ann")).await?;
    /// tenants.revoke("acme", &By::new("ann")).await?;
    /// assert_eq!(tenants.tiers().resolve("acme").await?.tier, "pro"); // the trial's again
    /// # Ok(()) }
    /// ```
    pub async fn revoke(&self, tenant: &str, by: &By) -> Result<Written, WriteError> {
        self.write(tenant, Change::Revoke, by).await
    }

    /// Begins, extends or shortens a tenant's trial of a tier, until `expires_at`. It is not a grant: a
    /// plan that is worth as much or more decides.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unknown`] if the policy does not have the tier, and the others of
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
    /// let week = tiergate::now() + 7 * 86_400;
    /// let written = tenants.trial("acme", "pro", week, &By::new("ann")).await?;
    /// assert!(written.changed);
    /// # Ok(()) }
    /// ```
    pub async fn trial(
        &self,
        tenant: &str,
        tier: &str,
        expires_at: Timestamp,
        by: &By,
    ) -> Result<Written, WriteError> {
        self.write(tenant, Change::Trial { tier: tier.to_owned(), expires_at }, by).await
    }
}

impl<S> Clone for Tenants<S> {
    fn clone(&self) -> Self {
        Self { tiers: self.tiers.clone() }
    }
}
