//! How much is taken on at once, and for how long.

use crate::problem::Problem;
use crate::serve::read_ahead::{ReadAhead, overloaded};
use axum::error_handling::HandleErrorLayer;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{BoxError, Router};
use std::time::Duration;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::load_shed::LoadShedLayer;
use tower::timeout::TimeoutLayer;
use tower::timeout::error::Elapsed;

/// How much a server takes on.
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
    /// How many bytes a request's body has. 1 MiB, unless said: a thousand questions, which is
    /// what one request may ask, with identifiers of some hundred bytes. A route that takes more
    /// has a [`DefaultBodyLimit`] of its own.
    pub body: usize,
    /// How long an answer may take to begin. 35 seconds, unless said: a write waits for its turn
    /// for 30, and then has an answer of its own.
    pub time: Duration,
    /// How many requests are under way at once; those above are refused at once. 1,024, unless
    /// said: some hundred times what the store's connections do at once, so that a burst is
    /// answered, and none waits for seconds.
    pub under_way: usize,
    /// How many connections are open at once. Defaults to 2,048: streams of events have one each,
    /// and one that is held for nothing takes up to 50 KB, so all of them take some 100 MB. When
    /// half of them are taken, those are closed that have waited longest for their clients, so that
    /// others get in.
    pub connections: usize,
    /// How long a connection may be idle. Defaults to 75 seconds: more than the 60 for which load
    /// balancers keep idle connections, so that it is not the server who closes one as the next
    /// request comes.
    pub idle: Duration,
    /// How long the head of a request may take once its first byte came. Defaults to 10 seconds:
    /// a head is one packet or a few.
    pub head: Duration,
    /// How long each 64 KiB of a request's body, and its end, may take; what is slower is 408.
    /// Defaults to 5 seconds: bodies up to 64 KiB are read before a request counts as under way,
    /// and of larger ones an eighth of `under_way` is taken, so a slow one keeps nobody out.
    pub body_time: Duration,
    /// How long a client may read nothing of what is written to it; then its connection is closed.
    /// Defaults to 30 seconds: longer than a phone takes to change its network.
    pub write: Duration,
    /// For how long, when the server is about to end, it takes new connections still. 5 seconds,
    /// unless said: load balancers see in that time that it is not ready, and turn to others.
    pub drain: Duration,
    /// How long requests under way may take after that. 20 seconds, unless said: both together
    /// are less than the 30 after which Kubernetes kills.
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
    /// The routes within the limits of body, time and requests under way. What is beyond them is
    /// answered with a [`Problem`]: 408 `too-slow`, 413 `bad-request`, or 503 `timed-out` or
    /// `overloaded`.
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
    let words = "it took too long: a write may still be done, so send it with the same key";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timed-out", words).into_response()
}
