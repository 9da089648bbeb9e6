//! The reason for a write, in requests that have no JSON body.

use crate::error::ApiError;
use crate::responses::reason;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

/// The name of the header: a header, because proxies keep queries in their logs.
pub(crate) const REASON: &str = "tiergate-reason";

/// The name of the header that says why a map is published although it breaks laws.
const ANYWAY: &str = "tiergate-anyway";

/// The reason for those who read the history, from a percent-encoded header.
pub(crate) struct Why(pub(crate) Option<String>);

impl<S: Sync> FromRequestParts<S> for Why {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Response> {
        if request.uri.query().is_some_and(|query| !query.is_empty()) {
            let words =
                "this address takes no query: give the reason in the `Tiergate-Reason` header";
            return Err(ApiError::Header(words).into_response());
        }
        let words = "give one `Tiergate-Reason` header, as percent-encoded UTF-8";
        Ok(Self(text_of(request, REASON, words).map_err(ApiError::into_response)?))
    }
}

impl IntoParams for Why {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let docs = "The reason, for those who read the history: UTF-8, percent-encoded, at most \
                    4,000 bytes. It is a header because proxies keep addresses in their logs.";
        vec![reason("Tiergate-Reason", docs)]
    }
}

/// Why a map is published although it breaks laws, from a percent-encoded header.
pub(crate) struct Anyway(pub(crate) Option<String>);

impl<S: Sync> FromRequestParts<S> for Anyway {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Response> {
        let words = "give one `Tiergate-Anyway` header, as percent-encoded UTF-8";
        let reason = text_of(request, ANYWAY, words).map_err(ApiError::into_response)?;
        if reason.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
            let words = "say in `Tiergate-Anyway` why the map is published although it breaks laws";
            return Err(ApiError::Invalid(words).into_response());
        }
        Ok(Self(reason))
    }
}

impl IntoParams for Anyway {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let docs = "Why a tier map is published although it breaks laws of plans: UTF-8, \
                    percent-encoded. It is stored with the reason.";
        vec![reason("Tiergate-Anyway", docs)]
    }
}

/// Returns the text of a percent-encoded header; `None` if it is absent.
fn text_of(request: &Parts, name: &str, words: &'static str) -> Result<Option<String>, ApiError> {
    let failed = || ApiError::Header(words);
    let mut values = request.headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => decoded(value.as_bytes()).ok_or_else(failed).map(Some),
        (Some(_), Some(_)) => Err(failed()),
    }
}

/// Decodes percent-encoding, RFC 3986 section 2.1. Returns `None` if the text is not valid
/// percent-encoding, or does not decode to UTF-8.
fn decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        bytes.push(match byte {
            b'%' => {
                let number = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
                u8::try_from(number).ok()?
            }
            b' '..=b'~' => byte,
            _ => return None,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_reason_is_decoded_or_refused() {
        assert_eq!(decoded(b"spring%20prices, 100%25").as_deref(), Some("spring prices, 100%"));
        assert_eq!(decoded("zu teuer %E2%82%AC%0a".as_bytes()).as_deref(), Some("zu teuer €\n"));
        assert_eq!(decoded(b"").as_deref(), Some(""));
        for bad in ["%", "%2", "%zz", "%ff", "€", "a\tb"] {
            assert_eq!(decoded(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
