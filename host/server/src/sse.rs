//! Streams of events.

use axum::Error;
use axum::http::HeaderName;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Serialize;
use std::future::ready;
use tokio::sync::mpsc;

/// Returns a response that sends the events as they come, and keep-alive comments in between.
pub(crate) fn stream_of(
    events: impl Stream<Item = Result<Event, Error>> + Send + 'static,
) -> impl IntoResponse {
    // Proxies such as nginx buffer a response unless this header forbids it.
    let at_once = [(HeaderName::from_static("x-accel-buffering"), "no")];
    (at_once, Sse::new(events).keep_alive(KeepAlive::default()))
}

/// Sends the events of work that goes on.
pub(crate) struct Tell(mpsc::UnboundedSender<Result<Event, Error>>);

impl Tell {
    pub(crate) fn send(&self, name: &str, data: &impl Serialize) {
        // OK because both ends are in one stream.
        let _ = self.0.send(Event::default().event(name).json_data(data));
    }
}

/// Returns the events that work sends. The work goes on while they are read, and stops when the reader
/// disconnects.
pub(crate) fn while_read<W: Future<Output = ()>>(
    work: impl FnOnce(Tell) -> W,
) -> impl Stream<Item = Result<Event, Error>> {
    let (tell, mut told) = mpsc::unbounded_channel();
    let work = stream::once(work(Tell(tell))).filter_map(|()| ready(None));
    let told = stream::poll_fn(move |context| told.poll_recv(context));
    stream::select(told, work)
}
