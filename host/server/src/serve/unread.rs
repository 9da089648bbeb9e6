//! Bodies that no handler has read: either the connection can be reused after them, or the response
//! says that it ends.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::Version;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HeaderValue, TRANSFER_ENCODING};
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::future::{BoxFuture, Either};
use hyper::body::{Frame, SizeHint};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::timeout;
use tower_layer::Layer;
use tower_service::Service;

/// How many bytes are read and discarded: reading them costs less than a new connection.
const SMALL: u64 = 64 * 1024;

/// How long these bytes may take. Clients send them right after the head; a client that does not
/// only has to connect again.
const SOON: Duration = Duration::from_secs(1);

/// A request's body that is on loan to a handler.
pub(crate) struct Unread {
    body: Arc<Mutex<Body>>,
    /// Whether the client sends the body only when it is asked to.
    expects: bool,
    /// Whether the response may say `connection: close`. In HTTP/2 it must not, and a stream ends
    /// by itself.
    closes: bool,
}

/// The mark of a request whose body is on loan.
#[derive(Clone, Copy)]
struct IsLent;

/// The body, as the handler has it.
struct Lent(Arc<Mutex<Body>>);

impl Unread {
    fn of(parts: &Parts, body: Body) -> Self {
        let (expects, closes) =
            (parts.headers.contains_key(EXPECT), parts.version < Version::HTTP_2);
        Self { body: Arc::new(Mutex::new(body)), expects, closes }
    }

    /// Reads what is left of the body, if that is small; otherwise makes the response say that the
    /// connection ends.
    pub(crate) async fn finish(self, response: &mut Response) {
        // The one that still has the body, such as a response made from it, goes on reading.
        let is_lent = Arc::strong_count(&self.body) > 1;
        if is_lent || !self.closes || response.headers().contains_key(CONNECTION) {
            return;
        }
        if !self.is_read_to_its_end().await {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
    }

    async fn is_read_to_its_end(&self) -> bool {
        let (is_read, least) = {
            let body = lock(&self.body);
            (body.is_end_stream(), body.size_hint().lower())
        };
        if is_read || self.expects || least > SMALL {
            return is_read;
        }
        timeout(SOON, self.read()).await.unwrap_or(false)
    }

    async fn read(&self) -> bool {
        let mut left = SMALL;
        loop {
            let frame = poll_fn(|context| Pin::new(&mut *lock(&self.body)).poll_frame(context));
            let frame = match frame.await {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(frame)) => frame,
            };
            let length = frame.data_ref().map_or(0, Bytes::len) as u64;
            match left.checked_sub(length) {
                Some(rest) => left = rest,
                None => return false,
            }
        }
    }
}

/// Returns the request with its body on loan, and the other side of the loan; `None` if the request
/// has no body.
pub(crate) fn lend(request: Request) -> (Request, Option<Unread>) {
    if request.body().is_end_stream() {
        return (request, None);
    }
    let (mut parts, body) = request.into_parts();
    let unread = Unread::of(&parts, body);
    parts.extensions.insert(IsLent);
    let lent = Body::new(Lent(Arc::clone(&unread.body)));
    (Request::from_parts(parts, lent), Some(unread))
}

/// Makes the response of an extractor, which does not read the body, say that the connection ends,
/// unless the body is on loan.
pub(crate) fn closing(request: &Parts, mut response: Response) -> Response {
    let headers = &request.headers;
    let is_empty = headers.get(CONTENT_LENGTH).is_none_or(|length| length == "0");
    let has_body = !is_empty || headers.contains_key(TRANSFER_ENCODING);
    let is_lent = request.extensions.get::<IsLent>().is_some();
    if has_body && !is_lent && request.version < Version::HTTP_2 {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn lock(body: &Mutex<Body>) -> MutexGuard<'_, Body> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut *lock(&self.0)).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        lock(&self.0).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        lock(&self.0).size_hint()
    }
}

/// The layer that leaves no body unread, for routes that may be nested in any server.
#[derive(Clone, Copy)]
pub(crate) struct ReadOut;

/// A service that leaves no request's body unread.
#[derive(Clone)]
pub struct ReadingOut<S>(S);

impl<S> Layer<S> for ReadOut {
    type Service = ReadingOut<S>;

    fn layer(&self, inner: S) -> ReadingOut<S> {
        ReadingOut(inner)
    }
}

impl<S> Service<Request> for ReadingOut<S>
where
    S: Service<Request, Response = Response>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Either<S::Future, BoxFuture<'static, Result<Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (request, unread) = lend(request);
        let answer = self.0.call(request);
        let Some(unread) = unread else { return Either::Left(answer) };
        Either::Right(Box::pin(async move {
            let mut response = answer.await?;
            unread.finish(&mut response).await;
            Ok(response)
        }))
    }
}
