//! Why it is not known who asks.

use crate::problem::Problem;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;

/// Why it is not known who asks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// There is no token.
    #[error("the request has no token: send `Authorization: Bearer …`")]
    Missing,
    /// There are several, or what there is has no form that is known.
    #[error("the request does not say clearly who asks")]
    Unclear,
    /// The token is forged, expired, or for someone else.
    #[error("the token does not hold")]
    Refused,
    /// The issuer's keys were not read yet, so no token can be verified.
    #[error("the keys of the tokens' issuer are not known yet: retry later")]
    NoKeys,
    /// It is a cookie that another site had the browser send.
    #[error("another site sent this: a request with a cookie must come from this one")]
    CrossSite,
}

/// It is no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no origin: give scheme and host alone, such as `https://app.example.com`")]
pub struct OriginError(pub(crate) String);

/// The response to one who is not known.
pub(crate) fn refused(error: &TokenError) -> Response {
    if *error == TokenError::CrossSite {
        return Problem::new(StatusCode::FORBIDDEN, "cross-site", error).into_response();
    }
    if *error == TokenError::NoKeys {
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error).into_response();
    }
    unidentified(error)
}

/// The same in these words.
pub(crate) fn unidentified(words: impl ToString) -> Response {
    Problem::new(StatusCode::UNAUTHORIZED, "unidentified", words).into_response()
}
