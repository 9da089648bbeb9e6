//! Refusals as JSON, in the format of RFC 9457.

use crate::problems::{
    BEHIND, MISCONFIGURED, NO_METHOD, NO_ROUTE, POLICY_UNAVAILABLE, ProblemKind, TOO_OFTEN,
    UNAVAILABLE, UNIDENTIFIED,
};
use crate::upsell::Upsell;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// After how many seconds to retry if there is no answer now.
const RETRY: &str = "1";

/// After how many seconds to retry if a policy could not be loaded: the store does not try earlier.
const RETRY_POLICY: &str = "30";

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
    #[schema(maximum = 599)]
    pub status: u16,
    /// A short code for the cause: one of those in [`PROBLEMS`](crate::PROBLEMS).
    pub code: &'static str,
    /// A sentence to show.
    pub detail: String,
    /// The identifier of the request, if the server is at fault: see [`traced`](crate::traced).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What is wrong with a tier map, if it is refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub problems: Vec<MapProblem>,
    /// What the tenant may not do, and what would allow it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)] // Only the responses of gates have it.
    pub upsell: Option<Upsell>,
}

/// A problem of a tier map, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MapProblem {
    /// `error`, or `warning`.
    pub severity: &'static str,
    /// The map's name: `map.json` or `map.toml`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters, from 1.
    pub column: usize,
    /// The text that it is about.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl Problem {
    /// Creates a problem of this kind, with a text to show.
    ///
    /// # Examples
    ///
    /// ```
    /// use axum::http::StatusCode;
    /// use tiergate_server::{Problem, ProblemKind};
    ///
    /// let kind = ProblemKind::new(StatusCode::CONFLICT, "on-hold", "The order is on hold.");
    /// let problem = Problem::new(&kind, "order 17 is on hold until it is paid");
    /// assert_eq!((problem.status, problem.code), (409, "on-hold"));
    /// ```
    pub fn new(kind: &ProblemKind, detail: impl ToString) -> Self {
        Self {
            kind: "about:blank",
            title: kind.status.canonical_reason().unwrap_or_default(),
            status: kind.status.as_u16(),
            code: kind.code,
            detail: detail.to_string(),
            request_id: None,
            problems: Vec::new(),
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
    Problem::new(&NO_ROUTE, "there is nothing at this address")
}

/// Answers 405 `no-method` if a route does not have the method. `Allow` lists those that it has.
pub(crate) async fn no_method() -> Problem {
    let words = "this address does not support the method: `Allow` lists those that it supports";
    Problem::new(&NO_METHOD, words)
}

/// Returns the header that responses with this status and code have because of it.
pub(crate) fn header(status: StatusCode, code: &str) -> Option<(HeaderName, &'static str)> {
    if code == POLICY_UNAVAILABLE.code {
        return Some((RETRY_AFTER, RETRY_POLICY));
    }
    let is_temporary = [UNAVAILABLE.status, TOO_OFTEN.status].contains(&status);
    if is_temporary || code == BEHIND.code {
        return Some((RETRY_AFTER, RETRY));
    }
    (status == UNIDENTIFIED.status).then_some((WWW_AUTHENTICATE, "Bearer"))
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(MISCONFIGURED.status);
        match serde_json::to_string(&self) {
            Ok(text) => {
                let mut response = (status, text).into_response();
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
                if let Some((name, value)) = header(status, self.code) {
                    headers.insert(name, HeaderValue::from_static(value));
                }
                // For layers that count it or add to it.
                response.extensions_mut().insert(self);
                response
            }
            Err(_) => status.into_response(),
        }
    }
}
