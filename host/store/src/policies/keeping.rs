//! Whom an activation keeps on the policy that was active before.

use serde::{Deserialize, Serialize};
use tiergate::Timestamp;

/// Which tenants an activation keeps on the policy that was active before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Keep {
    /// Those that would [lose](crate::TenantImpact) anything.
    Losers,
    /// All that exist: the new policy decides only tenants that are created later.
    Existing,
}

impl Keep {
    /// Returns its name, as the history has it.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(tiergate_store::Keep::Losers.as_str(), "losers");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Losers => "losers",
            Self::Existing => "existing",
        }
    }

    /// Returns the one with this name; `None` if it is from a newer server.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Losers, Self::Existing].into_iter().find(|it| it.as_str() == name)
    }
}

/// Whom to keep on the policy that was active before, and until when.
///
/// # Examples
///
/// ```
/// use tiergate_store::{Keep, Keeping};
///
/// let losers = Keeping { keep: Keep::Losers, until: Some(1_798_761_600) };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Which tenants.
    pub keep: Keep,
    /// When a server [releases](crate::SqlStore::release_due) them; `None` if someone does it by
    /// hand.
    pub until: Option<Timestamp>,
}
