//! Serving one connection.

use crate::serve::activity::Activity;
use crate::serve::limits::Limits;
use crate::serve::shutdown::Shutdown;
use crate::serve::socket::Socket;
use crate::serve::unread::lend;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONNECTION, HeaderValue};
use axum::http::{Request, Response};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::sleep;
use tower::ServiceExt;

/// How long a new connection may take to send its first request while the server shuts down, so
/// that the client that connected last is answered, too. It is also how long the head of a request
/// may then take.
pub(crate) const FIRST: Duration = Duration::from_secs(2);

/// How many bytes a request's head may have, and how many bytes of the next requests are buffered:
/// some tokens and cookies have 8 KiB each. A head has at most a hundred headers, which is what
/// hyper allows.
const HEAD: usize = 32 * 1024;

/// What each connection needs.
pub(crate) struct Part {
    pub(crate) app: Router,
    pub(crate) limits: Limits,
    /// When it begins, responses say that the connection ends.
    pub(crate) ending: Shutdown,
    /// When it begins, idle connections are closed.
    pub(crate) end: Shutdown,
}

impl Part {
    pub(crate) async fn serve(self: Arc<Self>, stream: TcpStream, activity: Arc<Activity>) {
        let socket = Socket::new(stream, Arc::clone(&activity), self.limits.write);
        let end = self.end.clone();
        let asked = Arc::new(AtomicBool::new(false));
        let note = Arc::clone(&asked);
        let service = service_fn(move |request| {
            note.store(true, Ordering::Relaxed);
            Arc::clone(&self).answer(request, Arc::clone(&activity))
        });
        let mut builder = http1::Builder::new();
        // Slow connections are closed from outside: see `Activity`.
        builder.header_read_timeout(None).max_buf_size(HEAD);
        let mut connection = pin!(builder.serve_connection(TokioIo::new(socket), service));
        tokio::select! { _ = connection.as_mut() => return, () = end.begun() => {} }
        if !asked.load(Ordering::Relaxed) {
            tokio::select! { _ = connection.as_mut() => return, () = sleep(FIRST) => {} }
        }
        connection.as_mut().graceful_shutdown();
        // OK because an error means that the client is gone.
        let _ = connection.await;
    }

    async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        activity: Arc<Activity>,
    ) -> Result<Response<Body>, Infallible> {
        activity.work();
        let (request, unread) = lend(request.map(|body| Awaited::noted(body, &activity)));
        let mut response = self.app.clone().oneshot(request).await?;
        if let Some(unread) = unread {
            unread.finish(&mut response).await;
        }
        if self.ending.is_begun() {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if response.body().size_hint().exact().is_some() {
            activity.rest();
            return Ok(response);
        }
        // A stream: it may send nothing for a long time.
        Ok(response.map(|body| Body::new(Open { body, activity })))
    }
}

/// A request's body that notes when it waits for the client.
struct Awaited {
    body: Incoming,
    activity: Arc<Activity>,
}

impl Awaited {
    fn noted(body: Incoming, activity: &Arc<Activity>) -> Body {
        if body.is_end_stream() {
            return Body::empty();
        }
        Body::new(Self { body, activity: Arc::clone(activity) })
    }
}

impl HttpBody for Awaited {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.activity.waits_for_body(frame.is_pending());
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A response's body of unknown length. When it ends, the connection is idle.
struct Open {
    body: Body,
    activity: Arc<Activity>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.activity.rest();
    }
}

impl HttpBody for Open {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
