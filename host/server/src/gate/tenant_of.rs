//! Which tenant a request is from.

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};

/// Determines which tenant a request is from: by what the server knows about the caller, never by
/// what a client claims about itself.
pub trait TenantOf: Send + Sync + 'static {
    /// Returns the tenant that a request is from.
    ///
    /// # Errors
    ///
    /// [`UnidentifiedError`] if the request is not from a tenant, or it is not clear from which.
    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError>;
}

/// Why it is not known which tenant a request is from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnidentifiedError {
    /// The request does not identify the caller.
    #[error("the request does not identify the tenant that it is from")]
    Missing,
    /// The request does not identify the tenant clearly.
    #[error("the request does not clearly identify the tenant that it is from: {0}")]
    Unclear(&'static str),
    /// The browser sent the request on behalf of another site.
    #[error("another site sent this request: with a cookie, it must come from this site")]
    CrossSite,
    /// The keys with which to verify the caller have not been read yet.
    #[error("the caller cannot be verified yet: retry later")]
    NoKeys,
}

/// Takes the tenant from a header that a trusted proxy sets. Use it only if no request can bypass
/// that proxy, and if the proxy removes the header from what clients send.
///
/// # Examples
///
/// ```
/// use axum::http::Request;
/// use tiergate_server::{FromHeader, TenantOf, UnidentifiedError};
///
/// let tenant_of = FromHeader::new("x-tenant-id")?;
/// let (mut request, ()) = Request::builder().header("X-Tenant-Id", "acme").body(())?.into_parts();
/// assert_eq!(tenant_of.tenant(&mut request)?, "acme");
///
/// let (mut request, ()) = Request::builder().body(())?.into_parts();
/// assert_eq!(tenant_of.tenant(&mut request), Err(UnidentifiedError::Missing));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct FromHeader(HeaderName);

impl FromHeader {
    /// Takes the tenant from the header with this name.
    ///
    /// # Errors
    ///
    /// [`InvalidHeaderName`](axum::http::header::InvalidHeaderName) if a header cannot have that
    /// name.
    pub fn new(name: &str) -> Result<Self, axum::http::header::InvalidHeaderName> {
        name.parse().map(Self)
    }
}

impl TenantOf for FromHeader {
    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError> {
        let mut values = request.headers.get_all(&self.0).iter();
        let value = values.next().ok_or(UnidentifiedError::Missing)?;
        if values.next().is_some() {
            return Err(UnidentifiedError::Unclear("the tenant header appears more than once"));
        }
        text(value)
    }
}

fn text(value: &HeaderValue) -> Result<String, UnidentifiedError> {
    match std::str::from_utf8(value.as_bytes()) {
        Ok("") => Err(UnidentifiedError::Missing),
        Ok(tenant) => Ok(tenant.to_owned()),
        Err(_) => Err(UnidentifiedError::Unclear("the tenant header is not valid UTF-8")),
    }
}
