//! What decides a tenant's tier.

use serde::Deserialize;
use std::fmt;
use tiergate::Source;

/// What decides a tenant's tier, as a single name: a source, or `none`.
///
/// # Examples
///
/// ```
/// use tiergate_store::DecidedBy;
///
/// assert_eq!(DecidedBy::from(None).to_string(), "none");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// An operator's grant.
    Manual,
    /// A trial.
    Trial,
    /// Billing.
    Billing,
    /// What new tenants start with.
    Default,
    /// No source: the policy's own answer for tenants without a plan that holds.
    None,
}

impl DecidedBy {
    /// All values.
    pub const ALL: [Self; 5] =
        [Self::Manual, Self::Trial, Self::Billing, Self::Default, Self::None];

    /// Returns its name, as JSON has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Trial => "trial",
            Self::Billing => "billing",
            Self::Default => "default",
            Self::None => "none",
        }
    }
}

impl From<Option<Source>> for DecidedBy {
    fn from(source: Option<Source>) -> Self {
        match source {
            Some(Source::Manual) => Self::Manual,
            Some(Source::Trial) => Self::Trial,
            Some(Source::Billing) => Self::Billing,
            Some(Source::Default) => Self::Default,
            None => Self::None,
        }
    }
}

impl fmt::Display for DecidedBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
