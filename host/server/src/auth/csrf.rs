//! Requests that another site has a browser send, with the cookies of this one.

use crate::auth::error::{OriginError, TokenError};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, Uri};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Other origins that may send what this one may.
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

    /// Refuses what changes something and comes from elsewhere: by the algorithm of Go 1.25's
    /// `http.CrossOriginProtection`, <https://pkg.go.dev/net/http#CrossOriginProtection>. What
    /// has neither of a browser's headers comes from no browser.
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

/// Whether an origin has the host that the request is to. Its scheme is not known here; every
/// browser since 2023 has `Sec-Fetch-Site`, which knows.
fn is_of(origin: &str, request: &Parts) -> bool {
    let of_uri = request.uri.authority().map(|authority| authority.as_str());
    let host = of_uri.or_else(|| request.headers.get(HOST).and_then(|host| host.to_str().ok()));
    let origin: Option<Uri> = origin.parse().ok();
    let origin = origin.as_ref().and_then(Uri::authority).map(|authority| authority.as_str());
    origin.is_some() && origin == host
}
