//! Whether the server runs, and whether it can answer.

use crate::problem::{Problem, no_method};
use crate::problems::{ENDING, NO_STORE};
use crate::responses::Unready;
use crate::serve::shutdown::Shutdown;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use tiergate::Tiers;
use tiergate_store::{Backend, SqlStore};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Returns two routes for load balancers: `/healthz`, which answers while the server runs, and
/// `/readyz`, which is 503 as soon as the server begins to shut down, and if the store has been
/// away for so long that the cached facts may no longer be used:
/// [`stale_for`](tiergate::TiersBuilder::stale_for). Until then the server is ready, because it
/// answers checks, and because every server of the fleet is in the same state: if they all were not
/// ready, there would be no other server to use. Meanwhile the body reports what is wrong.
///
/// Neither route queries the database: the store already knows its state. If the active policy
/// cannot be loaded, the last good one decides, and the server is ready;
/// [`Metrics`](crate::Metrics) report the failure.
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

/// Returns the routes with their descriptions, before the store is known.
pub(crate) fn described<DB: Backend>() -> OpenApiRouter<(Tiers<SqlStore<DB>>, Shutdown)> {
    // `routes!` takes only names, so the handler of this store has one here.
    let ready = ready::<DB>;
    OpenApiRouter::default().routes(routes!(healthy)).routes(routes!(ready))
}

/// Checks whether the server runs
///
/// For anyone.
#[utoipa::path(
    get, path = "/healthz", tag = "Health", operation_id = "healthz", security(()),
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain")),
)]
async fn healthy() -> &'static str {
    "ok"
}

/// Checks whether the server can answer
///
/// For anyone. The server is ready even while the store is away, for as long as cached facts may be
/// used: the body reports that.
#[utoipa::path(
    get, path = "/readyz", tag = "Health", operation_id = "readyz", security(()),
    responses(
        (status = 200, description = "`ready`, and a line for each problem that there is",
            body = String, content_type = "text/plain"),
        Unready,
    ),
)]
async fn ready<DB: Backend>(
    State((tiers, shutdown)): State<(Tiers<SqlStore<DB>>, Shutdown)>,
) -> Response {
    if shutdown.is_begun() {
        return Problem::new(&ENDING, "the server is shutting down").into_response();
    }
    let mut lines = vec!["ready".to_owned()];
    let counts = tiers.counts();
    if counts.is_lost {
        let (lost, left) = (counts.lost_for.as_secs(), counts.serves_for.as_secs());
        if counts.serves_for.is_zero() {
            let words = format!("the store has not answered for {lost} s");
            return Problem::new(&NO_STORE, words).into_response();
        }
        lines.push(format!(
            "the store has not answered for {lost} s: cached facts are used for {left} s more, \
             marked as stale"
        ));
    }
    lines.extend(tiers.facts().status().clock_is_off().map(apart));
    lines.join("\n").into_response()
}

/// Returns the sentence that the clock is so many milliseconds ahead of the database's, or behind
/// it.
fn apart(ahead: i64) -> String {
    let (whole, tenths) = (ahead.unsigned_abs() / 1_000, ahead.unsigned_abs() % 1_000 / 100);
    let which = if ahead > 0 { "ahead of" } else { "behind" };
    format!("this server's clock is {whole}.{tenths} s {which} its database's")
}
