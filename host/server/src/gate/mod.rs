//! Layers that let requests through or refuse them.

pub(crate) mod cap;
pub(crate) mod entitled;
pub(crate) mod feature;
pub(crate) mod guard;
pub(crate) mod refusal;
pub(crate) mod tenant_of;
pub(crate) mod unknown;
pub(crate) mod upsell_page;

use crate::gate::guard::{Current, Guard};
use crate::gate::refusal::GateError;
use crate::metrics::layer::Checks;
use crate::metrics::outcome::Outcome;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::future::BoxFuture;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use tiergate::Lookup;
use tower_layer::Layer;
use tower_service::Service;

/// What a gate requires of each request.
pub(crate) trait Require: Clone + Send + Sync + 'static {
    /// Checks whether a tenant's request is let through. What is pending owns all that it needs, so
    /// that it can outlive the call.
    fn require(&self, current: &Current) -> Lookup<'static, Result<(), GateError>>;
}

/// Counts of what a gate that only observes would have refused. A clone is one more handle on the
/// same counts.
#[derive(Clone, Debug, Default)]
pub struct Observed(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    denied: AtomicU64,
    unavailable: AtomicU64,
}

impl Observed {
    /// Returns how many requests a tenant was not allowed to make, or came from a tenant that does
    /// not exist.
    pub fn denied(&self) -> u64 {
        self.0.denied.load(Ordering::Relaxed)
    }

    /// Returns how many requests had no decision, or were unidentified.
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
    /// Counts what would be refused and lets it through; `None` if the gate refuses.
    pub(crate) observed: Option<Observed>,
}

impl<R: Require> Gate<R> {
    /// Lets a request through, or responds to it.
    fn pass(&self, request: Parts) -> Lookup<'static, ControlFlow<Response, Parts>> {
        let gate = self.clone();
        Guard::current(request).then(move |(request, current)| {
            let required = match current {
                Ok(current) => gate.requirement.require(&current),
                Err(refusal) => Lookup::ready(Err(refusal)),
            };
            required.map(move |required| match gate.refuse(required, &request) {
                Some(response) => ControlFlow::Break(response),
                None => ControlFlow::Continue(request),
            })
        })
    }

    /// Returns the response to a request that is refused; `None` if it is let through.
    fn refuse(&self, required: Result<(), GateError>, request: &Parts) -> Option<Response> {
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
        let (parts, body) = request.into_parts();
        let pending = match self.gate.pass(parts).into_ready() {
            Ok(ControlFlow::Continue(parts)) => {
                return Box::pin(self.inner.call(Request::from_parts(parts, body)));
            }
            Ok(ControlFlow::Break(response)) => return Box::pin(async { Ok(response) }),
            Err(pending) => pending,
        };
        // The one that is ready is called; its clone waits for the next request.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            match pending.await {
                ControlFlow::Continue(parts) => inner.call(Request::from_parts(parts, body)).await,
                ControlFlow::Break(response) => Ok(response),
            }
        })
    }
}
