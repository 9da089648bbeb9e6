//! The routes of sessions.

use super::cookie::SessionCookie;
use super::sessions::Sessions;
use super::state::{State, tag};
use super::{Session, Signed, events};
use crate::api::checks::Least;
use crate::auth::error::{TokenError, refused};
use crate::error::ApiError;
use crate::extract::Asked;
use crate::problem::no_method;
use crate::responses::{CrossSite, Current, InSession, Tenanted, Unguarded};
use axum::extract::{OriginalUri, Request, State as Of};
use axum::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json, Router};
use headers::{ETag, HeaderMapExt, IfNoneMatch};
use serde::Serialize;
use tiergate::Timestamp;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

impl Sessions {
    /// Returns the routes of sessions, for browsers: `/session`, to sign in with a token (`POST`),
    /// to sign out (`DELETE`), and to read what the tenant may do (`GET`); `/session/refresh`,
    /// which re-reads the plan; and `/session/events`, which notifies of any change. Nest them next
    /// to [`router`](crate::router).
    pub fn router(&self) -> Router {
        let routes = Router::from(described().with_state(self.clone()));
        routes.method_not_allowed_fallback(no_method).layer(self.layer())
    }
}

/// Returns the routes with their descriptions, before the sessions are known.
pub(crate) fn described() -> OpenApiRouter<Sessions> {
    OpenApiRouter::default()
        .routes(routes!(show, sign_in, sign_out))
        .routes(routes!(refresh))
        .routes(routes!(events::follow))
        .routes(routes!(events::follow_flags))
}

type SignedIn = (Option<SessionCookie>, Json<Session>);

/// Signs someone in
///
/// For anyone who has a token. The response sets the session's cookie. The session ends when the
/// token expires, at the latest, unless the server is configured otherwise.
#[utoipa::path(
    post, path = "/session", tag = "Sessions", operation_id = "signIn",
    security(("token" = [])),
    responses(
        (status = 200, description = "the session", body = Session),
        Unguarded, CrossSite, Tenanted,
    ),
)]
async fn sign_in(Of(sessions): Of<Sessions>, request: Request) -> Result<SignedIn, Response> {
    let (parts, _) = request.into_parts();
    let token = sessions.tokens.verify(&parts).map_err(|error| refused(&error))?;
    if sessions.is_over(&token) {
        return Err(refused(&TokenError::Refused));
    }
    let signed_in = sessions.sign_in_by(&token).await;
    let (session, cookie) = signed_in.map_err(|error| ApiError::from(error).into_response())?;
    Ok((Some(cookie), Json(session)))
}

/// Signs out
///
/// For anyone, even with a session that is no longer valid. The response removes the cookie.
#[utoipa::path(
    delete, path = "/session", tag = "Sessions", operation_id = "signOut",
    security(("session" = []), ()),
    responses((status = 204, description = "the session is over"), CrossSite),
)]
async fn sign_out(
    Of(sessions): Of<Sessions>,
    Extension(Signed(session, _)): Extension<Signed>,
) -> Result<(SessionCookie, StatusCode), Response> {
    if let Err(error @ TokenError::CrossSite) = session {
        return Err(refused(&error));
    }
    let cookie = sessions.sign_out().map_err(|error| ApiError::from(error).into_response())?;
    Ok((cookie, StatusCode::NO_CONTENT))
}

/// Re-reads the session's plan
///
/// For anyone who is signed in. If the plan cannot be read, the session stays as it is.
#[utoipa::path(
    post, path = "/session/refresh", tag = "Sessions", operation_id = "refreshSession",
    security(("session" = [])),
    responses((status = 200, description = "the session", body = Session), InSession),
)]
async fn refresh(Of(sessions): Of<Sessions>, session: Session) -> SignedIn {
    let read = if session.read_now { None } else { sessions.refresh(&session).await };
    match read {
        Some((session, cookie)) => (Some(cookie), Json(session)),
        None => (None, Json(session)),
    }
}

/// Everything that a browser needs in order to show or hide features.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionAnswer)]
struct Answer {
    /// The tenant's state. It is absent for an operator, who belongs to no tenant.
    #[serde(flatten)]
    state: Option<State>,
    /// Whether the facts may have changed since.
    stale: bool,
    /// Who is signed in.
    session: Session,
}

/// The session's answer, with the time at which it was given.
#[derive(Serialize, ToSchema)]
#[schema(as = TimedSessionAnswer)]
struct Timed {
    /// The answer.
    #[serde(flatten)]
    answer: Answer,
    /// The server's time, in seconds since 1970.
    now: Timestamp,
}

/// Returns what a browser needs in order to show or hide features
///
/// For anyone who is signed in: their tenant's facts, and what the policy decides from them.
#[utoipa::path(
    get, path = "/session", tag = "Sessions", operation_id = "session",
    security(("session" = [])), params(Least),
    responses(
        (status = 200, description = "the session and its tenant's state", body = Timed),
        (status = 304, description = "the state is the one that `If-None-Match` names"),
        InSession, Tenanted, Current,
    ),
)]
async fn show(
    Of(sessions): Of<Sessions>,
    OriginalUri(uri): OriginalUri,
    Asked(Least { at_least }): Asked<Least>,
    request: HeaderMap,
    session: Session,
) -> Result<Response, ApiError> {
    let (mut state, mut stale) = (None, false);
    if let Some(tenant) = &session.identity.tenant {
        let entitlements = sessions.tiers.at_least(tenant, at_least.0).await?;
        let prefix = uri.path().strip_suffix("/session").unwrap_or_default();
        stale = entitlements.is_stale();
        state = Some(State::of(tenant, &entitlements).beside(prefix));
    }
    let answer = Answer { state, stale, session };
    // Weak, because the time is not part of it.
    let tag: Option<ETag> = format!("W/\"{}\"", tag(&answer)?).parse().ok();
    let known = request.typed_get::<IfNoneMatch>().zip(tag.as_ref());
    let unchanged = known.is_some_and(|(known, tag)| !known.precondition_passes(tag));
    let mut response = match unchanged {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Json(Timed { answer, now: sessions.tiers.now() }).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("cookie, authorization"));
    tag.into_iter().for_each(|tag| headers.typed_insert(tag));
    Ok(response)
}
