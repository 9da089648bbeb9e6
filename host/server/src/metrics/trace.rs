//! An identifier for each request, and a tracing span with it.

use crate::log_limiter::LogLimiter;
use crate::problem::Problem;
use axum::Router;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderName, HeaderValue, Request};
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower::ServiceBuilder;
use tower::util::MapResponseLayer;
use tower_http::classify::ServerErrorsFailureClass;
use tower_http::request_id::{
    MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How many characters an identifier from a client or a proxy may have.
const LONGEST: usize = 64;

/// Gives each request to the routes an identifier: the one in its `x-request-id`, if that has at
/// most 64 characters, all of them letters, digits, `-`, `_` or `.`; otherwise a new one. The
/// response has the identifier in the same header, and a [`Problem`] that is the server's fault
/// (5xx) contains it, so that anyone who receives the problem can quote it. Everything that
/// [`tracing`] logs during the request is in a span with the identifier.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
///
/// let app: Router = tiergate_server::traced(Router::new().route("/", get(|| async { "hello" })));
/// ```
pub fn traced(routes: Router) -> Router {
    // Neither headers nor the query are logged: they may hold tokens.
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(())
        .on_response(DefaultOnResponse::new().level(Level::DEBUG))
        .on_failure(failed);
    let layers = ServiceBuilder::new()
        .map_request(without_strange_id)
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(trace)
        .layer(PropagateRequestIdLayer::new(REQUEST_ID));
    routes.layer(layers).layer(MapResponseLayer::new(name))
}

/// Limits how often failures are logged.
static FAILURES: LogLimiter = LogLimiter::new();

/// Logs a response that is the server's fault.
fn failed(class: ServerErrorsFailureClass, latency: Duration, _: &Span) {
    let cause = match &class {
        ServerErrorsFailureClass::StatusCode(status) => status.canonical_reason(),
        ServerErrorsFailureClass::Error(_) => None,
    };
    if let Some(left_out) = FAILURES.pass(cause.unwrap_or("other")) {
        let milliseconds = latency.as_millis();
        tracing::warn!(classification = %class, milliseconds, left_out, "response failed");
    }
}

fn span<B>(request: &Request<B>) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    let (method, path) = (request.method(), request.uri().path());
    tracing::info_span!("request", id, %method, path)
}

/// Removes an identifier that is not valid from a request, because it would be written to logs.
fn without_strange_id<B>(mut request: Request<B>) -> Request<B> {
    let strange = |id: &HeaderValue| {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        id.is_empty() || id.len() > LONGEST || !id.as_bytes().iter().all(plain)
    };
    if request.headers().get_all(REQUEST_ID).iter().any(strange) {
        request.headers_mut().remove(REQUEST_ID);
    }
    request
}

/// Adds the request's identifier to a problem that is the server's fault.
fn name(mut response: Response) -> Response {
    if !response.status().is_server_error() {
        return response;
    }
    let id = response.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).map(str::to_owned);
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let named = Problem { request_id: id, ..problem }.into_response();
        *response.body_mut() = named.into_body();
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}
