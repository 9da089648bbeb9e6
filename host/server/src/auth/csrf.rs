//! Requests that another site makes a browser send, with the cookies of this site.
//!
//! [`Origins::check`] is part of identifying a caller by a cookie, so that no route can forget it,
//! and a request with a bearer token, which no browser adds by itself, is never refused by it.
//! tower-http's [`CsrfLayer`](https://docs.rs/tower-http/0.7/tower_http/csrf) follows the same
//! algorithm, but only as a layer around a service: it would have to be added to every router, it
//! would refuse requests with tokens, too, and the check that it makes cannot be called from here.

use crate::auth::error::{OriginError, TokenError};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, Uri};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Other origins that may send the same requests as this one.
#[derive(Clone, Default)]
pub(crate) struct Origins(Vec<String>);

impl Origins {
    pub(crate) fn trust(&mut self, origin: &str) -> Result<(), OriginError> {
        let uri: Option<Uri> = origin.parse().ok();
        let plain = uri.and_then(|it| Some(format!("{}://{}", it.scheme_str()?, it.authority()?)));
        if plain.is_none_or(|plain| plain != origin) {
            return Err(OriginError(origin.to_owned()));
        }
        self.0.push(origin.to_owned());
        Ok(())
    }

    /// Refuses a request that changes something and comes from another site, by the algorithm of Go
    /// 1.25's `http.CrossOriginProtection`, <https://pkg.go.dev/net/http#CrossOriginProtection>. A
    /// request that has neither of the browser's headers does not come from a browser.
    pub(crate) fn check(&self, request: &Parts) -> Result<(), TokenError> {
        if [Method::GET, Method::HEAD, Method::OPTIONS].contains(&request.method) {
            return Ok(());
        }
        let header = |name| request.headers.get(name).map(|it| it.to_str().unwrap_or("unclear"));
        let origin = header(ORIGIN);
        let same = match (header(SEC_FETCH_SITE), origin) {
            (Some(site), _) => site == "same-origin" || site == "none",
            (None, Some(origin)) => is_of(origin, request),
            (None, None) => true,
        };
        let trusted = || origin.is_some_and(|origin| self.0.iter().any(|it| it == origin));
        if same || trusted() { Ok(()) } else { Err(TokenError::CrossSite) }
    }
}

/// Checks whether an origin has the host that the request is sent to. The scheme is not known here,
/// but every browser since 2023 sends `Sec-Fetch-Site`, which takes it into account.
fn is_of(origin: &str, request: &Parts) -> bool {
    let of_uri = request.uri.authority().map(|authority| authority.as_str());
    let host = of_uri.or_else(|| request.headers.get(HOST).and_then(|host| host.to_str().ok()));
    let origin: Option<Uri> = origin.parse().ok();
    let origin = origin.as_ref().and_then(Uri::authority).map(|authority| authority.as_str());
    origin.is_some() && origin == host
}
