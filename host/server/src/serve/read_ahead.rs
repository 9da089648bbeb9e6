//! Reading bodies before a request counts as under way, so that a client that sends one slowly
//! keeps no others out.

use crate::problem::Problem;
use crate::problems::{MALFORMED, OVERLOADED, TOO_SLOW};
use crate::serve::body_pace::{Paced, TooSlow};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::{CONNECTION, EXPECT, HeaderValue};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use futures_util::future::{BoxFuture, Either};
use hyper::body::{Frame, SizeHint};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;
use tower::util::Oneshot;
use tower_layer::Layer;
use tower_service::Service;

/// How many bytes are read ahead: enough for all bodies but policies' files and questions by the
/// thousand.
const AHEAD: usize = 64 * 1024;

/// Larger bodies are read while their requests are under way: at most one in eight of the requests
/// under way may have one.
const LARGE: usize = 8;

/// The layer that reads bodies ahead.
#[derive(Clone)]
pub(crate) struct ReadAhead {
    time: Duration,
    large: Arc<Semaphore>,
}

impl ReadAhead {
    pub(crate) fn new(under_way: usize, body_time: Duration) -> Self {
        let large = (under_way / LARGE).clamp(1, Semaphore::MAX_PERMITS);
        Self { time: body_time, large: Arc::new(Semaphore::new(large)) }
    }

    /// Returns the request with a body that has been read, or whose rest must arrive at a minimum
    /// speed.
    async fn read(&self, request: Request) -> Result<Request, Response> {
        let (parts, body) = request.into_parts();
        let mut body = Paced::new(body, self.time);
        let mut known = VecDeque::new();
        if !is_large(&parts, &body) && read_to_end(&mut body, &mut known).await? {
            return Ok(Request::from_parts(parts, joined(known)));
        }
        let permit = Arc::clone(&self.large).try_acquire_owned();
        let permit = permit.map_err(|_| overloaded())?;
        let rest = Rest { known, body, _permit: permit };
        Ok(Request::from_parts(parts, Body::new(rest)))
    }
}

/// Checks whether a body must not be read ahead: it is large, or the client sends it only when it
/// is asked to.
fn is_large(parts: &Parts, body: &Paced) -> bool {
    body.size_hint().lower() > AHEAD as u64 || parts.headers.contains_key(EXPECT)
}

/// Reads until the end, or until the body is known to be large. Returns whether it is the end.
async fn read_to_end(body: &mut Paced, known: &mut VecDeque<Bytes>) -> Result<bool, Response> {
    let mut read = 0;
    while read <= AHEAD {
        let frame = match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
            None => return Ok(true),
            Some(frame) => frame.map_err(|error| failed(&error))?,
        };
        if let Ok(bytes) = frame.into_data() {
            read += bytes.len();
            known.push_back(bytes);
        }
    }
    Ok(false)
}

fn failed(error: &axum::Error) -> Response {
    let cause = std::error::Error::source(error);
    let problem = match cause.and_then(|cause| cause.downcast_ref::<TooSlow>()) {
        Some(slow) => Problem::new(&TOO_SLOW, slow),
        None => Problem::new(&MALFORMED, error),
    };
    let mut response = problem.into_response();
    // Otherwise the rest of the body would be read as the next request.
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

fn joined(mut known: VecDeque<Bytes>) -> Body {
    match known.len() {
        0 => Body::empty(),
        1 => known.pop_front().map_or_else(Body::empty, Body::from),
        _ => Body::from(known.iter().flatten().copied().collect::<Vec<u8>>()),
    }
}

/// A large body, part of which has been read.
struct Rest {
    known: VecDeque<Bytes>,
    body: Paced,
    _permit: OwnedSemaphorePermit,
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.known.pop_front() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None => Pin::new(&mut self.body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.known.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let known: usize = self.known.iter().map(Bytes::len).sum();
        let (rest, mut all) = (self.body.size_hint(), SizeHint::new());
        all.set_lower(rest.lower().saturating_add(known as u64));
        if let Some(upper) = rest.upper() {
            all.set_upper(upper.saturating_add(known as u64));
        }
        all
    }
}

impl<S> Layer<S> for ReadAhead {
    type Service = ReadingAhead<S>;

    fn layer(&self, inner: S) -> ReadingAhead<S> {
        ReadingAhead { ahead: self.clone(), inner }
    }
}

/// A service whose requests' bodies are read ahead.
#[derive(Clone)]
pub(crate) struct ReadingAhead<S> {
    ahead: ReadAhead,
    inner: S,
}

impl<S> Service<Request> for ReadingAhead<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Oneshot<S, Request>, BoxFuture<'static, Result<Response, Infallible>>>;

    /// Is always ready: the inner service takes its permit when it becomes ready, which must happen
    /// after the body has been read.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let inner = self.inner.clone();
        if request.body().is_end_stream() {
            return Either::Left(inner.oneshot(request));
        }
        let ahead = self.ahead.clone();
        Either::Right(Box::pin(async move {
            match ahead.read(request).await {
                Ok(request) => inner.oneshot(request).await,
                Err(response) => Ok(response),
            }
        }))
    }
}

/// Returns the response to a request beyond the limit.
pub(crate) fn overloaded() -> Response {
    let words = "too many requests are under way: retry later";
    Problem::new(&OVERLOADED, words).into_response()
}
