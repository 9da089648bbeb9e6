//! Everything about a tenant, for those who look after it.

use super::overview_parts::{AddOnEntry, AttributeEntry, CapEntry, FeatureEntry, SourceEntry};
use super::rule::Facts;
use crate::events::event::Stored;
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::past_due::PastDue;
use serde::Serialize;
use std::sync::Arc;
use tiergate::{CallError, CheckError, Entitlements, Policy, Resolution, Tenant, Timestamp};

/// Everything about a tenant: what it may do, by which facts, and who wrote these, when and why.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// let acme = tenants.overview("acme").await?;
/// assert_eq!((acme.tier.id.as_str(), acme.sources.len()), ("pro", 2));
/// assert!(acme.features.iter().any(|it| it.name.id == "export" && it.decision.allowed));
/// let then = acme.then.ok_or("the trial ends")?;
/// assert_eq!(then.tier.id, "free");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Overview {
    /// The tenant.
    pub tenant: String,
    /// The name that people know it by, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub label: Option<String>,
    /// The revision of the facts.
    pub revision: u64,
    /// The time of this answer, in seconds since 1970.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub now: Timestamp,
    /// The policy that decides.
    pub policy: DecidingPolicy,
    /// The tenant's tier, and why.
    pub resolution: Resolution,
    /// The tier, as the policy names it.
    pub tier: Named,
    /// What holds when the present answer on the tier ends; absent if it has no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub then: Option<Then>,
    /// The edition that the tenant is served by; absent if there are no editions.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub edition: Option<EditionEntry>,
    /// The tenant's plans, each with its source: the one that decides, then those that it covers, then
    /// those that ended.
    pub sources: Vec<SourceEntry>,
    /// All features, in the policy's order.
    pub features: Vec<FeatureEntry>,
    /// All caps, in the policy's order.
    pub caps: Vec<CapEntry>,
    /// All add-ons, in the policy's order, and then those that the tenant has but the policy does
    /// not.
    pub add_ons: Vec<AddOnEntry>,
    /// The attributes.
    pub attributes: Vec<AttributeEntry>,
    /// The products of billing that the policy does not know.
    pub unknown_products: Vec<String>,
    /// What of billing is past due; absent if nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub past_due: Option<PastDue>,
    /// Why the tenant has its tier, in sentences.
    pub because: Vec<String>,
    /// The first moment at which any of this differs; absent if there is no such moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
    pub valid_until: Option<Timestamp>,
}

/// The policy that decides a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DecidingPolicy {
    /// Its digest.
    pub digest: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether the tenant is pinned to it; if not, it is the active one.
    pub pinned: bool,
}

impl DecidingPolicy {
    /// Returns an active policy.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::DecidingPolicy;
    ///
    /// let active = DecidingPolicy::active(&tenants.tiers().policy());
    /// assert_eq!((active.name.as_str(), active.pinned), ("notes", false));
    /// # Ok(()) }
    /// ```
    pub fn active(policy: &Policy) -> Self {
        Self::of(policy, false)
    }

    pub(crate) fn of(policy: &Policy, pinned: bool) -> Self {
        let catalog = policy.catalog();
        let (name, version) = (catalog.name.clone(), catalog.version.clone());
        Self { digest: policy.digest().to_owned(), name, version, pinned }
    }
}

/// Something of a policy, with its name to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Named {
    /// Its identifier.
    pub id: String,
    /// Its name; the identifier if the policy does not have it.
    pub label: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub description: Option<String>,
}

impl Named {
    pub(crate) fn new(id: &str, label: &str, description: Option<&String>) -> Self {
        let (id, label) = (id.to_owned(), label.to_owned());
        Self { id, label, description: description.cloned() }
    }

    /// Returns a tier, as a policy names it; `None` if the policy does not have it.
    pub(crate) fn known_tier(policy: &Policy, id: &str) -> Option<Self> {
        let tier = policy.catalog().tiers.iter().find(|tier| tier.id == id)?;
        Some(Self::new(&tier.id, &tier.label, tier.description.as_ref()))
    }

    pub(crate) fn tier(policy: &Policy, id: &str) -> Self {
        Self::known_tier(policy, id).unwrap_or_else(|| Self::new(id, id, None))
    }
}

/// What holds when the present answer on a tenant's tier ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Then {
    /// From when on, in seconds since 1970.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub at: Timestamp,
    /// The tier, as the policy names it.
    pub tier: Named,
    /// The tier, and why.
    pub resolution: Resolution,
}

impl Then {
    /// Asks a policy what holds for a tenant after its present tier.
    pub(crate) fn after(
        policy: &Policy,
        billed: &Tenant,
        now: &Resolution,
    ) -> Result<Option<Self>, CallError> {
        let Some(at) = now.expires_at else { return Ok(None) };
        let resolution = policy.resolve(billed, at)?;
        Ok(Some(Self { at, tier: Named::tier(policy, &resolution.tier), resolution }))
    }
}

/// The edition that a tenant is served by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EditionEntry {
    /// The edition.
    pub id: String,
    /// Whether it is the tenant's own; if not, it is the deployment's.
    pub own: bool,
    /// Whether plans decide in it.
    pub gated: bool,
}

impl<S: Store> Tenants<S> {
    /// Returns everything about a tenant, as it is now.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no such tenant, or no answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// let acme = tenants.overview("acme").await?;
    /// assert!(acme.because[0].starts_with("Its tier is `pro`"));
    /// assert!(tenants.overview("nobody").await.is_err());
    /// # Ok(()) }
    /// ```
    pub async fn overview(&self, tenant: &str) -> Result<Overview, CheckError> {
        let unread = |error| CheckError::Facts(Arc::new(error));
        let stored = self.store().find(tenant).await.map_err(unread)?;
        let least = stored.as_ref().map_or(0, |stored| stored.revision);
        let of = self.tiers().at_least(tenant, least).await?;
        let events = self.last_events(tenant).await?;
        let facts = Facts { of: &of, events: &events, now: self.tiers().now() };
        let then = Then::after(of.policy(), of.facts(), of.resolution())?;
        Ok(facts.overview(tenant, stored.as_ref(), then))
    }
}

impl Facts<'_> {
    fn overview(&self, tenant: &str, stored: Option<&Stored>, then: Option<Then>) -> Overview {
        let of: &Entitlements = self.of;
        let pinned = stored.is_some_and(|stored| stored.policy.is_some());
        let mut because = self.tier();
        because.extend(self.billing());
        let subscriptions = of.stored_facts().subscriptions.as_deref();
        Overview {
            tenant: tenant.to_owned(),
            label: stored.and_then(|stored| stored.label.clone()),
            revision: of.revision(),
            now: self.now,
            policy: DecidingPolicy::of(of.policy(), pinned),
            resolution: of.resolution().clone(),
            tier: Named::tier(of.policy(), of.tier()),
            then,
            edition: self.in_edition(),
            sources: self.sources(),
            features: self.features(),
            caps: self.caps(),
            add_ons: self.add_ons(),
            attributes: self.attributes(),
            unknown_products: self.unknown_products(),
            past_due: PastDue::of(of.facts(), subscriptions, self.now),
            because,
            valid_until: of.valid_until(),
        }
    }

    fn in_edition(&self) -> Option<EditionEntry> {
        let id = self.of.facts().edition.clone()?;
        let own = self.of.stored_facts().tenant.edition.is_some();
        Some(EditionEntry { id, own, gated: !self.edition_decides() })
    }
}
