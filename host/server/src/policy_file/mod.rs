//! Serves policies' files to browsers, each at an address that contains its digest, so that the
//! content at an address never changes.

pub(crate) mod cache;

use crate::error::ApiError;
use crate::extract::{At, WasmFile};
use crate::immutable_file::{respond, takes_gzip};
use crate::policy_file::cache::Shelf;
use crate::problem::no_method;
use crate::responses::Filed;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use headers::{ETag, HeaderMapExt, IfNoneMatch};
use std::sync::Arc;
use tiergate::Tiers;
use tiergate_store::{Backend, SqlStore};
use tower_http::cors::{Any, CorsLayer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Returns the public route of policies' files: what a browser evaluates is not secret.
pub(crate) fn routes<DB: Backend>(tiers: Tiers<SqlStore<DB>>) -> Router {
    let methods = [Method::GET, Method::HEAD];
    let anyone = CorsLayer::new().allow_origin(Any).allow_methods(methods).vary([]);
    let routes = described().with_state(Arc::new(Shelf::new(tiers)));
    // CORS is checked before the method.
    Router::from(routes).method_not_allowed_fallback(no_method).layer(anyone)
}

/// Returns the route with its description, before the files are known.
pub(crate) fn described<DB: Backend>() -> OpenApiRouter<Arc<Shelf<DB>>> {
    // `routes!` takes only names, so the handler of this store has one here.
    let file = file::<DB>;
    OpenApiRouter::default().routes(routes!(file))
}

/// Returns a policy's file
///
/// For everyone, because what a browser evaluates is not secret. The file at an address never
/// changes.
#[utoipa::path(
    get, path = "/policies/{file}", tag = "Policies", operation_id = "policyFile", security(()),
    params(("file" = String, Path, description = "The policy's whole digest and `.wasm`.", pattern = r"^[0-9a-f]{64}\.wasm$")),
    responses(
        (status = 200, description = "the file", body = WasmFile, content_type = "application/wasm"),
        (status = 304, description = "the client already has the file"),
        Filed,
    ),
)]
async fn file<DB: Backend>(
    State(shelf): State<Arc<Shelf<DB>>>,
    At(name): At<String>,
    headers: HeaderMap,
) -> Response {
    match answer(&shelf, &name, &headers).await {
        Ok(response) => response,
        Err(failure) => {
            let mut response = failure.into_response();
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
    }
}

async fn answer<DB: Backend>(
    shelf: &Shelf<DB>,
    name: &str,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let digest = name.strip_suffix(".wasm").filter(|it| is_digest(it)).ok_or(ApiError::NoFile)?;
    let file = shelf.find(digest).await?;
    let gzip = takes_gzip(headers);
    // Each encoding has its own tag, RFC 9110 section 8.8.3.3.
    let tags = [format!("\"{digest}\""), format!("\"{digest}.gzip\"")].map(|it| it.parse::<ETag>());
    let [Ok(plain), Ok(compressed)] = tags else { return Err(ApiError::NoFile) };
    let [chosen, other] = if gzip { [compressed, plain] } else { [plain, compressed] };
    // A client that has the file in either encoding has it: the answer names the tag that it has.
    let known = headers.typed_get::<IfNoneMatch>();
    let has = |tag: &ETag| known.as_ref().is_some_and(|known| !known.precondition_passes(tag));
    let kept = has(&chosen) || has(&other);
    let tag = if kept && !has(&chosen) { other } else { chosen };
    let body = Body::from(if gzip { file.gzip } else { file.plain });
    Ok(respond((!kept).then_some(body), gzip, "application/wasm", Some(tag)))
}

/// Checks whether a text is a whole digest.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
