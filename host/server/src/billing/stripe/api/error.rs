//! Why Stripe's API gave no answer.

use thiserror::Error;

/// Why Stripe's API cannot be asked, or gave no answer. It never has the key, and nothing of a
/// response but Stripe's short code of an error.
///
/// # Examples
///
/// ```
/// use tiergate_server::{StripeApi, StripeApiError};
///
/// assert!(matches!(StripeApi::new(" "), Err(StripeApiError::Key)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StripeApiError {
    /// The key is empty, or has characters that no key has.
    #[error("the key of Stripe's API is empty or not valid: give a restricted key, `rk_…`")]
    Key,
    /// The address is not one that the key may be sent to.
    #[error("`{0}` is not a valid address of Stripe's API: give https, or http on this machine")]
    Address(String),
    /// The HTTP client does not start.
    #[error("the client of Stripe's API does not start: {0}")]
    Client(String),
    /// There is no such object.
    #[error("Stripe has no `{0}`")]
    NotFound(String),
    /// Stripe refused the request.
    #[error("Stripe refused `{path}` with {status} (`{code}`): may the key read this?")]
    Refused {
        /// The path of the request.
        path: String,
        /// The status of the response.
        status: u16,
        /// Stripe's code of the error.
        code: String,
    },
    /// There were too many requests.
    #[error("Stripe answered `{0}` with 429, too many requests: retry later")]
    Limited(String),
    /// Stripe failed.
    #[error("Stripe answered `{path}` with {status}: retry later")]
    Unavailable {
        /// The path of the request.
        path: String,
        /// The status of the response.
        status: u16,
    },
    /// Stripe cannot be reached, or took too long.
    #[error("Stripe did not answer `{path}`: {problem}")]
    Network {
        /// The path of the request.
        path: String,
        /// What went wrong.
        problem: String,
    },
    /// The response is not what it must be.
    #[error("Stripe's answer to `{path}` cannot be used: {problem}")]
    Answer {
        /// The path of the request.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The object is of the other mode.
    #[error("Stripe's answer to `{path}` has `livemode` `{live}`: is the key of the other mode?")]
    OtherMode {
        /// The path of the request.
        path: String,
        /// The mode that it has.
        live: bool,
    },
}

impl StripeApiError {
    /// Returns whether the same request may succeed soon.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self, Self::Limited(_) | Self::Unavailable { .. } | Self::Network { .. })
    }

    /// Returns what metrics count it as.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Limited(_) => Outcome::Limited,
            Self::NotFound(_) => Outcome::Ok,
            _ => Outcome::Failed,
        }
    }
}

/// The outcome of a request, for metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was answered, also if there is no such object.
    Ok,
    /// There were too many requests.
    Limited,
    /// There was no answer, or it was a refusal other than that.
    Failed,
}
