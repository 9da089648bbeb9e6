//! Policies' files for browsers, each at an address with its digest, so that it never changes.

pub(crate) mod cache;

use crate::error::ApiError;
use crate::extract::{At, WasmFile};
use crate::policy_file::cache::Shelf;
use crate::problem::no_method;
use crate::responses::Filed;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
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
    let mut response = match (kept, gzip) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (false, true) => Body::from(file.gzip).into_response(),
        (false, false) => Body::from(file.plain).into_response(),
    };
    let to = response.headers_mut();
    let mut put = |name: HeaderName, value| to.insert(name, HeaderValue::from_static(value));
    put(CACHE_CONTROL, "public, max-age=31536000, immutable");
    put(VARY, "accept-encoding");
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !kept {
        put(CONTENT_TYPE, "application/wasm");
        if gzip {
            put(CONTENT_ENCODING, "gzip");
        }
    }
    to.typed_insert(tag);
    Ok(response)
}

/// Checks whether a text is a whole digest.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Checks whether gzip may be sent, RFC 9110 section 12.5.3: if it, or `*`, is named without `q=0`.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = || headers.get_all(ACCEPT_ENCODING).iter().filter_map(|it| it.to_str().ok());
    let elements = || values().flat_map(|value| value.split(',')).map(str::trim);
    let weight = |wanted: &str| {
        elements().find_map(|element| {
            let (coding, weight) = element.split_once(';').unwrap_or((element, "q=1"));
            let weight = weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or(0.0);
            coding.trim().eq_ignore_ascii_case(wanted).then_some(weight)
        })
    };
    weight("gzip").or_else(|| weight("*")).is_some_and(|weight| weight > 0.0)
}
