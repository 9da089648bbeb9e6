//! Who writes, and on what condition.

use crate::auth::identity::{Identity, Role};
use crate::error::ApiError;
use axum::extract::FromRequestParts;
use axum::http::header::IF_MATCH;
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
        let key = request.headers.get("idempotency-key").and_then(|key| key.to_str().ok());
        let words = "give one `Idempotency-Key` of 1 to 255 visible ASCII characters: a new one \
                     for each write, and the same one to retry it";
        let key = key.filter(|key| is_key(key));
        let key = key.ok_or_else(|| ApiError::Header(words).into_response())?.to_owned();
        let revision = match request.headers.get(IF_MATCH) {
            None => None,
            Some(value) => Some(revision(value.to_str().ok()).map_err(ApiError::into_response)?),
        };
        Ok(Self { identity, key, revision })
    }
}

/// Checks whether a key is valid, as [`Keyed`](crate::responses::Keyed) describes it.
fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns the revision in an `If-Match`, with quotes, as RFC 9110 requires, or without.
fn revision(value: Option<&str>) -> Result<u64, ApiError> {
    let quoted = |value| str::strip_prefix(value, '"')?.strip_suffix('"');
    let number = value.map(|value| quoted(value).unwrap_or(value));
    let number = number.filter(|it| it.len() <= 16 && it.bytes().all(|it| it.is_ascii_digit()));
    let number = number.and_then(|number| number.parse().ok());
    let words = "`If-Match` is not a valid revision: give a number, such as \"7\"";
    number.ok_or(ApiError::Header(words))
}
