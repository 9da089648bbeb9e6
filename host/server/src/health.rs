//! Whether the server runs, and whether it can answer.

use crate::problem::Problem;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tiergate_store::{Search, Store};

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
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready::<S>))
        .with_state(store)
}

async fn ready<S: Store>(State(store): State<S>) -> Response {
    match store.list(&Search { limit: 1, ..Search::default() }).await {
        Ok(_) => "ready".into_response(),
        Err(_) => {
            let words = "the store does not answer";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", words).into_response()
        }
    }
}
