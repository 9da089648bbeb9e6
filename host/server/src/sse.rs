//! Streams of events.

use axum::Error;
use axum::http::HeaderName;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;

/// Returns a response that sends the events as they come, and keep-alive comments in between.
pub(crate) fn stream_of(
    events: impl Stream<Item = Result<Event, Error>> + Send + 'static,
) -> impl IntoResponse {
    // Proxies such as nginx buffer a response unless this header forbids it.
    let at_once = [(HeaderName::from_static("x-accel-buffering"), "no")];
    (at_once, Sse::new(events).keep_alive(KeepAlive::default()))
}
