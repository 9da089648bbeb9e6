//! Why a tenant may not do something, in messages for the tenant.

use crate::contract::{CapState, Limit, Reason};
use crate::entitlements::{Decision, Entitlements};
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
    /// The identifier of the lowest offered tier that has the feature and all that it requires.
    pub minimum_tier: Option<String>,
    /// The identifiers of the add-ons that have it.
    pub add_ons: Vec<String>,
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
    /// What to show to the tenant.
    pub message: String,
    /// The address for someone who wants more.
    pub upgrade_url: Option<String>,
}

impl Decision {
    /// Returns the message for a tenant that may not use the feature; `None` if it may. It never
    /// offers a tier that the tenant already has.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let message = tiers.check("acme", "ai").await?.message();
    /// assert_eq!(message.as_deref(), Some("This feature requires the Assistant add-on."));
    /// assert_eq!(tiers.check("acme", "export").await?.message(), None);
    /// # Ok(()) }
    /// ```
    pub fn message(&self) -> Option<String> {
        (!self.allowed).then(|| match &self.reason {
            Reason::NotIncluded => self.not_included(),
            Reason::SwitchedOff => "This feature is switched off.".to_owned(),
            Reason::Requires(needed) => self.missing(needed),
            Reason::UnknownFeature => "There is no such feature.".to_owned(),
            _ => "This feature is not available.".to_owned(),
        })
    }

    /// Returns `Ok` if the tenant may use the feature.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::Denied`] if it may not, with the message to show.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// assert!(tiers.check("acme", "export").await?.require().is_ok());
    /// assert!(tiers.check("acme", "ai").await?.require().is_err());
    /// # Ok(()) }
    /// ```
    pub fn require(&self) -> Result<(), TierAccessError> {
        match self.denial() {
            None => Ok(()),
            Some(denial) => Err(TierAccessError::Denied(Box::new(denial))),
        }
    }

    /// Returns the denial, with all that an upsell shows; `None` if the tenant may use the feature.
    pub(crate) fn denial(&self) -> Option<DeniedError> {
        let of = self.entitlements();
        Some(DeniedError {
            message: self.message()?,
            feature: self.feature.clone(),
            reason: self.reason.clone(),
            tier: of.tier().to_owned(),
            minimum_tier: self.minimum_tier.clone(),
            add_ons: self.add_ons.clone(),
            upgrade_url: of.catalog().upgrade_url.clone(),
        })
    }

    fn not_included(&self) -> String {
        let of = self.entitlements();
        let plan = self.minimum_tier.as_deref().and_then(|tier| of.label_of_higher_tier(tier));
        let add_on = self.add_ons.first().map(|add_on| of.add_on_label(add_on));
        match (plan, add_on) {
            (Some(plan), None) => format!("This feature requires the {plan} plan or higher."),
            (Some(plan), Some(add_on)) => {
                format!("This feature requires the {plan} plan or higher. Or add {add_on}.")
            }
            (None, Some(add_on)) => format!("This feature requires the {add_on} add-on."),
            (None, None) => "This feature is not included in your plan.".to_owned(),
        }
    }

    fn missing(&self, needed: &str) -> String {
        let of = self.entitlements();
        let label = of.feature_label(needed);
        let plan = self.minimum_tier.as_deref().and_then(|tier| of.label_of_higher_tier(tier));
        // A higher plan does not help against a switch.
        match plan.filter(|_| of.feature(needed).reason == Reason::NotIncluded) {
            Some(plan) => format!(
                "This feature requires {label}, which is not available. \
                 The {plan} plan or higher has both."
            ),
            None => format!("This feature requires {label}, which is not available."),
        }
    }
}

impl Entitlements {
    /// Returns the label of a tier that ranks above the tenant's own.
    fn label_of_higher_tier(&self, id: &str) -> Option<&str> {
        let mut above =
            self.catalog().tiers.iter().skip_while(|tier| tier.id != self.tier()).skip(1);
        above.find(|tier| tier.id == id).map(|tier| tier.label.as_str())
    }

    fn feature_label<'a>(&'a self, id: &'a str) -> &'a str {
        let known = self.catalog().features.iter().find(|feature| feature.id == id);
        known.map_or(id, |feature| &feature.label)
    }

    fn add_on_label<'a>(&'a self, id: &'a str) -> &'a str {
        let known = self.catalog().add_ons.iter().find(|add_on| add_on.id == id);
        known.map_or(id, |add_on| &add_on.label)
    }

    /// Returns the message for a cap that is reached.
    pub(crate) fn cap_message(&self, state: &CapState, minimum_tier: Option<&str>) -> String {
        let cap = self.catalog().caps.iter().find(|cap| cap.id == state.cap);
        let what = cap.map_or(state.cap.as_str(), |cap| cap.unit.as_deref().unwrap_or(&cap.label));
        let limit = match state.limit {
            Limit::AtMost(max) => format!("This would go past your limit of {max} {what}."),
            Limit::Unlimited => format!("No more {what} can be taken."),
        };
        match minimum_tier.and_then(|tier| self.label_of_higher_tier(tier)) {
            Some(plan) => format!("{limit} The {plan} plan or higher allows it."),
            None => limit,
        }
    }
}
