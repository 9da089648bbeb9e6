//! The OpenAPI document, and a page to try the routes.

use crate::auth::token::Tokens;
use crate::openapi::document;
use crate::problem::{Problem, no_method};
use crate::problems::NO_ROUTE;
use crate::session::Sessions;
use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Error;
use std::sync::Arc;
use tiergate_store::{Backend, SqlStore, Tenants};
use utoipa_swagger_ui::Config;

/// What the page may load: everything comes from this server, and only styles are inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Returns two routes: `/openapi.json`, which describes every route of [`router`](crate::router), of
/// [`health`](crate::health) and of [`Sessions::router`], if there are sessions; and
/// `/docs`, a page to try these routes. The page is Swagger UI and loads nothing from other
/// servers. Nest the two routes at the same place as those that they describe.
///
/// # Errors
///
/// [`Error`] if the document cannot be serialized, which would be a bug in this crate.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use tiergate_server::{Tokens, docs, router};
/// use tiergate_store::{SqliteStore, Tenants};
///
/// # fn example(tenants: Tenants<SqliteStore>, tokens: Tokens) -> Result<(), serde_json::Error> {
/// let docs = docs(tenants.clone(), &tokens, None)?;
/// let app: Router = Router::new().nest("/tiers", router(tenants, tokens).merge(docs));
/// # Ok(())
/// # }
/// ```
pub fn docs<DB: Backend>(
    tenants: Tenants<SqlStore<DB>>,
    tokens: &Tokens,
    sessions: Option<&Sessions>,
) -> Result<Router, Error> {
    let document = Bytes::from(document(tenants, tokens, sessions).to_json()?);
    let config = Arc::new(Config::from("../openapi.json"));
    let page = move |path: String| page(&path, Arc::clone(&config));
    let index = page.clone();
    Ok(Router::new()
        .route("/openapi.json", get(async move || ([(CONTENT_TYPE, "application/json")], document)))
        .route("/docs", get(async || (StatusCode::PERMANENT_REDIRECT, [(LOCATION, "docs/")])))
        .route("/docs/", get(async move || index(String::new())))
        .route("/docs/{*file}", get(async move |Path(file): Path<String>| page(file)))
        .method_not_allowed_fallback(no_method))
}

/// Returns a file of the page.
fn page(path: &str, config: Arc<Config<'static>>) -> Response {
    let Ok(Some(file)) = utoipa_swagger_ui::serve(path, config) else {
        let words = "there is no such file";
        return Problem::new(&NO_ROUTE, words).into_response();
    };
    let mut response = file.bytes.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&file.content_type) {
        headers.insert(CONTENT_TYPE, kind);
    }
    if file.gzpipped {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
