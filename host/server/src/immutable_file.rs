//! Files that never change at their addresses, plain or in gzip.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use headers::{ETag, HeaderMapExt};

/// Returns the response with a file, which a client may keep for good. Without a body, the client
/// has the file already.
pub(crate) fn respond(
    body: Option<Body>,
    is_gzip: bool,
    kind: &'static str,
    tag: Option<ETag>,
) -> Response {
    let is_kept = body.is_none();
    let mut response =
        body.map_or_else(|| StatusCode::NOT_MODIFIED.into_response(), Body::into_response);
    let to = response.headers_mut();
    let mut put = |name: HeaderName, value| to.insert(name, HeaderValue::from_static(value));
    put(CACHE_CONTROL, "public, max-age=31536000, immutable");
    put(VARY, "accept-encoding");
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !is_kept {
        put(CONTENT_TYPE, kind);
        if is_gzip {
            put(CONTENT_ENCODING, "gzip");
        }
    }
    tag.into_iter().for_each(|tag| to.typed_insert(tag));
    response
}

/// Checks whether gzip may be sent, RFC 9110 section 12.5.3: if it, or `*`, is named without `q=0`.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
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
