//! Signed sessions, for browsers.

mod cookie;
mod error;
mod events;
mod layer;
mod plan;
mod renew;
mod renewals;
mod routes;
mod sessions;
mod signer;
mod state;
mod streams;
mod tiers;

use crate::auth::error::{TokenError, refused, unidentified};
use crate::auth::identity::Identity;
use crate::auth::token::Tokens;
use crate::problem::Problem;
use crate::problems;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tiergate::Timestamp;
use utoipa::ToSchema;

pub use cookie::SessionCookie;
pub use error::SessionError;
pub use layer::{SessionLayer, WithSession};
pub(crate) use routes::described;
pub use sessions::Sessions;
pub(crate) use state::tag;

/// Someone who is signed in, and, to show it, the plan that their tenant was on when it was last
/// read. What the tenant may do is decided by gates, which do not use the session's plan or tier.
///
/// As an extractor, it rejects a request without a valid session with 401. The router must have
/// [`Sessions::layer`] around it.
///
/// # Examples
///
/// ```
/// use tiergate_server::Session;
///
/// async fn greet(session: Session) -> String {
///     let plan = session.plan.as_deref().unwrap_or("no plan");
///     format!("{} is on {plan}", session.identity.subject)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Session {
    /// Who is signed in.
    #[serde(flatten)]
    pub identity: Identity,
    /// The plan, as stored, that gave their tenant its tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub plan: Option<String>,
    /// Their tenant's tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tier: Option<String>,
    /// When the plan and tier were last read, in seconds since 1970.
    pub last_plan_check: Timestamp,
    /// When the session ends, in seconds since 1970.
    pub expires_at: Timestamp,
    /// Whether the plan and tier were read for this very request.
    #[serde(skip)]
    pub(crate) read_now: bool,
}

/// The session of a request, or why there is none, and the tokens with which people sign in.
#[derive(Clone)]
pub(crate) struct Signed(pub(crate) Result<Session, TokenError>, pub(crate) Tokens);

impl Signed {
    /// Checks whether someone is signed in for this tenant.
    pub(crate) fn is_of(&self, tenant: &str) -> bool {
        self.0.as_ref().is_ok_and(|it| it.identity.tenant.as_deref() == Some(tenant))
    }
}

/// The path of the stream for OpenFeature's providers.
pub(crate) const FLAG_EVENTS: &str = "/ofrep/v1/events";

impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = Response;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Response> {
        match request.extensions.get::<Signed>() {
            Some(Signed(Ok(session), _)) => Ok(session.clone()),
            Some(Signed(Err(TokenError::Missing), _)) => {
                Err(unidentified("the request has no session: sign in"))
            }
            Some(Signed(Err(error), _)) => Err(refused(error)),
            None => {
                let words = "the route has no sessions: add `Sessions::layer` to the router";
                Err(Problem::new(&problems::MISCONFIGURED, words).into_response())
            }
        }
    }
}
