//! Why there is no decision, or no access.

use crate::contract::{CapState, Reason};
use crate::facts::lapsed::Lapsed;
use crate::policy::call_error::CallError;
use std::error::Error;
use std::sync::Arc;

/// Why there is no decision. It is never a denial: it is not known what the tenant may do.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// use tiergate::CheckError;
///
/// let error = tiers.check("acmee", "export").await.unwrap_err();
/// assert!(matches!(error, CheckError::UnknownTenant(_)));
/// # Ok(()) }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// There is no such tenant.
    #[error("there is no tenant `{0}`")]
    UnknownTenant(String),
    /// The store does not yet have the requested facts.
    #[error(
        "the tenant `{tenant}` is at revision {found}, but {wanted} was requested: retry later"
    )]
    Behind {
        /// The tenant.
        tenant: String,
        /// The lowest revision that is acceptable.
        wanted: u64,
        /// The revision that the store has.
        found: u64,
    },
    /// The policy has no such cap.
    #[error("the policy has no cap `{0}`")]
    UnknownCap(String),
    /// The tenant's facts could not be read: the store's own error, shared by all who waited for
    /// the read.
    #[error("the tenant's facts are unavailable")]
    Facts(#[source] Arc<dyn Error + Send + Sync>),
    /// The policy gave no answer.
    #[error(transparent)]
    Policy(#[from] CallError),
}

/// Why access was not granted.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// use tiergate::TierAccessError;
///
/// let status = match tiers.require("acme", "ai").await {
///     Ok(()) => 200,
///     Err(TierAccessError::Unavailable(_)) => 503,
///     Err(_) => 403,
/// };
/// assert_eq!(status, 403);
/// # Ok(()) }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TierAccessError {
    /// The tenant may not use the feature.
    #[error(transparent)]
    Denied(Box<DeniedError>),
    /// The tenant has used up a cap.
    #[error(transparent)]
    CapReached(Box<CapReachedError>),
    /// There is no decision, so nothing is allowed.
    #[error(transparent)]
    Unavailable(#[from] CheckError),
}

/// A refusal of a feature, with all that an upsell shows.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// use tiergate::TierAccessError;
///
/// let error = tiers.require("acme", "ai").await.unwrap_err();
/// let TierAccessError::Denied(denied) = error else { panic!("it is denied") };
/// assert_eq!(denied.add_ons, ["assistant"]);
/// assert_eq!(denied.upgrade_url.as_deref(), Some("/account"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct DeniedError {
    /// The identifier of the feature.
    pub feature: String,
    /// Why it is refused.
    pub reason: Reason,
    /// The identifier of the tenant's tier.
    pub tier: String,
    /// The identifier of the lowest offered tier at which the tenant would be allowed: with the
    /// add-ons that it has or, if [`together`](Self::together), with one of
    /// [`add_ons`](Self::add_ons) in addition.
    pub minimum_tier: Option<String>,
    /// The identifiers of the add-ons of which each one, in addition, would make it allowed.
    pub add_ons: Vec<String>,
    /// Whether the tier and one of the add-ons are needed together. Otherwise each of them
    /// suffices.
    pub together: bool,
    /// The plan that would allow it and ended because it was not paid for, if there is one.
    pub lapsed: Option<Lapsed>,
    /// What to show to the tenant.
    pub message: String,
    /// The address for someone who wants more.
    pub upgrade_url: Option<String>,
}

/// A refusal to take more of something, with all that an upsell shows.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// use tiergate::TierAccessError;
///
/// let error = tiers.require_cap("acme", "maxNotes", 100, 1).await.unwrap_err();
/// let TierAccessError::CapReached(reached) = error else { panic!("it is reached") };
/// assert_eq!((reached.used, reached.amount, reached.tier.as_str()), (100, 1, "pro"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct CapReachedError {
    /// The cap's state.
    pub state: CapState,
    /// How much is in use.
    pub used: u64,
    /// How much more was requested.
    pub amount: u64,
    /// The identifier of the tenant's tier.
    pub tier: String,
    /// The identifier of the lowest offered tier at which it would be allowed.
    pub minimum_tier: Option<String>,
    /// The identifiers of the add-ons of which one more would make it allowed.
    pub add_ons: Vec<String>,
    /// The plan that would allow it and ended because it was not paid for, if there is one.
    pub lapsed: Option<Lapsed>,
    /// What to show to the tenant.
    pub message: String,
    /// The address for someone who wants more.
    pub upgrade_url: Option<String>,
}
