//! Saying when what a session is told has changed.

use super::Session;
use super::sessions::Sessions;
use super::state::{State, tag};
use crate::described::{InSession, Tenanted};
use crate::failure::Failure;
use crate::stream::stream_of;
use axum::extract::State as Of;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::Event;
use futures_util::stream;
use serde::Serialize;
use std::time::Duration;
use tiergate::{CheckError, Timestamp, Watch};

/// How long after the tenant's state could not be told it is looked for again.
const RETRY: u64 = 5;

/// What an event says: enough to see whether what is known is the same.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    revision: u64,
    digest: String,
}

/// The events of one session, until it or the server ends.
struct Events {
    sessions: Sessions,
    session: Session,
    tenant: String,
    watch: Watch,
    /// The state that the client knows.
    known: Option<String>,
}

/// Says when anything of the session's answer changes
///
/// For whoever is signed in. A first event `hello` where the client says of no state that it knows it, then `changed`
/// whenever the state is another. Many changes may be one.
#[utoipa::path(
    get, path = "/session/events", tag = "Sessions", operation_id = "sessionEvents",
    security(("session" = [])),
    responses(
        (status = 200, description = "events", body = String, content_type = "text/event-stream"),
        InSession, Tenanted,
    ),
)]
pub(crate) async fn follow(
    Of(sessions): Of<Sessions>,
    request: HeaderMap,
    session: Session,
) -> Result<impl IntoResponse, Failure> {
    let words = "the session is of no tenant, whose changes could be told";
    let tenant = session.identity.tenant.clone().ok_or(Failure::Forbidden(words))?;
    // What cannot be told at all is answered as such.
    sessions.tiers.at_least(&tenant, 0).await?;
    let known = request.get("last-event-id").and_then(|id| id.to_str().ok());
    let known = known.filter(|id| !id.is_empty()).map(str::to_owned);
    let watch = sessions.tiers.watch(&tenant);
    let events = Events { sessions, session, tenant, watch, known };
    let events = stream::unfold(events, |mut events| async {
        let event = events.next().await?;
        Some((event, events))
    });
    Ok(stream_of(events))
}

impl Events {
    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Result<Event, axum::Error>> {
        while !self.is_over() {
            let now = self.sessions.tiers.now();
            let look = match self.sessions.tiers.at_least(&self.tenant, 0).await {
                Ok(entitlements) => {
                    let state = State::of(&self.tenant, &entitlements);
                    let tag = tag(&state).ok()?;
                    if self.known.as_ref() != Some(&tag) {
                        return Some(self.tell(state, tag));
                    }
                    entitlements.valid_until()
                }
                Err(CheckError::UnknownTenant(_)) => return None,
                Err(_) => Some(now.saturating_add(RETRY)),
            };
            self.wait(now, look).await;
        }
        None
    }

    fn is_over(&self) -> bool {
        self.sessions.ending.is_begun() || self.session.expires_at <= self.sessions.tiers.now()
    }

    fn tell(&mut self, state: State, tag: String) -> Result<Event, axum::Error> {
        let name = if self.known.is_none() { "hello" } else { "changed" };
        let event = Event::default().event(name).id(&tag);
        self.known = Some(tag);
        event.json_data(Told { revision: state.revision, digest: state.policy.digest })
    }

    /// Waits until it is worth looking again: by a moment at the latest.
    async fn wait(&mut self, now: Timestamp, look: Option<Timestamp>) {
        let end = self.session.expires_at;
        let seconds = look.map_or(end, |look| look.min(end)).saturating_sub(now).max(1);
        tokio::select! {
            () = self.watch.changed() => {}
            () = tokio::time::sleep(Duration::from_secs(seconds)) => {}
            () = self.sessions.ending.begun() => {}
        }
    }
}
