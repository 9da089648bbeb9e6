//! Whether the server runs, and whether it can answer.

use crate::problem::{Problem, no_method};
use crate::responses::Unready;
use crate::serve::shutdown::Shutdown;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tiergate::Tiers;
use tiergate_store::{Backend, SqlStore};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/healthz`, which answers while the server runs, and `/readyz`, which is 503 from the moment that
/// the server is about to end, and if the store is away for so long that what is known may serve no
/// longer: [`stale_for`](tiergate::TiersBuilder::stale_for). Until then the server is ready, since
/// it answers checks, and every server of the fleet is in the same state: one that were not ready
/// would have no other to turn to. The body says what is wrong meanwhile.
///
/// Neither asks the database: the store knows by itself. If the active policy cannot be loaded, the
/// last good one decides, and the server is ready: [`Metrics`](crate::Metrics) tell of it.
///
/// # Examples
///
/// ```
/// use tiergate::Tiers;
/// use tiergate_server::{Shutdown, health};
/// use tiergate_store::SqliteStore;
///
/// # fn example(tiers: Tiers<SqliteStore>, shutdown: Shutdown) {
/// let app: axum::Router = axum::Router::new().merge(health(tiers, shutdown));
/// # }
/// ```
pub fn health<DB: Backend>(tiers: Tiers<SqlStore<DB>>, shutdown: Shutdown) -> Router {
    Router::from(described().with_state((tiers, shutdown))).method_not_allowed_fallback(no_method)
}

/// The same with their descriptions, before the store is known.
pub(crate) fn described<DB: Backend>() -> OpenApiRouter<(Tiers<SqlStore<DB>>, Shutdown)> {
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
/// For everyone. It is ready also while the store is away, for as long as what is known may serve:
/// the body says so.
#[utoipa::path(
    get, path = "/readyz", tag = "Health", operation_id = "readyz", security(()),
    responses(
        (status = 200, description = "`ready`, and a line for each thing that is wrong meanwhile",
            body = String, content_type = "text/plain"),
        Unready,
    ),
)]
async fn ready<DB: Backend>(
    State((tiers, shutdown)): State<(Tiers<SqlStore<DB>>, Shutdown)>,
) -> Response {
    if shutdown.is_begun() {
        return unready("ending", "the server is about to end".to_owned());
    }
    let mut lines = vec!["ready".to_owned()];
    let counts = tiers.counts();
    if counts.is_lost {
        let (lost, left) = (counts.lost_for.as_secs(), counts.serves_for.as_secs());
        if counts.serves_for.is_zero() {
            let words = format!("the store has not answered for {lost} s");
            return unready("no-store", words);
        }
        lines.push(format!(
            "the store has not answered for {lost} s: what is known serves for {left} s more, \
             marked as stale"
        ));
    }
    lines.extend(tiers.facts().status().clock_is_off().map(apart));
    lines.join("\n").into_response()
}

fn unready(code: &'static str, words: String) -> Response {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, words).into_response()
}

/// Says that the clock is so many milliseconds ahead of the database's, or behind it.
fn apart(ahead: i64) -> String {
    let (whole, tenths) = (ahead.unsigned_abs() / 1_000, ahead.unsigned_abs() % 1_000 / 100);
    let which = if ahead > 0 { "ahead of" } else { "behind" };
    format!("this server's clock is {whole}.{tenths} s {which} its database's")
}
