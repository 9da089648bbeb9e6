//! Who asks, as extractors and gates take it from a request.

use crate::auth::error::{TokenError, refused};
use crate::auth::identity::Identity;
use crate::auth::token::Tokens;
use crate::gate::tenant_of::{TenantOf, UnidentifiedError};
use crate::problem::Problem;
use crate::serve::unread::closing;
use crate::session::Signed;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::response::Response;

/// Who sent a request, and the tokens that say so.
#[derive(Clone)]
pub(crate) struct Identified(Tokens, Identity);

/// The tenant that a token names, or a session where [`Sessions`](crate::Sessions) are around.
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
    /// The tenant that a token which holds by these keys names.
    pub fn new(tokens: Tokens) -> Self {
        Self(tokens)
    }
}

impl TenantOf for FromClaim {
    fn tenant(&self, request: &mut Parts) -> Result<String, UnidentifiedError> {
        match Identity::of(request, &self.0) {
            Ok(identity) => {
                identity.tenant.ok_or(UnidentifiedError::Unclear("the token names none"))
            }
            Err(TokenError::CrossSite) => Err(UnidentifiedError::CrossSite),
            Err(TokenError::NoKeys) => Err(UnidentifiedError::NoKeys),
            Err(_) => Err(UnidentifiedError::Missing),
        }
    }
}

/// As an extractor it is 401 where no token or session holds. The router has the [`Tokens`] as an
/// [`Extension`](axum::Extension), or [`Sessions::layer`](crate::Sessions::layer) around it.
impl<S: Sync> FromRequestParts<S> for Identity {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Response> {
        let Some(tokens) = request.extensions.get::<Tokens>().cloned() else {
            let words = "the server has no keys to check tokens with";
            return Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "misconfigured", words)
                .into_response());
        };
        Self::of(request, &tokens).map_err(|error| closing(request, refused(&error)))
    }
}

impl Identity {
    /// Who sent a request: as its bearer token says, or its session, or another cookie. It is kept
    /// with the request for others who ask by the same tokens.
    pub(crate) fn of(request: &mut Parts, tokens: &Tokens) -> Result<Self, TokenError> {
        // A session is believed where those who signed in for it are.
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
