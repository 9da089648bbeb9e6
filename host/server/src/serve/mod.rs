//! Serving a router on a socket, with a shutdown that cuts no request off.

pub(crate) mod activity;
pub(crate) mod body_pace;
pub(crate) mod connection;
pub(crate) mod connections;
pub(crate) mod gathered;
pub(crate) mod health;
pub(crate) mod large;
pub(crate) mod limits;
pub(crate) mod read_ahead;
pub(crate) mod shutdown;
pub(crate) mod socket;
pub(crate) mod syn_filter;
pub(crate) mod unread;

use crate::serve::activity::Activity;
use crate::serve::connection::{FIRST, Part};
use crate::serve::connections::Connections;
use crate::serve::limits::Limits;
use crate::serve::shutdown::Shutdown;
use crate::serve::syn_filter::let_nobody_in;
use axum::Router;
use std::future::pending;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};

/// How long a TCP handshake that has begun may take.
const HANDSHAKE: Duration = Duration::from_millis(200);

/// How long no connection is accepted if the system has no room for one: as long as it takes to
/// close others.
const NO_ROOM: Duration = Duration::from_millis(100);

/// How often connections are checked for being overdue: their limits are seconds.
const LOOK: Duration = Duration::from_secs(1);

/// How often it is logged that there is no room.
const SAY: Duration = Duration::from_secs(10);

/// Serves until `shutdown` begins and all requests have been answered. Returns how many requests
/// were cut off because they took longer than [`Limits::finish`].
///
/// When `shutdown` begins, every response says `connection: close`. New connections are still
/// accepted for [`Limits::drain`]; then the socket is closed, and clients that have connected are
/// answered.
///
/// It serves HTTP/1.1 over plain TCP, and leaves out what `tiergate serve` does not need:
///
/// - HTTP/2 (a connection that begins with it is closed) and TLS: a proxy in front has both.
/// - Upgrades, and so WebSockets: an upgrade fails, and its connection is closed.
/// - [`ConnectInfo`](axum::extract::ConnectInfo): a handler that extracts the client's address
///   rejects every request with 500. A proxy can send the address in a header.
/// - Sockets other than TCP.
///
/// A product that needs any of these should use [`axum::serve`](axum::serve()): with axum's feature
/// `http2` for HTTP/2, with a [`Listener`](axum::serve::Listener) that accepts TLS for TLS. Its
/// graceful shutdown begins with [`Shutdown::begun`]. The router stays as it is: gates, sessions and
/// [`Limits::around`] work there, too. The limits on connections, and the times that
/// [`Limits::drain`] and [`Limits::finish`] give a shutdown, are enforced only by this function.
///
/// # Errors
///
/// [`io::Error`] if the socket cannot be listened on.
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
    let part = Arc::new(Part { app, limits, ending: shutdown.clone(), end: end.clone() });
    let mut connections = Connections::default();
    let drained = async {
        shutdown.begun().await;
        sleep(limits.drain).await;
    };
    accept_until(drained, &listener, &part, &mut connections).await;
    close(listener, &part, &mut connections).await?;
    end.begin();
    // OK because what is left is counted.
    let _ = timeout(limits.finish, join(&limits, &mut connections)).await;
    Ok(connections.len())
}

/// Waits until all connections have ended. A request whose head has not arrived soon is not waited
/// for.
async fn join(limits: &Limits, connections: &mut Connections) {
    let limits = Limits { head: limits.head.min(FIRST), ..*limits };
    let mut look = interval(LOOK);
    loop {
        tokio::select! {
            joined = connections.join_next() => if joined.is_none() { return },
            _ = look.tick() => connections.close_overdue(&limits),
        }
    }
}

async fn accept_until(
    end: impl Future<Output = ()>,
    listener: &TcpListener,
    part: &Arc<Part>,
    connections: &mut Connections,
) {
    let (mut end, mut look, mut no_room) = (pin!(end), interval(LOOK), NoRoom::default());
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let has_room = connections.len() < part.limits.connections;
        tokio::select! {
            accepted = listener.accept(), if has_room && no_room.until.is_none() => match accepted {
                Ok((stream, _)) => take(stream, part, connections),
                Err(error) => no_room.note(&error, connections),
            },
            () = no_room.is_over() => no_room.until = None,
            Some(()) = connections.join_next() => {}
            _ = look.tick() => {
                connections.close_overdue(&part.limits);
                connections.keep_room(&part.limits);
            }
            () = &mut end => return,
        }
    }
}

/// Serves a connection.
fn take(stream: TcpStream, part: &Arc<Part>, connections: &mut Connections) {
    let activity = Arc::new(Activity::new());
    connections.spawn(Arc::clone(&activity), Arc::clone(part).serve(stream, activity));
    connections.keep_room(&part.limits);
}

/// The state in which the system has no room for another connection.
#[derive(Default)]
struct NoRoom {
    /// Until when no connection is accepted; `None` if there is room.
    until: Option<Instant>,
    /// When this was last logged.
    said: Option<Instant>,
}

impl NoRoom {
    /// Makes room for new connections, and waits a little. Does nothing if the error is only that a
    /// client gave up.
    fn note(&mut self, error: &io::Error, connections: &Connections) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
            return;
        }
        if self.said.is_none_or(|said| said.elapsed() >= SAY) {
            let open = connections.len();
            tracing::error!(%error, open, "cannot accept a connection: raise `ulimit -n`");
            self.said = Some(Instant::now());
        }
        connections.make_room();
        self.until = Some(Instant::now() + NO_ROOM);
    }

    /// Waits until connections may be accepted again; never returns if there is room already.
    async fn is_over(&self) {
        match self.until {
            Some(until) => sleep_until(until).await,
            None => pending().await,
        }
    }
}

/// Closes the socket, and accepts all connections that the system has completed before: they would
/// be cut off otherwise.
async fn close(
    listener: TcpListener,
    part: &Arc<Part>,
    connections: &mut Connections,
) -> io::Result<()> {
    let_nobody_in(&listener);
    accept_until(sleep(HANDSHAKE), &listener, part, connections).await;
    let listener = listener.into_std()?;
    while let Ok((stream, _)) = listener.accept() {
        stream.set_nonblocking(true)?;
        take(TcpStream::from_std(stream)?, part, connections);
    }
    Ok(())
}
