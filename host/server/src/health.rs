//! Whether the server runs, and whether it can answer.

use crate::described::Unready;
use crate::problem::{Problem, no_method};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use tiergate_store::{Search, Store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/healthz`, which answers while the server runs, and `/readyz`, which is 503 where the store
/// does not answer.
///
/// # Examples
///
/// ```
/// # fn example(store: tiergate_store::SqliteStore) {
/// let app: axum::Router = axum::Router::new().merge(tiergate_server::health(store));
/// # }
/// ```
pub fn health<S: Store>(store: S) -> Router {
    Router::from(described().with_state(store)).method_not_allowed_fallback(no_method)
}

/// The same with their descriptions, before the store is known.
pub(crate) fn described<S: Store>() -> OpenApiRouter<S> {
    // `routes!` takes names alone, so the handler of this store has one here.
    let ready = ready::<S>;
    OpenApiRouter::default().routes(routes!(healthy)).routes(routes!(ready))
}

/// Whether the server runs
///
/// For everyone.
#[utoipa::path(
    get, path = "/healthz", tag = "Health", operation_id = "healthz", security(()),
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain")),
)]
async fn healthy() -> &'static str {
    "ok"
}

/// Whether the server can answer
///
/// For everyone.
#[utoipa::path(
    get, path = "/readyz", tag = "Health", operation_id = "readyz", security(()),
    responses(
        (status = 200, description = "`ready`", body = String, content_type = "text/plain"),
        Unready,
    ),
)]
async fn ready<S: Store>(State(store): State<S>) -> Response {
    match store.list(&Search { limit: 1, ..Search::default() }).await {
        Ok(_) => "ready".into_response(),
        Err(_) => {
            let words = "the store does not answer";
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", words);
            ([(RETRY_AFTER, "1")], problem).into_response()
        }
    }
}
