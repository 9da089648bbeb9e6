//! The outcomes of checks.

use tiergate::Reason;
use tiergate::contract::Decision;

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Allowed,
    Denied,
    /// There was no decision.
    Unavailable,
    /// The policy does not have the feature that was asked for.
    UnknownFeature,
    /// The policy does not have the cap that was asked for.
    UnknownCap,
}

impl Outcome {
    pub(crate) fn of_decision(decision: &Decision) -> Self {
        match decision.reason {
            Reason::UnknownFeature => Self::UnknownFeature,
            _ => Self::of_answer(decision.allowed),
        }
    }

    pub(crate) fn of_answer(allowed: bool) -> Self {
        if allowed { Self::Allowed } else { Self::Denied }
    }
}
