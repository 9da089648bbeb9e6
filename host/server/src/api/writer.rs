//! Who writes, and on what condition.

use crate::auth::identity::{Identity, Role};
use crate::error::ApiError;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{AsHeaderName, IF_MATCH};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use tiergate_store::By;

/// A caller who writes. The request has an `Idempotency-Key`, so that it can be retried, and may
/// have an `If-Match` with the revision that it is based on.
pub(crate) struct Writing {
    identity: Identity,
    key: String,
    revision: Option<u64>,
}

/// An operator who writes: anyone else is refused before the body is read.
pub(crate) struct Operator(Writing);

impl Operator {
    /// Returns who writes, for the history.
    pub(crate) fn by(self, reason: Option<String>) -> By {
        self.0.by(reason)
    }

    /// Returns who writes, for a write to something that has no revision: `If-Match` is refused.
    pub(crate) fn by_key(self, reason: Option<String>) -> Result<By, ApiError> {
        let words = "`If-Match` applies only to what has a revision: omit it here";
        if self.0.revision.is_some() { Err(ApiError::Header(words)) } else { Ok(self.by(reason)) }
    }
}

impl Operator {
    /// Returns who writes, for the history, and apart from it the key, for a write that the store
    /// keeps by a name of its own.
    pub(crate) fn by_and_key(self, reason: Option<String>) -> Result<(By, String), ApiError> {
        let (subject, key) = (self.0.identity.subject.clone(), self.0.key.clone());
        self.by_key(None)?;
        let by = By::new(subject);
        Ok((if let Some(reason) = reason { by.because(reason) } else { by }, key))
    }
}

impl<S: Sync> FromRequestParts<S> for Operator {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Response> {
        let identity = Identity::from_request_parts(request, state).await?;
        identity.must_operate().map_err(ApiError::into_response)?;
        Writing::from_request_parts(request, state).await.map(Self)
    }
}

impl Writing {
    /// Returns who writes, for the history, if it is an operator or this tenant's own admin.
    pub(crate) fn looking_after(
        self,
        tenant: &str,
        reason: Option<String>,
    ) -> Result<By, ApiError> {
        self.identity.must_look_after(tenant)?;
        Ok(self.by(reason))
    }

    pub(crate) fn is_operator(&self) -> bool {
        self.identity.is(Role::SystemAdmin)
    }

    fn by(self, reason: Option<String>) -> By {
        let mut by = By::new(self.identity.subject).key(self.key);
        if let Some(reason) = reason {
            by = by.because(reason);
        }
        match self.revision {
            Some(revision) => by.at_revision(revision),
            None => by,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Writing {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, state: &S) -> Result<Self, Response> {
        let identity = Identity::from_request_parts(request, state).await?;
        let words = "give one `Idempotency-Key` of 1 to 255 visible ASCII characters: a new one \
                     for each write, and the same one to retry it";
        let refused = || ApiError::Header(words).into_response();
        let key = only(&request.headers, "idempotency-key").map_err(|()| refused())?;
        let key = key.filter(|key| is_key(key)).ok_or_else(refused)?.to_owned();
        let revision = revision(&request.headers).map_err(ApiError::into_response)?;
        Ok(Self { identity, key, revision })
    }
}

/// Checks whether a key is valid, as [`Keyed`](crate::responses::Keyed) describes it.
fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns the value of a header; `None` if it is absent. Fails if it is there more than once,
/// because it is not clear which one counts, or is not a text.
fn only(headers: &HeaderMap, name: impl AsHeaderName) -> Result<Option<&str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(drop),
        (Some(_), Some(_)) => Err(()),
    }
}

/// Returns the revision in an `If-Match`, with quotes, as RFC 9110 requires, or without.
fn revision(headers: &HeaderMap) -> Result<Option<u64>, ApiError> {
    let words = "`If-Match` is not a valid revision: give one number, such as \"7\"";
    let bad = || ApiError::Header(words);
    let Some(value) = only(headers, IF_MATCH).map_err(|()| bad())? else { return Ok(None) };
    let quoted = |value| str::strip_prefix(value, '"')?.strip_suffix('"');
    let number = quoted(value).unwrap_or(value);
    let is_short = number.len() <= 16 && number.bytes().all(|it| it.is_ascii_digit());
    number.parse().ok().filter(|_| is_short).map(Some).ok_or_else(bad)
}
