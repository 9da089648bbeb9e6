//! The decision on one feature, with the entitlements that it is part of.

use crate::contract;
use crate::entitlements::Entitlements;
use std::ops::Deref;
use std::sync::Arc;

/// Whether a tenant may use a feature: a handle on the policy's [`contract::Decision`], whose
/// fields it has.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// let decision = tiers.check("acme", "ai").await?;
/// assert!(!decision.allowed);
/// assert_eq!(decision.message().as_deref(), Some("Assistant requires the Assistant add-on."));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Decision {
    pub(crate) answer: Arc<contract::Decision>,
    pub(crate) of: Entitlements,
}

impl Decision {
    /// Returns all of the tenant's entitlements, which the decision is part of.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let export = tiers.check("acme", "export").await?;
    /// assert_eq!(export.entitlements().tier(), "pro");
    /// # Ok(()) }
    /// ```
    pub fn entitlements(&self) -> &Entitlements {
        &self.of
    }
}

impl Deref for Decision {
    type Target = contract::Decision;

    fn deref(&self) -> &contract::Decision {
        &self.answer
    }
}

/// Returns the denial of a feature that the catalog does not have.
pub(crate) fn unknown(feature: &str) -> contract::Decision {
    contract::Decision {
        feature: feature.to_owned(),
        allowed: false,
        reason: contract::Reason::UnknownFeature,
        minimum_tier: None,
        add_ons: Vec::new(),
        together: false,
        valid_until: None,
    }
}
