//! The server's own routes, to nest in someone else's.

use crate::token::Tokens;
use crate::{checks, operate, overrides};
use axum::{Extension, Router};
use tiergate_store::{Store, Tenants};

/// The routes that services and operators use, below `/v1`: checks, tenants and what they are
/// given. Who asks is told by tokens. Nest it where you like.
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
pub fn router<S: Store>(tenants: Tenants<S>, tokens: Tokens) -> Router {
    let routes = checks::routes(tenants.tiers().clone())
        .merge(operate::routes(tenants.clone()))
        .merge(overrides::routes(tenants));
    Router::new().nest("/v1", routes).layer(Extension(tokens))
}
