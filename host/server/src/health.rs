//! Whether the server runs, and whether it can answer.

use crate::problem::Problem;
use crate::shutdown::Shutdown;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tiergate_store::{Backend, SqlStore};

/// `/healthz`, which answers while the server runs, and `/readyz`, which is 503 where the server
/// is about to end, where the store does not answer, and where the active policy cannot be loaded
/// here. Neither asks the database: the store knows by itself.
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
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready::<DB>))
        .with_state((store, shutdown))
}

async fn ready<DB: Backend>(State((store, shutdown)): State<(SqlStore<DB>, Shutdown)>) -> Response {
    let (code, words) = if shutdown.is_begun() {
        ("ending", "the server is about to end".to_owned())
    } else if !store.status().is_current {
        ("no-store", "the store does not answer".to_owned())
    } else if let Some(digest) = store.policy_status().refused {
        ("no-policy", format!("the active policy `{digest}` cannot be loaded here"))
    } else {
        return "ready".into_response();
    };
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, words).into_response()
}
