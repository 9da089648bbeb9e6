//! Layers that let requests through, or do not.

use crate::measure::{Checks, Outcome};
use crate::refusal::Refusal;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// What a gate asks of each request.
pub(crate) trait Require: Clone + Send + Sync + 'static {
    /// Lets the request through, or says why not.
    fn require(&self, request: &mut Parts) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// What a gate that only observes would have refused. A clone is one more handle on the same
/// counts.
#[derive(Clone, Debug, Default)]
pub struct Observed(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    denied: AtomicU64,
    unavailable: AtomicU64,
}

impl Observed {
    /// How many requests a tenant may not have made, or one that there is not.
    pub fn denied(&self) -> u64 {
        self.0.denied.load(Ordering::Relaxed)
    }

    /// How many requests there was no decision on, or of nobody known.
    pub fn unavailable(&self) -> u64 {
        self.0.unavailable.load(Ordering::Relaxed)
    }

    fn count(&self, refusal: &Refusal) {
        let count = match Outcome::of(Err(refusal)) {
            Some(Outcome::Denied) => &self.0.denied,
            _ => &self.0.unavailable,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// The layer of a requirement.
#[derive(Clone)]
pub(crate) struct Gate<R> {
    pub(crate) requirement: R,
    /// Counts what would be refused, and lets it through; none: refuses.
    pub(crate) observed: Option<Observed>,
}

impl<R: Clone, S> Layer<S> for Gate<R> {
    type Service = Gated<R, S>;

    fn layer(&self, inner: S) -> Gated<R, S> {
        Gated { gate: self.clone(), inner }
    }
}

/// A service behind a gate.
#[derive(Clone)]
pub struct Gated<R, S> {
    gate: Gate<R>,
    inner: S,
}

impl<R, S> Service<Request> for Gated<R, S>
where
    R: Require,
    S: Service<Request, Response = Response> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The one that is ready is called; its clone waits for the next request.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let Gate { requirement, observed } = self.gate.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let required = requirement.require(&mut parts).await;
            Checks::of(&parts.extensions).count(Outcome::of(required.as_ref().copied()));
            if let Err(refusal) = required {
                match observed {
                    Some(observed) => observed.count(&refusal),
                    None => return Ok(refusal.respond(&parts.headers)),
                }
            }
            inner.call(Request::from_parts(parts, body)).await
        })
    }
}
