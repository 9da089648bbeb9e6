//! What a change to a tenant would do, before it is made.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::validate_text;
use crate::policies::error::PolicyError;
use crate::sql::backend::Backend;
use crate::store::{SqlStore, Store};
use crate::tenants::Tenants;
use crate::tenants::decider::Decider;
use crate::tenants::explain::overview::{DecidingPolicy, Named, Then};
use crate::tenants::preview_differences::{AccessDifference, CapDifference, Side};
use serde::Serialize;
use std::sync::Arc;
use tiergate::{CallError, Resolution, Timestamp};

/// What a change to a tenant would do: everything that would differ, as the policy answers it.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate_store::Change;
///
/// let grant = Change::Grant { tier: "partner".into(), expires_at: None };
/// let preview = tenants.preview("acme", grant).await?;
/// assert_eq!((preview.before.tier.id.as_str(), preview.after.tier.id.as_str()), ("pro", "partner"));
/// assert_eq!(tenants.tiers().resolve("acme").await?.tier, "pro"); // nothing was written
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChangePreview {
    /// The tenant.
    pub tenant: String,
    /// The revision of its facts. A write at this revision does what this says.
    pub revision: u64,
    /// Whether the change changes any fact.
    pub changed: bool,
    /// What holds now.
    pub before: PreviewedState,
    /// What would hold.
    pub after: PreviewedState,
    /// The features that the tenant would gain or lose.
    pub features: Vec<AccessDifference>,
    /// The caps whose limits would differ.
    pub caps: Vec<CapDifference>,
    /// The add-ons that would, or would no longer, be in force.
    pub add_ons: Vec<AccessDifference>,
    /// What would happen, in sentences.
    pub sentences: Vec<String>,
}

/// What decides a tenant, now or after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PreviewedState {
    /// The tier, as the policy names it.
    pub tier: Named,
    /// The tier, and why.
    pub resolution: Resolution,
    /// The policy that decides.
    pub policy: DecidingPolicy,
    /// What holds when the answer on the tier ends; absent if it has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub then: Option<Then>,
}

impl<DB: Backend> Tenants<SqlStore<DB>> {
    /// Returns what a change to a tenant would do now, and writes nothing.
    ///
    /// # Errors
    ///
    /// [`WriteError`], as the write would; [`WriteError::UnknownTenant`] also if the change deletes
    /// the tenant, because then no policy decides it.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::Change;
    ///
    /// let end = tenants.preview("acme", Change::EndTrial).await?;
    /// assert_eq!(end.sentences[0], "The tier goes from Pro to Free.");
    /// let gold = Change::Grant { tier: "gold".into(), expires_at: None };
    /// assert!(tenants.preview("acme", gold).await.is_err());
    /// # Ok(()) }
    /// ```
    pub async fn preview(&self, tenant: &str, change: Change) -> Result<ChangePreview, WriteError> {
        let now = self.tiers().now();
        check(&change, now)?;
        let unknown = || WriteError::UnknownTenant(tenant.to_owned());
        let stored = self.store().find(tenant).await?.ok_or_else(unknown)?;
        if matches!(change, Change::Create { .. }) {
            return Err(WriteError::TenantExists(tenant.to_owned()));
        }
        let decides = self.decider_of(tenant).await?;
        decides.check(&change)?;
        let would = self.decider_after(tenant, &change, &decides).await?;
        let facts = change.apply(Some(stored.facts.clone())).ok_or_else(unknown)?;
        facts.check()?;
        let pin = change.pin(stored.policy.clone());
        let label = change.label(stored.label.clone());
        let changed = facts != stored.facts || pin != stored.policy || label != stored.label;
        let edition = self.tiers().edition().map(str::to_owned);
        let (tenant, revision, before) = (tenant.to_owned(), stored.revision, stored.facts);
        let ask = move || {
            let before = Side::of(decides, &before, edition.as_deref(), now)?;
            let after = Side::of(would, &facts, edition.as_deref(), now)?;
            Ok::<_, CallError>(ChangePreview {
                tenant,
                revision,
                changed,
                features: after.features_since(&before),
                caps: after.caps_since(&before),
                add_ons: after.add_ons_since(&before),
                sentences: after.sentences(&before, &change, changed),
                before: before.state,
                after: after.state,
            })
        };
        Ok(tokio::task::spawn_blocking(ask).await.map_err(StoreError::from)??)
    }

    /// Returns the policy that decides a tenant after a change.
    async fn decider_after(
        &self,
        tenant: &str,
        change: &Change,
        before: &Decider,
    ) -> Result<Decider, WriteError> {
        match change {
            Change::Pin { digest: None } => Ok(Decider::active(self.tiers().policy())),
            Change::Pin { digest: Some(digest) } => match self.store().load_policy(digest).await {
                Ok(policy) => Ok(Decider::pinned(policy)),
                Err(PolicyError::Unpublished { digest, known }) => {
                    Err(WriteError::Unpublished { digest, known })
                }
                Err(error) => {
                    let (tenant, digest) = (tenant.to_owned(), digest.clone());
                    Err(WriteError::Unanswered { tenant, digest, problem: Arc::new(error) })
                }
            },
            _ => Ok(before.clone()),
        }
    }
}

/// Checks what of a change no stored fact matters for.
fn check(change: &Change, now: Timestamp) -> Result<(), WriteError> {
    validate_text::check_change(change)?;
    let Some(end) = change.expires_at() else { return Ok(()) };
    tiergate::check_moment("until", end)?;
    if end <= now { Err(WriteError::PastEnd { end, now }) } else { Ok(()) }
}
