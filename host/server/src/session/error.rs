//! Why a session cannot be made.

use crate::error::ApiError;
use tiergate::CheckError;

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The tenant's plan could not be read.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// There is no such cookie.
    #[error("the session fits no cookie: is its name one that a cookie can have?")]
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
