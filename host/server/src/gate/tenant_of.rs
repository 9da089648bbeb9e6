//! Whose request it is.

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};

/// Says which tenant a request is from: by what the server knows of the one who asks, never by
/// what a client may say of itself.
pub trait TenantOf: Send + Sync + 'static {
    /// The tenant.
    ///
    /// # Errors
    ///
    /// [`UnidentifiedError`] where the request is from no tenant, or it is not clear from which.
    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError>;
}

/// Why it is not known whose request it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnidentifiedError {
    /// The request does not say who asks.
    #[error("the request does not say which tenant it is from")]
    Missing,
    /// What it says is not clear.
    #[error("the request does not say clearly which tenant it is from: {0}")]
    Unclear(&'static str),
    /// Another site had the browser send it.
    #[error("another site sent this: a request with a cookie must come from this one")]
    CrossSite,
    /// The keys that would verify who asks were not read yet.
    #[error("it cannot be verified yet whose request it is: retry later")]
    NoKeys,
}

/// A header that a trusted proxy sets. Use it only where no request comes past that proxy, and
/// where it removes the header from what clients send.
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
    /// The header of this name.
    ///
    /// # Errors
    ///
    /// Where no header can have that name.
    pub fn new(name: &str) -> Result<Self, axum::http::header::InvalidHeaderName> {
        name.parse().map(Self)
    }
}

impl TenantOf for FromHeader {
    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError> {
        let mut values = request.headers.get_all(&self.0).iter();
        let value = values.next().ok_or(UnidentifiedError::Missing)?;
        if values.next().is_some() {
            return Err(UnidentifiedError::Unclear("the tenant's header is there twice"));
        }
        text(value)
    }
}

fn text(value: &HeaderValue) -> Result<String, UnidentifiedError> {
    match std::str::from_utf8(value.as_bytes()) {
        Ok("") => Err(UnidentifiedError::Missing),
        Ok(tenant) => Ok(tenant.to_owned()),
        Err(_) => Err(UnidentifiedError::Unclear("the tenant's header is no UTF-8")),
    }
}
