//! The operator's screen.
//!
//! Its files are checked in at `host/server/admin-dist`, because a machine that installs the command may
//! not have Node; `cargo xtask admin` builds them from `js/admin`.

mod files;
mod page;

use crate::problem::Problem;
use crate::problems::{NO_METHOD, NO_ROUTE};
use axum::Router;
use axum::extract::{OriginalUri, Request};
use axum::http::header::ALLOW;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;

/// The operator's screen: a page that does what operators do by [`router`](crate::router), in a
/// browser. It has no rights of its own: it asks those routes with the session or the token of the
/// person who uses it.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use tiergate_server::{Admin, Sessions, Tokens, router};
/// use tiergate_store::{SqliteStore, Tenants};
///
/// # fn example(tenants: Tenants<SqliteStore>, tokens: Tokens, sessions: Sessions) {
/// let admin = Admin::new().api("/tiers").sign_in("https://notes.example.com/sign-in");
/// let app: Router = Router::new()
///     .nest("/tiers", router(tenants, tokens).merge(sessions.router()).layer(sessions.layer()))
///     .nest_service("/ops", admin.router());
/// # }
/// ```
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Admin {
    /// The path of the routes that it asks.
    api: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in: Option<String>,
    token_form: bool,
}

impl Admin {
    /// Returns a screen that asks the routes at the root of the same server. It neither signs anyone
    /// in nor has a form for tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the path at which [`router`](crate::router) and
    /// [`Sessions::router`](crate::Sessions::router) are nested.
    pub fn api(mut self, path: impl Into<String>) -> Self {
        self.api = path.into();
        self
    }

    /// Sets the address at which the product signs people in. The screen goes there with its own
    /// address in the parameter `return_to`; after signing in, the browser must have a session.
    pub fn sign_in(mut self, url: impl Into<String>) -> Self {
        self.sign_in = Some(url.into());
        self
    }

    /// Shows a form that takes a token, for development: only if nobody else can reach the server.
    pub fn token_form(mut self, shown: bool) -> Self {
        self.token_form = shown;
        self
    }

    /// Returns the screen, to be nested as a service: `nest_service("/admin", …)`. A path without an
    /// extension is the page's, which shows what it names; another one is a file, or there is
    /// nothing at it.
    pub fn router(self) -> Router {
        let admin = Arc::new(self);
        Router::new().fallback(async move |original: OriginalUri, request: Request| {
            answer(&admin, &original, &request)
        })
    }
}

fn answer(admin: &Admin, OriginalUri(original): &OriginalUri, request: &Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let words = "the screen is only read: its routes are below `/v1`";
        let mut response = Problem::new(&NO_METHOD, words).into_response();
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let inner = request.uri().path();
    let name = inner.trim_start_matches('/');
    let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if is_file {
        return file(name, request.headers());
    }
    let base = original.path().strip_suffix(inner).unwrap_or_else(|| original.path());
    page::page(admin, &format!("{}/", base.trim_end_matches('/')))
}

/// Returns a file of the screen, other than its page.
fn file(name: &str, headers: &HeaderMap) -> Response {
    // The page itself has a path without an extension.
    let found = files::find(name).filter(|_| name != page::NAME);
    match found {
        Some(file) => file.response(headers),
        None => Problem::new(&NO_ROUTE, "the screen has no such file").into_response(),
    }
}
