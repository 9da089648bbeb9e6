//! The server's own routes, to nest in someone else's.

use crate::token::Tokens;
use crate::{checks, impact, operate, overrides, policies, policy_file};
use axum::{Extension, Router};
use tiergate_store::{Backend, SqlStore, Tenants};

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
    let routes = checks::routes(tenants.tiers().clone())
        .merge(operate::routes(tenants.clone()))
        .merge(overrides::routes(tenants.clone()))
        .merge(policies::routes(tenants.clone()))
        .merge(impact::routes(tenants.clone()));
    Router::new()
        .nest("/v1", routes)
        .layer(Extension(tokens))
        .merge(policy_file::routes(tenants.tiers().clone()))
}
