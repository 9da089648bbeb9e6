//! Limits on how much a server handles at once, and for how long.

use crate::problem::Problem;
use crate::problems::TIMED_OUT;
use crate::serve::large::overloaded;
use crate::serve::read_ahead::ReadAhead;
use axum::error_handling::HandleErrorLayer;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::{BoxError, Router};
use std::time::Duration;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;
use tower::timeout::TimeoutLayer;
use tower::timeout::error::Elapsed;

/// Limits on how much a server handles at once, and for how long.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use tiergate_server::Limits;
///
/// let limits = Limits { under_way: 100, ..Limits::default() };
/// let app: Router = limits.around(Router::new().route("/", get(|| async { "hello" })));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes a request's body may have. Defaults to 1 MiB: a thousand questions, which is
    /// what one request may ask, with identifiers of some hundred bytes. A route that takes more
    /// has a [`DefaultBodyLimit`] of its own.
    pub body: usize,
    /// How long a response may take to begin. Defaults to 35 seconds: a write waits for its turn
    /// for up to 30 seconds, and then has a response of its own.
    pub time: Duration,
    /// How many requests may be under way at once; more are refused immediately. Defaults to
    /// 1,024: about a hundred times what the store's connections do at once, so that a burst is
    /// answered, and no request waits for seconds.
    pub under_way: usize,
    /// How many connections may be open at once. Defaults to 2,048: each stream of events has one,
    /// and an idle one takes up to 50 KB, so all of them take about 100 MB. When half of them are
    /// in use, the connections that have waited longest for their clients are closed, so that
    /// others can connect.
    pub connections: usize,
    /// How long a connection may be idle. Defaults to 75 seconds: longer than the 60 seconds for
    /// which load balancers keep idle connections, so that the server does not close a connection
    /// just as the next request arrives.
    pub idle: Duration,
    /// How long the head of a request may take after its first byte. Defaults to 10 seconds: a head
    /// is one packet or a few. While the server shuts down it is at most 2 seconds.
    pub head: Duration,
    /// How long each 64 KiB of a request's body, and its end, may take; a slower body is refused
    /// with 408. Defaults to 5 seconds: bodies up to 64 KiB are read before a request counts as
    /// under way, and requests with larger ones may take up only an eighth of `under_way`, so slow
    /// bodies keep no other requests out. Half of that eighth is only for callers who are
    /// identified as operators or services.
    pub body_time: Duration,
    /// How long a client may read nothing of what is written to it before its connection is closed.
    /// Defaults to 30 seconds: longer than a phone takes to change its network.
    pub write: Duration,
    /// How long the server still accepts new connections after it begins to shut down. Defaults to
    /// 5 seconds: in that time load balancers notice that it is not ready, and use other servers.
    pub drain: Duration,
    /// How long requests under way may take after that. Defaults to 20 seconds: both together are
    /// less than the 30 seconds after which Kubernetes kills a process.
    pub finish: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            time: Duration::from_secs(35),
            under_way: 1_024,
            connections: 2_048,
            idle: Duration::from_secs(75),
            head: Duration::from_secs(10),
            body_time: Duration::from_secs(5),
            write: Duration::from_secs(30),
            drain: Duration::from_secs(5),
            finish: Duration::from_secs(20),
        }
    }
}

impl Limits {
    /// Applies the limits on bodies, time and requests under way to the routes. A request that
    /// exceeds one is answered with a [`Problem`]: 408 `too-slow`, 413 `bad-request`, or 503
    /// `timed-out` or `overloaded`.
    pub fn around(&self, routes: Router) -> Router {
        let layers = ServiceBuilder::new()
            .layer(HandleErrorLayer::new(async |error: BoxError| beyond(&error)))
            .layer(LoadShedLayer::new())
            .layer(GlobalConcurrencyLimitLayer::new(self.under_way))
            .layer(TimeoutLayer::new(self.time));
        routes
            .layer(layers)
            .layer(ReadAhead::new(self.under_way, self.body_time))
            .layer(DefaultBodyLimit::max(self.body))
    }
}

fn beyond(error: &BoxError) -> Response {
    if !error.is::<Elapsed>() {
        return overloaded();
    }
    let words = "the request took too long: a write may still be applied, so retry with its key";
    Problem::new(&TIMED_OUT, words).into_response()
}
