//! What can go wrong while a policy is built.

use tiergate_policy::Unsound;

/// Why no policy was built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorError {
    /// The catalog and settings make no rules. A map that `tiergate-map` has checked never
    /// comes to this.
    #[error("the tier map is unsound: {0}")]
    Unsound(#[from] Unsound),
    /// The map has more than fits into a policy's file.
    #[error(
        "the map cannot fit: with the {features} features that its {tiers} tiers have between \
         them, inherited ones counted, its catalog takes {least} bytes, more than the {most} \
         allowed: have fewer tiers, features, add-ons, caps or texts"
    )]
    #[non_exhaustive]
    TooManyEntries {
        /// How many tiers it has.
        tiers: usize,
        /// How many features they have between them.
        features: usize,
        /// How many bytes the catalog takes at least.
        least: usize,
        /// How many bytes a policy may have.
        most: usize,
    },
    /// The policy is larger than hosts take.
    #[error(
        "the policy has {size} bytes, and may have {most}: have fewer tiers, features or texts"
    )]
    #[non_exhaustive]
    TooLarge {
        /// How many bytes it has.
        size: usize,
        /// How many bytes a policy may have.
        most: usize,
    },
    /// A step failed that has no reason to: a fault of tiergate or of this machine, not of
    /// the map.
    #[error("could not {step}: {message}")]
    #[non_exhaustive]
    Tool {
        /// What was to be done.
        step: &'static str,
        /// What the tool that does it said.
        message: String,
    },
}

impl AuthorError {
    /// A failure of `step`, from whatever the tool said.
    pub(crate) fn tool<E: std::fmt::Display>(step: &'static str) -> impl Fn(E) -> Self {
        // `{:#}` is an error with all its causes.
        move |error| Self::Tool { step, message: format!("{error:#}") }
    }
}
