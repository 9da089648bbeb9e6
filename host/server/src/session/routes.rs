//! The routes of sessions.

use super::sessions::{SessionCookie, Sessions};
use super::state::{State, tag};
use super::{Session, Signed, events};
use crate::body::Asked;
use crate::checks::Least;
use crate::failure::Failure;
use crate::identity::refused;
use crate::token::TokenError;
use axum::extract::{OriginalUri, Request, State as Of};
use axum::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use headers::{ETag, HeaderMapExt, IfNoneMatch};
use serde::Serialize;
use tiergate::Timestamp;

impl Sessions {
    /// `/session`, for browsers: signing in by a token (`POST`), out (`DELETE`), and what the
    /// tenant may do (`GET`); `/session/refresh`, which has its plan read anew; and
    /// `/session/events`, which says when anything of it changed. Nest it beside
    /// [`router`](crate::router).
    pub fn router(&self) -> Router {
        Router::new()
            .route("/session", get(show).post(sign_in).delete(sign_out))
            .route("/session/refresh", post(refresh))
            .route("/session/events", get(events::follow))
            .with_state(self.clone())
            .layer(self.layer())
    }
}

type SignedIn = (Option<SessionCookie>, Json<Session>);

async fn sign_in(Of(sessions): Of<Sessions>, request: Request) -> Result<SignedIn, Response> {
    let (parts, _) = request.into_parts();
    let identity = sessions.tokens.identify(&parts).map_err(|error| refused(&error))?;
    let signed_in = sessions.sign_in(identity).await;
    let (session, cookie) = signed_in.map_err(|error| Failure::from(error).into_response())?;
    Ok((Some(cookie), Json(session)))
}

/// Signs out whoever it is, also by a session that does not hold any more.
async fn sign_out(
    Of(sessions): Of<Sessions>,
    Extension(Signed(session)): Extension<Signed>,
) -> Result<(SessionCookie, StatusCode), Response> {
    if let Err(error @ TokenError::CrossSite) = session {
        return Err(refused(&error));
    }
    let cookie = sessions.sign_out().map_err(|error| Failure::from(error).into_response())?;
    Ok((cookie, StatusCode::NO_CONTENT))
}

async fn refresh(Of(sessions): Of<Sessions>, session: Session) -> SignedIn {
    let read = if session.read_now { None } else { sessions.refresh(&session).await };
    match read {
        Some((session, cookie)) => (Some(cookie), Json(session)),
        None => (None, Json(session)),
    }
}

/// Everything that a browser needs to show and hide by.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    /// An operator, who is of no tenant, has none.
    #[serde(flatten)]
    state: Option<State>,
    /// Whether the facts may have changed since.
    stale: bool,
    session: Session,
}

#[derive(Serialize)]
struct Timed {
    #[serde(flatten)]
    answer: Answer,
    now: Timestamp,
}

async fn show(
    Of(sessions): Of<Sessions>,
    OriginalUri(uri): OriginalUri,
    Asked(Least { at_least }): Asked<Least>,
    request: HeaderMap,
    session: Session,
) -> Result<Response, Failure> {
    let (mut state, mut stale) = (None, false);
    if let Some(tenant) = &session.identity.tenant {
        let entitlements = sessions.tiers.at_least(tenant, at_least).await?;
        let prefix = uri.path().strip_suffix("/session").unwrap_or_default();
        stale = entitlements.is_stale();
        state = Some(State::of(tenant, &entitlements).beside(prefix));
    }
    let answer = Answer { state, stale, session };
    let tag: Option<ETag> = format!("\"{}\"", tag(&answer)?).parse().ok();
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
