//! The page that tries the API by itself (`/page/`): its files, and the tokens of its users. The
//! product's pages are in `js/product`.

use crate::shown::{ann, uma};
use anyhow::Result;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use std::path::{Component, PathBuf};

/// The page may run its own scripts and WebAssembly, and nothing else.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; connect-src 'self'; img-src data:";

/// Returns the routes of the page, at `/page/`, and of the browser's host, at `/tiergate/`.
pub fn routes(secret: &[u8]) -> Result<Router> {
    let tokens = json!({ "uma": uma(secret)?, "ann": ann(secret)? });
    let file = |folder: &'static str| get(move |Path(name): Path<String>| serve(folder, name));
    Ok(Router::new()
        .route("/", get(async || Redirect::to("/page/index.html")))
        .route("/page/tokens", get(async || Json(tokens)))
        .route("/page/{file}", file("page"))
        .route("/tiergate/{*file}", file("../../js/dist")))
}

/// Serves a file of a folder, or of a folder in it. A name that leads out of the folder is not
/// found.
async fn serve(folder: &str, name: String) -> Response {
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let name = PathBuf::from(name);
    let is_inside = name.components().all(|part| matches!(part, Component::Normal(_)));
    match is_inside.then(|| std::fs::read(path.join(name))) {
        Some(Ok(text)) => {
            let headers =
                [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY)];
            (headers, text).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
