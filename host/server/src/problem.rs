//! Refusals as JSON, in the format of RFC 9457.

use crate::upsell::Upsell;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// After how many seconds to retry if there is no answer now.
const RETRY: &str = "1";

/// The code of the problem that the store does not have a revision yet.
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
    /// A short code for the cause: see [`GateError::code`].
    pub code: &'static str,
    /// A sentence to show.
    pub detail: String,
    /// The identifier of the request, if the server is at fault: see [`traced`](crate::traced).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the tenant may not do, and what would allow it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)] // Only the responses of gates have it.
    pub upsell: Option<Upsell>,
}

impl Problem {
    /// Creates a problem with this status, code of the cause, and text to show.
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

/// Answers 404 `no-route`, as a router's fallback, if there is no such route.
///
/// # Examples
///
/// ```
/// let app: axum::Router = axum::Router::new().fallback(tiergate_server::no_route);
/// ```
pub async fn no_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no-route", "there is nothing at this address")
}

/// Answers 405 `no-method` if a route does not have the method. `Allow` lists those that it has.
pub(crate) async fn no_method() -> Problem {
    let words = "this address does not support the method: `Allow` lists those that it supports";
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
                // For layers that count it or add to it.
                response.extensions_mut().insert(self);
                response
            }
            Err(_) => status.into_response(),
        }
    }
}
