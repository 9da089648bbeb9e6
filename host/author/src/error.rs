//! Errors of building a policy.

use tiergate_policy::RulesError;

/// The error that a policy could not be built.
///
/// # Examples
///
/// ```
/// use tiergate_author::AuthorError;
///
/// let mut map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
/// map.info.default_tier = "gold".into();
/// let error = tiergate_author::build(&map).unwrap_err();
/// assert!(matches!(error, AuthorError::Rules(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorError {
    /// No rules can be made from the catalog and settings. This never happens with a map that
    /// `tiergate-map` has checked.
    #[error("the tier map is not valid: {0}")]
    Rules(#[from] RulesError),
    /// The map is too large for a policy's file.
    #[error(
        "the map is too large: with the {features} features that its {tiers} tiers have in total, \
         including inherited ones, its catalog takes {least} bytes, and a policy may have {most}: \
         use fewer tiers, features, add-ons, caps or texts"
    )]
    #[non_exhaustive]
    TooManyEntries {
        /// The number of its tiers.
        tiers: usize,
        /// The number of features of all tiers in total.
        features: usize,
        /// The number of bytes that the catalog takes at least.
        least: usize,
        /// The number of bytes that a policy may have.
        most: usize,
    },
    /// The policy is larger than hosts accept.
    #[error("the policy has {size} bytes, and may have {most}: use fewer tiers, features or texts")]
    #[non_exhaustive]
    TooLarge {
        /// The number of its bytes.
        size: usize,
        /// The number of bytes that a policy may have.
        most: usize,
    },
    /// A step failed unexpectedly, because of a fault of tiergate or of this machine, not of the
    /// map.
    #[error("could not {step}: {message}")]
    #[non_exhaustive]
    Tool {
        /// The step.
        step: &'static str,
        /// The message of the tool that performs it.
        message: String,
    },
}

impl AuthorError {
    /// Returns a function that converts a tool's error to a failure of `step`.
    pub(crate) fn tool<E: std::fmt::Display>(step: &'static str) -> impl Fn(E) -> Self {
        // `{:#}` prints an error with all its causes.
        move |error| Self::Tool { step, message: format!("{error:#}") }
    }
}
