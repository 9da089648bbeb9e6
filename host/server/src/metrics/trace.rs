//! Each request has an identifier, and a span that says it.

use crate::problem::Problem;
use axum::Router;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderName, HeaderValue, Request};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower::util::MapResponseLayer;
use tower_http::request_id::{
    MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::trace::{DefaultOnFailure, DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long an identifier may be that a client or a proxy gives.
const LONGEST: usize = 64;

/// The routes with an identifier for each request: the one in its `x-request-id`, where that is
/// letters, digits, `-`, `_` and `.`, 64 at most; else a new one. The answer has it in the same
/// header, and a [`Problem`] of the server's own (5xx) says it, so that whoever got it can tell.
/// Everything that is logged by [`tracing`] meanwhile is in a span with it.
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
        .on_failure(DefaultOnFailure::new().level(Level::WARN));
    let layers = ServiceBuilder::new()
        .map_request(without_strange_id)
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(trace)
        .layer(PropagateRequestIdLayer::new(REQUEST_ID));
    routes.layer(layers).layer(MapResponseLayer::new(name))
}

fn span<B>(request: &Request<B>) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
    let (method, path) = (request.method(), request.uri().path());
    tracing::info_span!("request", id, %method, path)
}

/// The request without an identifier that is not one: it would be written to logs.
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

/// Has a problem of the server's own say the request's identifier.
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
