//! Reading bodies before a request counts as under way, so that a client that sends one slowly
//! keeps no others out.

use crate::problem::Problem;
use crate::problems::{MALFORMED, TOO_SLOW};
use crate::serve::body_pace::{Paced, TooSlow};
use crate::serve::gathered::{FRAME, Gathered, plus};
use crate::serve::large::{Claim, Places};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::{CONNECTION, EXPECT, HeaderValue};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use futures_util::future::{BoxFuture, Either};
use hyper::body::{Frame, SizeHint};
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::ServiceExt;
use tower::util::Oneshot;
use tower_layer::Layer;
use tower_service::Service;

/// How many bytes are read ahead: enough for all bodies but policies' files and questions by the
/// thousand. Larger bodies are read while their requests are under way.
const AHEAD: usize = FRAME;

/// The layer that reads bodies ahead.
#[derive(Clone)]
pub(crate) struct ReadAhead {
    time: Duration,
    places: Places,
}

impl ReadAhead {
    pub(crate) fn new(under_way: usize, body_time: Duration) -> Self {
        Self { time: body_time, places: Places::new(under_way) }
    }

    /// Returns the request with a body that has been read, or whose rest must arrive at a minimum
    /// speed; in the latter case also the claim on a place for it.
    async fn read(&self, request: Request) -> Result<(Request, Option<Claim>), Response> {
        let (mut parts, body) = request.into_parts();
        let mut body = Gathered::new(Paced::new(body, self.time));
        let mut known = None;
        if !is_large(&parts, &body) {
            known = next(&mut body).await?;
            if known.as_ref().is_none_or(|known| known.len() <= AHEAD) {
                let all = known.map_or_else(Body::empty, Body::from);
                return Ok((Request::from_parts(parts, all), None));
            }
        }
        let claim = self.places.claim();
        parts.extensions.insert(claim.clone());
        let rest = Rest { known, body, claim: claim.clone() };
        Ok((Request::from_parts(parts, Body::new(rest)), Some(claim)))
    }
}

/// Checks whether a body must not be read ahead: it is large, or the client sends it only when it
/// is asked to.
fn is_large(parts: &Parts, body: &impl HttpBody) -> bool {
    body.size_hint().lower() > AHEAD as u64 || parts.headers.contains_key(EXPECT)
}

/// Reads a frame: the whole body, unless it is large.
async fn next(body: &mut Gathered<Paced>) -> Result<Option<Bytes>, Response> {
    match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        None => Ok(None),
        Some(frame) => Ok(frame.map_err(|error| failed(&error))?.into_data().ok()),
    }
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

/// A large body, of which one frame may have been read.
struct Rest {
    known: Option<Bytes>,
    body: Gathered<Paced>,
    claim: Claim,
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Err(error) = self.claim.take() {
            return Poll::Ready(Some(Err(axum::Error::new(error))));
        }
        match self.known.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None => Pin::new(&mut self.body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.known.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        plus(&self.body.size_hint(), self.known.as_ref().map_or(0, Bytes::len))
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        self.claim.release();
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
                Ok((request, None)) => inner.oneshot(request).await,
                Ok((request, Some(claim))) => Ok(claim.answer(inner.oneshot(request).await?)),
                Err(response) => Ok(response),
            }
        }))
    }
}
