//! Why a caller cannot be identified.

use crate::problem::Problem;
use crate::problems;
use axum::response::IntoResponse;
use axum::response::Response;

/// Why a caller cannot be identified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// There is no token.
    #[error("the request has no token: send `Authorization: Bearer …`")]
    Missing,
    /// There are several tokens, or the one that there is has an unknown form.
    #[error("the request does not identify the caller clearly: send exactly one token")]
    Unclear,
    /// The token is forged, expired, or for someone else.
    #[error("the token is not valid")]
    Refused,
    /// The issuer's keys have not been read yet, so no token can be verified.
    #[error("the keys of the tokens' issuer have not been read yet: retry later")]
    NoKeys,
    /// The cookie was sent by the browser on behalf of another site.
    #[error("another site sent this request: with a cookie, it must come from this site")]
    CrossSite,
}

/// The text is not a valid origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid origin: give only scheme and host, as in `https://app.example.com`")]
pub struct OriginError(pub(crate) String);

/// Returns the response to a caller who cannot be identified.
pub(crate) fn refused(error: &TokenError) -> Response {
    let kind = match error {
        TokenError::CrossSite => &problems::CROSS_SITE,
        TokenError::NoKeys => &problems::UNAVAILABLE,
        TokenError::Missing | TokenError::Unclear | TokenError::Refused => &problems::UNIDENTIFIED,
    };
    Problem::new(kind, error).into_response()
}

/// Returns the response, with this text, to a caller who has no token or session.
pub(crate) fn unidentified(words: impl ToString) -> Response {
    Problem::new(&problems::UNIDENTIFIED, words).into_response()
}
