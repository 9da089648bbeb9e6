//! Layers that let requests through, or do not.

pub(crate) mod cap;
pub(crate) mod entitled;
pub(crate) mod feature;
pub(crate) mod guard;
pub(crate) mod refusal;
pub(crate) mod tenant_of;
pub(crate) mod unknown;
pub(crate) mod upsell_page;

use crate::gate::refusal::GateError;
use crate::metrics::layer::Checks;
use crate::metrics::outcome::Outcome;
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
    fn require(&self, request: &mut Parts) -> impl Future<Output = Result<(), GateError>> + Send;

    /// The same where nothing is to be waited for; none: ask [`require`](Self::require).
    fn at_once(&self, request: &mut Parts) -> Option<Result<(), GateError>>;
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

    fn count(&self, refusal: &GateError) {
        let count = match Outcome::of(Err(refusal)) {
            Some(Outcome::Denied | Outcome::UnknownFeature) => &self.0.denied,
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

impl<R> Gate<R> {
    /// The response to a request that is not let through; none: it is.
    fn answer(&self, required: Result<(), GateError>, request: &Parts) -> Option<Response> {
        Checks::of(&request.extensions).count(Outcome::of(required.as_ref().copied()));
        let refusal = required.err()?;
        refusal.log_unknown();
        if let Some(observed) = &self.observed {
            observed.count(&refusal);
            return None;
        }
        Some(refusal.respond(&request.headers))
    }
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
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        if let Some(required) = self.gate.requirement.at_once(&mut parts) {
            return match self.gate.answer(required, &parts) {
                Some(response) => Box::pin(async move { Ok(response) }),
                None => Box::pin(self.inner.call(Request::from_parts(parts, body))),
            };
        }
        // The one that is ready is called; its clone waits for the next request.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let gate = self.gate.clone();
        Box::pin(async move {
            let required = gate.requirement.require(&mut parts).await;
            match gate.answer(required, &parts) {
                Some(response) => Ok(response),
                None => inner.call(Request::from_parts(parts, body)).await,
            }
        })
    }
}
