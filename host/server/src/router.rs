//! The server's own routes, to nest in someone else's.

use crate::problem::{no_method, no_route};
use crate::rate::OwnWrites;
use crate::token::Tokens;
use crate::unread::ReadOut;
use crate::{checks, facts, impact, many, operate, overrides, policies, policy_file, tiers};
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::{Extension, Router};
use tiergate_store::{Backend, SqlStore, Tenants};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The routes that services and operators use, below `/v1`: checks, tenants and what they are
/// given, policies. Who asks is told by tokens. Beside them, each policy's file for everyone, at
/// `/policies/{digest}.wasm`. Nest it where you like.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use tiergate_server::{Tokens, router};
/// use tiergate_store::{SqliteStore, Tenants};
///
/// # fn example(tenants: Tenants<SqliteStore>, tokens: Tokens) {
/// let app: Router = Router::new().nest("/tiers", router(tenants, tokens));
/// # }
/// ```
pub fn router<DB: Backend>(tenants: Tenants<SqlStore<DB>>, tokens: Tokens) -> Router {
    router_at_rate(tenants, tokens, OwnWrites::default())
}

/// The same, with another rate for what tenants' own admins write.
pub fn router_at_rate<DB: Backend>(
    tenants: Tenants<SqlStore<DB>>,
    tokens: Tokens,
    rate: OwnWrites,
) -> Router {
    let files = policy_file::routes(tenants.tiers().clone());
    let router = Router::from(described(tenants)).method_not_allowed_fallback(no_method);
    // What is answered by a cookie is for whoever sent it alone.
    let uncached = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NO_STORE);
    let routes = router.layer(Extension(tokens)).layer(Extension(rate)).layer(uncached);
    routes.merge(files).layer(ReadOut)
}

/// The same with their descriptions. What is added here is in the document, too.
pub(crate) fn described<DB: Backend>(tenants: Tenants<SqlStore<DB>>) -> OpenApiRouter {
    let asked = checks::routes().merge(many::routes()).with_state(tenants.tiers().clone());
    let operated = operate::routes()
        .merge(tiers::routes())
        .merge(overrides::routes())
        .merge(facts::routes())
        .merge(policies::routes())
        .merge(impact::routes())
        .with_state(tenants);
    OpenApiRouter::default().nest("/v1", asked.merge(operated).fallback(no_route))
}
