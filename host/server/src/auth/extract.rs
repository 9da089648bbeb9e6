//! Who the caller is, for extractors and gates.

use crate::auth::error::{TokenError, refused};
use crate::auth::identity::Identity;
use crate::auth::token::Tokens;
use crate::gate::tenant_of::{TenantOf, UnidentifiedError};
use crate::problem::Problem;
use crate::problems;
use crate::serve::large::Claim;
use crate::serve::unread::closing;
use crate::session::Signed;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::response::Response;

/// Who sent a request, and the tokens by which that was verified.
#[derive(Clone)]
pub(crate) struct Identified(Tokens, Identity);

/// Takes the tenant from a token, or from a session if there are [`Sessions`](crate::Sessions)
/// around the route.
///
/// # Examples
///
/// ```
/// use tiergate_server::{FromClaim, Guard, Tokens};
///
/// # fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>, tokens: Tokens) {
/// let guard = Guard::new(tiers, FromClaim::new(tokens));
/// # }
/// ```
#[derive(Clone)]
pub struct FromClaim(Tokens);

impl FromClaim {
    /// Takes the tenant from a token that is valid by these keys.
    pub fn new(tokens: Tokens) -> Self {
        Self(tokens)
    }
}

impl TenantOf for FromClaim {
    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError> {
        match Identity::of(request, &self.0) {
            Ok(identity) => {
                identity.tenant.ok_or(UnidentifiedError::Unclear("the token has no tenant"))
            }
            Err(TokenError::CrossSite) => Err(UnidentifiedError::CrossSite),
            Err(TokenError::NoKeys) => Err(UnidentifiedError::NoKeys),
            Err(_) => Err(UnidentifiedError::Missing),
        }
    }
}

/// As an extractor, it rejects a request without a valid token or session with 401. The router must
/// have the [`Tokens`] as an [`Extension`](axum::Extension), or
/// [`Sessions::layer`](crate::Sessions::layer) around it.
impl<S: Sync> FromRequestParts<S> for Identity {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Response> {
        let Some(tokens) = request.extensions.get::<Tokens>().cloned() else {
            let words = "the route has no `Tokens` to verify callers with: add an `Extension`";
            return Err(Problem::new(&problems::MISCONFIGURED, words).into_response());
        };
        let identity = Self::of(request, &tokens);
        let identity = identity.map_err(|error| closing(request, refused(&error)))?;
        if let Some(claim) = request.extensions.get::<Claim>()
            && identity.may_read_all()
        {
            claim.trust();
        }
        Ok(identity)
    }
}

impl Identity {
    /// Identifies who sent a request, by its bearer token, its session or another cookie. The
    /// result is kept with the request for further lookups by the same tokens.
    pub(crate) fn of(request: &mut Parts, tokens: &Tokens) -> Result<Self, TokenError> {
        // A session is trusted if the tokens with which people sign in for it are trusted.
        let session = request.extensions.get::<Signed>().filter(|it| it.1.believes_as(tokens));
        match session {
            Some(Signed(Ok(session), _)) => return Ok(session.identity.clone()),
            Some(Signed(Err(error), _)) if *error != TokenError::Missing => {
                return Err(error.clone());
            }
            _ => {}
        }
        if let Some(Identified(by, known)) = request.extensions.get()
            && by.is(tokens)
        {
            return Ok(known.clone());
        }
        let identity = tokens.identify(request)?;
        request.extensions.insert(Identified(tokens.clone(), identity.clone()));
        Ok(identity)
    }
}
