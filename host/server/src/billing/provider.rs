//! What a billing provider must do.

use crate::billing::event::{Answer, Event};
use axum::http::HeaderMap;
use serde_json::Value;
use thiserror::Error;
use tiergate::Timestamp;

/// A billing provider that sends signed events.
pub(crate) trait Provider {
    /// Checks whether the provider signed this body, at about this time.
    fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), SignatureError>;

    /// Reads an event. What is not understood is in [`Event::problems`].
    fn read(&self, body: &[u8]) -> Event;

    /// Reads an object that the provider's API returned, like an event of its own.
    fn read_answer(&self, object: &Value, answer: Answer) -> Event;
}

/// An event was not signed by the provider, or not recently.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum SignatureError {
    /// The request has no signature.
    #[error("the header `{0}` is missing")]
    Missing(&'static str),
    /// The header cannot be read.
    #[error("the signature has `{0}`, which is not a time, a signature or a scheme")]
    Malformed(String),
    /// The header does not have what it must have exactly once, or at least once.
    #[error("the signature must have one `t` and at least one `v1`")]
    Incomplete,
    /// None of the signatures is that of the body.
    #[error("the signature is not that of the body with any of the configured secrets")]
    Mismatch,
    /// It was signed too long ago.
    #[error("signed {0} seconds ago; it must be at most 300: is the clock right?")]
    TooOld(u64),
    /// It was signed too far in the future.
    #[error("signed {0} seconds in the future; it must be at most 300: is the clock right?")]
    TooNew(u64),
}

impl SignatureError {
    /// Returns its kind, for metrics.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Malformed(_) => "malformed",
            Self::Incomplete => "incomplete",
            Self::Mismatch => "mismatch",
            Self::TooOld(_) => "too_old",
            Self::TooNew(_) => "too_new",
        }
    }
}
