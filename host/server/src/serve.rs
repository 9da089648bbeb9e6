//! Serving a router on a socket, to an end at which nobody is cut off.

use crate::limits::Limits;
use crate::shutdown::Shutdown;
use crate::syn::let_nobody_in;
use axum::Router;
use axum::body::Body;
use axum::http::header::{CONNECTION, HeaderValue};
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

/// How long after it was made a connection may take to send its first request, where the server
/// is about to end: a client that was let in last is heard.
const FIRST: Duration = Duration::from_secs(2);

/// How long a handshake that began may take to end.
const HANDSHAKE: Duration = Duration::from_millis(200);

/// How long no connection is taken where the system has no room for one.
const NO_ROOM: Duration = Duration::from_secs(1);

/// Serves until `shutdown` begins and all that came was answered; says how many requests were cut
/// off because they took longer than [`Limits::finish`].
///
/// When it begins, every answer says `connection: close`. New connections are taken for
/// [`Limits::drain`] still; then the socket is closed, and whoever was let in is answered.
///
/// # Errors
///
/// Where the socket cannot be listened on.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use std::time::Duration;
/// use tiergate_server::{Limits, Shutdown, serve};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let app = Router::new().route("/", get(|| async { "hello" }));
/// let limits = Limits { drain: Duration::ZERO, ..Limits::default() };
/// let shutdown = Shutdown::new();
/// # shutdown.begin();
/// let cut_off = serve(listener, app, limits, &shutdown).await?;
/// assert_eq!(cut_off, 0);
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    shutdown: &Shutdown,
) -> io::Result<usize> {
    let end = Shutdown::new();
    let part = Part { app, limits, ending: shutdown.clone(), end: end.clone() };
    let mut connections = JoinSet::new();
    let drained = async {
        shutdown.begun().await;
        sleep(limits.drain).await;
    };
    accept_until(drained, &listener, &part, &mut connections).await;
    close(listener, &part, &mut connections).await?;
    end.begin();
    let all = async { while connections.join_next().await.is_some() {} };
    // OK because what is left is counted.
    let _ = timeout(limits.finish, all).await;
    Ok(connections.len())
}

/// What each connection needs.
#[derive(Clone)]
struct Part {
    app: Router,
    limits: Limits,
    /// Answers say that the connection ends.
    ending: Shutdown,
    /// Connections end that nobody uses.
    end: Shutdown,
}

async fn accept_until(
    end: impl Future<Output = ()>,
    listener: &TcpListener,
    part: &Part,
    connections: &mut JoinSet<()>,
) {
    let mut end = pin!(end);
    loop {
        tokio::select! {
            accepted = listener.accept(), if connections.len() < part.limits.connections => match accepted {
                Ok((stream, _)) => drop(connections.spawn(part.clone().serve(stream))),
                Err(error) => pause(&error).await,
            },
            Some(_) = connections.join_next() => {}
            () = &mut end => return,
        }
    }
}

/// Closes the socket, and takes all who were let in before. A client that the system let in and
/// nobody took would be cut off.
async fn close(
    listener: TcpListener,
    part: &Part,
    connections: &mut JoinSet<()>,
) -> io::Result<()> {
    let_nobody_in(&listener);
    accept_until(sleep(HANDSHAKE), &listener, part, connections).await;
    let listener = listener.into_std()?;
    while let Ok((stream, _)) = listener.accept() {
        stream.set_nonblocking(true)?;
        connections.spawn(part.clone().serve(TcpStream::from_std(stream)?));
    }
    Ok(())
}

/// Waits where the system has no room for a connection; goes on where one was given up.
async fn pause(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "cannot take a connection");
        sleep(NO_ROOM).await;
    }
}

impl Part {
    async fn serve(self, stream: TcpStream) {
        // OK because it costs time, and nothing else.
        let _ = stream.set_nodelay(true);
        let (limits, end) = (self.limits, self.end.clone());
        let asked = Arc::new(AtomicBool::new(false));
        let note = Arc::clone(&asked);
        let service = service_fn(move |request| {
            note.store(true, Ordering::Relaxed);
            self.clone().answer(request)
        });
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(limits.idle);
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        tokio::select! { _ = connection.as_mut() => return, () = end.begun() => {} }
        if !asked.load(Ordering::Relaxed) {
            tokio::select! { _ = connection.as_mut() => return, () = sleep(FIRST) => {} }
        }
        connection.as_mut().graceful_shutdown();
        // OK because an error is the client's, who is gone.
        let _ = connection.await;
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let mut response = self.app.oneshot(request.map(Body::new)).await?;
        if self.ending.is_begun() {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }
}
