//! Refusals as JSON, as RFC 9457 has them.

use crate::upsell::Upsell;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// After how many seconds to ask again where there is no answer now.
const RETRY: &str = "1";

/// The code where the store does not have a revision yet.
pub(crate) const BEHIND: &str = "behind";

/// Why a request was refused, for programs and for those who read their logs. It follows RFC 9457,
/// <https://www.rfc-editor.org/rfc/rfc9457>, and is sent as `application/problem+json`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Problem {
    /// `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The status.
    pub status: u16,
    /// The cause in a word, as [`GateError::code`] says.
    pub code: &'static str,
    /// What to show.
    pub detail: String,
    /// The identifier of the request, where the server is at fault: see [`traced`](crate::traced).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What a tenant may not, and what it would take.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)] // The answers of gates alone have it.
    pub upsell: Option<Upsell>,
}

impl Problem {
    /// A problem with this status, cause in a word and words to show.
    pub fn new(status: StatusCode, code: &'static str, detail: impl ToString) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            code,
            detail: detail.to_string(),
            request_id: None,
            upsell: None,
        }
    }
}

/// Answers 404 `no-route` where there is no such route: a fallback of routers.
///
/// # Examples
///
/// ```
/// let app: axum::Router = axum::Router::new().fallback(tiergate_server::no_route);
/// ```
pub async fn no_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no-route", "there is nothing at this address")
}

/// Answers where a route does not have the method. `Allow` says which it has.
pub(crate) async fn no_method() -> Problem {
    let words = "this address does not have that method: `Allow` says which it has";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no-method", words)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match serde_json::to_string(&self) {
            Ok(text) => {
                let mut response = (status, text).into_response();
                let headers = response.headers_mut();
                let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
                put(CONTENT_TYPE, "application/problem+json");
                let later = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS];
                if later.contains(&status) || self.code == BEHIND {
                    put(RETRY_AFTER, RETRY);
                }
                if status == StatusCode::UNAUTHORIZED {
                    put(WWW_AUTHENTICATE, "Bearer");
                }
                // For layers that count it, or say more.
                response.extensions_mut().insert(self);
                response
            }
            Err(_) => status.into_response(),
        }
    }
}
