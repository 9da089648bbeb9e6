//! The routes of `tiergate serve`, which another server can nest.

pub(crate) mod activate;
pub(crate) mod answer;
pub(crate) mod attributes;
pub(crate) mod batch_checks;
pub(crate) mod billing;
pub(crate) mod billing_runs;
pub(crate) mod checks;
pub(crate) mod grants;
pub(crate) mod impact;
pub(crate) mod impact_export;
pub(crate) mod impact_tenants;
pub(crate) mod kept;
pub(crate) mod labels;
pub(crate) mod listing;
pub(crate) mod overrides;
pub(crate) mod overview;
pub(crate) mod policies;
pub(crate) mod policy_body;
pub(crate) mod policy_drafts;
pub(crate) mod preview;
pub(crate) mod reason;
pub(crate) mod summary;
pub(crate) mod tenants;
pub(crate) mod trials;
pub(crate) mod write_rate;
pub(crate) mod writer;

use crate::api::impact::Turn;
use crate::api::summary::Census;
use crate::api::write_rate::OwnWrites;
use crate::auth::token::Tokens;
use crate::ofrep;
use crate::policy_file;
use crate::problem::{no_method, no_route};
use crate::serve::unread::ReadOut;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::{Extension, Router};
use tiergate_store::{Backend, SqlStore, Tenants};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Returns the routes for services and operators, below `/v1`: checks, tenants with their
/// entitlements, what billing systems reported, and policies. Callers authenticate with tokens. Next
/// to `/v1`, `/ofrep/v1` is for OpenFeature's providers, and each policy's file is public at
/// `/policies/{digest}.wasm`. You can nest the router anywhere.
///
/// To compare with Stripe and to replay its events over HTTP, put an [`Extension`] with a
/// [`StripeAccount`](crate::StripeAccount) around it; without one, those routes answer 409
/// `no-billing`. Events are received by [`StripeWebhook`](crate::StripeWebhook).
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

/// Returns the same routes as [`router`], with another rate limit for writes of tenants' own
/// admins.
pub fn router_at_rate<DB: Backend>(
    tenants: Tenants<SqlStore<DB>>,
    tokens: Tokens,
    rate: OwnWrites,
) -> Router {
    let files = policy_file::routes(tenants.tiers().clone());
    let router = Router::from(described(tenants)).method_not_allowed_fallback(no_method);
    // A response to a request with a cookie is only for the one who sent it.
    let uncached = SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, NO_STORE);
    let router = router.layer(Extension(rate)).layer(Extension(Turn::default()));
    let router = router.layer(Extension(Census::default()));
    let routes = router.layer(Extension(tokens)).layer(uncached);
    routes.merge(files).layer(ReadOut)
}

/// Returns the routes with their descriptions. A route that is added here is in the document, too.
pub(crate) fn described<DB: Backend>(tenants: Tenants<SqlStore<DB>>) -> OpenApiRouter {
    let tiers = tenants.tiers().clone();
    let asked = checks::routes().merge(batch_checks::routes()).with_state(tiers.clone());
    let operated = tenants::routes()
        .merge(grants::routes())
        .merge(trials::routes())
        .merge(overrides::routes())
        .merge(attributes::routes())
        .merge(billing::routes())
        .merge(labels::routes())
        .merge(overview::routes())
        .merge(summary::routes())
        .merge(policies::routes())
        .merge(policy_drafts::routes())
        .merge(impact::routes())
        .merge(impact_tenants::routes())
        .merge(activate::routes())
        .merge(kept::routes())
        .merge(billing_runs::routes())
        .with_state(tenants);
    let flags = ofrep::routes().with_state(tiers);
    OpenApiRouter::default().nest("/v1", asked.merge(operated).fallback(no_route)).merge(flags)
}
