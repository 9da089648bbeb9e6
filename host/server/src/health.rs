//! Whether the server runs, and whether it can answer.

use crate::described::Unready;
use crate::problem::{Problem, no_method};
use crate::shutdown::Shutdown;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tiergate_store::{Backend, SqlStore};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/healthz`, which answers while the server runs, and `/readyz`, which is 503 where the server
/// is about to end, and where the store does not answer. Neither asks the database: the store knows
/// by itself. Where the active policy cannot be loaded, the last good one decides, and the server
/// is ready: [`Metrics`](crate::Metrics) tell of it.
///
/// # Examples
///
/// ```
/// use tiergate_server::{Shutdown, health};
///
/// # fn example(store: tiergate_store::SqliteStore, shutdown: Shutdown) {
/// let app: axum::Router = axum::Router::new().merge(health(store, shutdown));
/// # }
/// ```
pub fn health<DB: Backend>(store: SqlStore<DB>, shutdown: Shutdown) -> Router {
    Router::from(described().with_state((store, shutdown))).method_not_allowed_fallback(no_method)
}

/// The same with their descriptions, before the store is known.
pub(crate) fn described<DB: Backend>() -> OpenApiRouter<(SqlStore<DB>, Shutdown)> {
    // `routes!` takes names alone, so the handler of this store has one here.
    let ready = ready::<DB>;
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
async fn ready<DB: Backend>(State((store, shutdown)): State<(SqlStore<DB>, Shutdown)>) -> Response {
    let (code, words) = if shutdown.is_begun() {
        ("ending", "the server is about to end")
    } else if !store.status().is_current {
        ("no-store", "the store does not answer")
    } else {
        return "ready".into_response();
    };
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, words).into_response()
}
