//! Streams of events.

use axum::Error;
use axum::http::HeaderName;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;

/// The answer that events are sent by as they come, with a sign of life where none does.
pub(crate) fn stream_of(
    events: impl Stream<Item = Result<Event, Error>> + Send + 'static,
) -> impl IntoResponse {
    // Proxies such as nginx gather a response up, unless they are told.
    let at_once = [(HeaderName::from_static("x-accel-buffering"), "no")];
    (at_once, Sse::new(events).keep_alive(KeepAlive::default()))
}
