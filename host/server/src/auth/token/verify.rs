//! Verifying the token of a request.

use super::keys::Held;
use super::verified_cache::{Known, Verified};
use super::{LEEWAY, Tokens};
use crate::auth::cookies;
use crate::auth::error::TokenError;
use crate::auth::identity::Identity;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jsonwebtoken::{Header, Validation};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;

impl Tokens {
    /// Verifies the token of a request, and returns the caller's identity.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if there is no valid token, or it is in a cookie that the browser sent on
    /// behalf of another site.
    pub fn identify(&self, request: &Parts) -> Result<Identity, TokenError> {
        Ok(self.verify(request)?.identity.clone())
    }

    /// Verifies the token of a request, and returns the caller's identity and the token's end.
    pub(crate) fn verify(&self, request: &Parts) -> Result<Arc<Verified>, TokenError> {
        let token = &*self.token(request)?;
        let (keys, name) = (self.0.keys.load(), Known::name(token));
        let earliest = jsonwebtoken::get_current_timestamp().saturating_sub(LEEWAY);
        if let Some(known) = keys.known.get(&name, earliest) {
            return Ok(known);
        }
        let verified = Arc::new(self.decode(token, &keys.held)?);
        keys.known.insert(name, &verified);
        Ok(verified)
    }

    /// Verifies a token by its signature, and reads its claims.
    fn decode(&self, token: &str, held: &Held) -> Result<Verified, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|error| refused(&error))?;
        // RFC 7515 section 4.1.11: it names extensions that must be understood, and none is.
        if header.crit.is_some() {
            return Err(TokenError::Refused);
        }
        let key = held.of(&header).inspect_err(|_| self.0.unknown.notify_one())?;
        let validation = self.validation(&header)?;
        let claims = jsonwebtoken::decode::<Map<String, Value>>(token, key, validation);
        let claims = claims.map_err(|error| refused(&error))?.claims;
        let expires_at = claims.get("exp").and_then(Value::as_f64).ok_or(TokenError::Refused)?;
        // OK because a number out of bounds becomes the nearest one within them.
        let expires_at = expires_at as u64;
        Ok(Verified { identity: self.0.claims.identity(&claims)?, expires_at })
    }

    fn validation(&self, header: &Header) -> Result<&Validation, TokenError> {
        let found = self.0.validations.iter().find(|(algorithm, _)| *algorithm == header.alg);
        found.map(|(_, validation)| validation).ok_or(TokenError::Refused)
    }

    /// Returns the only token of a request.
    fn token<'a>(&self, request: &'a Parts) -> Result<Cow<'a, str>, TokenError> {
        let mut values = request.headers.get_all(AUTHORIZATION).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => {
                let value = value.to_str().map_err(|_| TokenError::Unclear)?;
                let (scheme, token) = value.split_once(' ').ok_or(TokenError::Unclear)?;
                let bearer = scheme.eq_ignore_ascii_case("bearer");
                if bearer { Ok(token.trim().into()) } else { Err(TokenError::Unclear) }
            }
            (Some(_), Some(_)) => Err(TokenError::Unclear),
            (None, _) => {
                let name = self.0.cookie.as_deref().ok_or(TokenError::Missing)?;
                let token = cookies::find(&request.headers, name)?.ok_or(TokenError::Missing)?;
                self.0.origins.check(request)?;
                Ok(token.into())
            }
        }
    }
}

fn refused(error: &jsonwebtoken::errors::Error) -> TokenError {
    tracing::debug!(%error, "a token is not valid");
    TokenError::Refused
}
