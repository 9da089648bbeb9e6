//! Who asks, and what they are trusted with.

use crate::auth::token::{TokenError, Tokens};
use crate::error::Failure;
use crate::gate::tenant_of::{TenantOf, Unidentified};
use crate::problem::Problem;
use crate::serve::unread::closing;
use crate::session::Signed;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who asks, as a token or a session that holds says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[non_exhaustive]
pub struct Identity {
    /// Whoever the token is of: the actor of what it writes.
    pub subject: String,
    /// The tenant that they are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tenant: Option<String>,
    /// What they are trusted with. Roles that are not known give nothing.
    pub roles: Vec<Role>,
}

/// What someone is trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// An operator: reads and writes every tenant, without being of any. `system-admin`.
    SystemAdmin,
    /// Another service: asks checks about every tenant, and writes nothing. `service`.
    Service,
    /// A tenant's own admin: reads its own tenant, and switches its features off and back.
    /// `tenant-admin`.
    TenantAdmin,
}

impl Role {
    /// The role of this name; none where there is no such role.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "system-admin" => Some(Self::SystemAdmin),
            "service" => Some(Self::Service),
            "tenant-admin" => Some(Self::TenantAdmin),
            _ => None,
        }
    }
}

impl Identity {
    /// Someone whom the product itself knows: see
    /// [`Sessions::sign_in`](crate::Sessions::sign_in).
    pub fn new(subject: impl Into<String>, tenant: Option<&str>, roles: &[Role]) -> Self {
        let tenant = tenant.map(str::to_owned);
        Self { subject: subject.into(), tenant, roles: roles.to_vec() }
    }

    /// Who sent a request: as its bearer token says, or its session, or another cookie. It is kept
    /// with the request for others who ask by the same tokens.
    fn of(request: &mut Parts, tokens: &Tokens) -> Result<Self, TokenError> {
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

    /// Whether they have a role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they may ask what a tenant may do: an operator and a service of every tenant,
    /// everyone else of their own.
    pub fn may_read(&self, tenant: &str) -> bool {
        self.is(Role::SystemAdmin)
            || self.is(Role::Service)
            || self.tenant.as_deref() == Some(tenant)
    }
}

impl Identity {
    /// Refuses who may not ask what a tenant may do.
    pub(crate) fn must_read(&self, tenant: &str) -> Result<(), Failure> {
        let words = "you may ask about your own tenant alone";
        if self.may_read(tenant) { Ok(()) } else { Err(Failure::Forbidden(words)) }
    }

    /// Whether they are the tenant's own admin.
    pub(crate) fn looks_after(&self, tenant: &str) -> bool {
        self.is(Role::TenantAdmin) && self.tenant.as_deref() == Some(tenant)
    }

    /// Refuses who is neither an operator nor the tenant's own admin.
    pub(crate) fn must_look_after(&self, tenant: &str) -> Result<(), Failure> {
        let words = "this needs the role `system-admin`, or the tenant's own admin";
        let may = self.is(Role::SystemAdmin) || self.looks_after(tenant);
        if may { Ok(()) } else { Err(Failure::Forbidden(words)) }
    }

    /// Refuses who is no operator.
    pub(crate) fn must_operate(&self) -> Result<(), Failure> {
        let words = "this needs the role `system-admin`";
        if self.is(Role::SystemAdmin) { Ok(()) } else { Err(Failure::Forbidden(words)) }
    }
}

/// Who sent a request, and the tokens that say so.
#[derive(Clone)]
struct Identified(Tokens, Identity);

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
    fn tenant(&self, request: &mut Parts) -> Result<String, Unidentified> {
        match Identity::of(request, &self.0) {
            Ok(identity) => identity.tenant.ok_or(Unidentified::Unclear("the token names none")),
            Err(TokenError::CrossSite) => Err(Unidentified::CrossSite),
            Err(TokenError::NoKeys) => Err(Unidentified::NoKeys),
            Err(_) => Err(Unidentified::Missing),
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

/// The response to one who is not known.
pub(crate) fn refused(error: &TokenError) -> Response {
    if *error == TokenError::CrossSite {
        return Problem::new(StatusCode::FORBIDDEN, "cross-site", error).into_response();
    }
    if *error == TokenError::NoKeys {
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", error).into_response();
    }
    unidentified(error)
}

/// The same in these words.
pub(crate) fn unidentified(words: impl ToString) -> Response {
    Problem::new(StatusCode::UNAUTHORIZED, "unidentified", words).into_response()
}
