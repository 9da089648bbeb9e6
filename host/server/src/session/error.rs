//! Why a session cannot be made.

use crate::error::ApiError;
use tiergate::CheckError;

/// Why signing in or out failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The tenant's plan could not be read.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The session cannot be put into a cookie of that name.
    #[error("the session cannot be put into a cookie: give a valid cookie name")]
    Cookie(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<SessionError> for ApiError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Check(error) => error.into(),
            error => Self::Internal(error.into()),
        }
    }
}
