//! Events that notify a session of changes to its tenant's state.

use super::Session;
use super::sessions::Sessions;
use super::streams::{Said, Stream, retry};
use crate::error::ApiError;
use crate::responses::{InSession, Streamed, Tenanted};
use crate::sse::stream_of;
use axum::extract::State as Of;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::Event;
use futures_util::stream::{self, StreamExt};
use std::future::ready;
use std::time::Duration;
use tiergate::{CheckError, Timestamp, Watch};

/// How many seconds after a failed read the tenant's state is read again.
const RETRY: u64 = 5;

/// The events of one session, until it or the server ends.
struct Events {
    sessions: Sessions,
    session: Session,
    tenant: String,
    watch: Watch,
    /// The state that the client knows.
    known: Option<String>,
    /// The policy that was active when the last event was sent.
    policy: Option<String>,
    stream: Stream,
    /// Puts into words what the client does not know yet, and whether it knew anything.
    put: fn(&Said, bool) -> Event,
}

/// Streams an event whenever the session's answer changes
///
/// For anyone who is signed in. The first event is `hello`, unless the client sends the
/// `Last-Event-ID` of a state that it knows. Then there is a `changed` event whenever the state
/// differs. Several changes may share one event. Each person may have at most 16 streams open.
#[utoipa::path(
    get, path = "/session/events", tag = "Sessions", operation_id = "sessionEvents",
    security(("session" = [])),
    responses(
        (status = 200, description = "events", body = String, content_type = "text/event-stream"),
        InSession, Tenanted, Streamed,
    ),
)]
pub(crate) async fn follow(
    Of(sessions): Of<Sessions>,
    request: HeaderMap,
    session: Session,
) -> Result<impl IntoResponse, ApiError> {
    open(sessions, &request, session, put_change).await
}

/// Streams an event whenever flags may have changed
///
/// For OpenFeature's providers in browsers, and anyone who is signed in: the stream that
/// `evaluateFlags` names. Each event has the data `{"type": "refetchEvaluation", "etag": "…"}`. One
/// is sent on connecting, unless the client sends the `Last-Event-ID` of a state that it knows. Each
/// person may have at most 16 streams open.
#[utoipa::path(
    get, path = "/ofrep/v1/events", tag = "OpenFeature", operation_id = "flagEvents",
    security(("session" = [])),
    responses(
        (status = 200, description = "events", body = String, content_type = "text/event-stream"),
        InSession, Tenanted, Streamed,
    ),
)]
pub(crate) async fn follow_flags(
    Of(sessions): Of<Sessions>,
    request: HeaderMap,
    session: Session,
) -> Result<impl IntoResponse, ApiError> {
    open(sessions, &request, session, put_refetch).await
}

/// Opens a stream of events that are put into words like this.
async fn open(
    sessions: Sessions,
    request: &HeaderMap,
    session: Session,
    put: fn(&Said, bool) -> Event,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let words = "the session has no tenant, so there are no changes to send";
    let tenant = session.identity.tenant.clone().ok_or(ApiError::Forbidden(words))?;
    // If the state cannot be read at all, the response is an error.
    sessions.tiers.at_least(&tenant, 0).await?;
    let stream = sessions.streams.open(&session.identity, &tenant)?;
    let known = request.get("last-event-id").and_then(|id| id.to_str().ok());
    let known = known.filter(|id| !id.is_empty()).map(str::to_owned);
    let watch = sessions.tiers.watch(&tenant);
    let policy = None;
    let events = Events { sessions, session, tenant, watch, known, policy, stream, put };
    let first = stream::once(ready(Ok(Event::default().retry(retry()))));
    let events = stream::unfold(events, |mut events| async {
        let event = events.next().await?;
        Some((event, events))
    });
    Ok(stream_of(first.chain(events)))
}

impl Events {
    /// Returns the next event, or `None` at the end of the stream.
    async fn next(&mut self) -> Option<Result<Event, axum::Error>> {
        while !self.is_over() {
            let now = self.sessions.tiers.now();
            let look = match self.sessions.tiers.at_least(&self.tenant, 0).await {
                Ok(entitlements) => {
                    let said = self.stream.said(&self.tenant, &entitlements).ok()?;
                    if self.takes_its_turn(&said).await {
                        continue;
                    }
                    if self.known.as_ref() != Some(&said.tag) {
                        return Some(Ok(self.say(&said)));
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

    /// Waits for its turn if another policy has become active, because then all streams have an
    /// event to send. Returns whether it waited.
    async fn takes_its_turn(&mut self, said: &Said) -> bool {
        let before = self.policy.replace(said.digest.clone());
        if before.is_none_or(|before| before == said.digest) {
            return false;
        }
        let turn = self.stream.turn();
        tokio::select! { () = tokio::time::sleep(turn) => {}, () = self.sessions.ending.begun() => {} }
        true
    }

    fn say(&mut self, said: &Said) -> Event {
        let before = self.known.replace(said.tag.clone());
        (self.put)(said, before.is_some()).id(&said.tag)
    }

    /// Waits until it is worth looking again, but not longer than until `look`.
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

/// Returns the event for a session's own client.
fn put_change(said: &Said, is_change: bool) -> Event {
    Event::default().event(if is_change { "changed" } else { "hello" }).data(&said.data)
}

/// Returns the event for an OpenFeature provider, by its protocol: on connecting, too, because what
/// changed between the provider's request for flags and the one for the stream must not be missed.
fn put_refetch(said: &Said, _: bool) -> Event {
    let data = format!(r#"{{"type":"refetchEvaluation","etag":"{}"}}"#, said.revision);
    Event::default().data(data)
}
