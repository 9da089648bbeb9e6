//! The gate of a cap.

use crate::gate::guard::Guard;
use crate::gate::refusal::{GateError, UsageError};
use crate::gate::unknown::{self, Kind};
use crate::gate::{Gate, Gated, Observed, Require};
use axum::http::request::Parts;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tower_layer::Layer;

/// Says how much a tenant uses of a cap: the product counts it.
pub trait Usage: Send + Sync + 'static {
    /// How much is in use now.
    ///
    /// # Errors
    ///
    /// The product's own error where it cannot be told. The request is then refused as
    /// unavailable.
    fn used(&self, tenant: &str, cap: &str)
    -> impl Future<Output = Result<u64, UsageError>> + Send;
}

/// Lets requests through whose tenant may take one more of a cap. It goes around a route, and a
/// [`Guard`] around the router.
///
/// What is in use is counted before the request takes more, so two requests at one time may both
/// be let through where one is left. Where that must not be, count in the transaction that takes.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::post};
/// use tiergate_server::{RequireCap, Usage, UsageError};
///
/// struct Notes;
///
/// impl Usage for Notes {
///     async fn used(&self, tenant: &str, cap: &str) -> Result<u64, UsageError> {
///         Ok(4) // SELECT count(*) FROM notes WHERE tenant = …
///     }
/// }
///
/// let app: Router = Router::new()
///     .route("/notes", post(|| async {}).route_layer(RequireCap::new("maxNotes", Notes)));
/// ```
#[derive(Clone)]
pub struct RequireCap(Gate<Room>);

#[derive(Clone)]
pub struct Room {
    cap: Arc<str>,
    amount: u64,
    usage: Arc<dyn AnyUsage>,
}

/// The same as [`Usage`], behind a pointer.
trait AnyUsage: Send + Sync {
    fn used<'a>(&'a self, tenant: &'a str, cap: &'a str) -> BoxFuture<'a, Result<u64, UsageError>>;
}

impl<U: Usage> AnyUsage for U {
    fn used<'a>(&'a self, tenant: &'a str, cap: &'a str) -> BoxFuture<'a, Result<u64, UsageError>> {
        Box::pin(Usage::used(self, tenant, cap))
    }
}

impl RequireCap {
    /// The gate of this cap, of which `usage` says how much is in use.
    pub fn new(cap: &str, usage: impl Usage) -> Self {
        let cap = cap.into();
        unknown::gate(Kind::Cap, &cap);
        let requirement = Room { cap, amount: 1, usage: Arc::new(usage) };
        Self(Gate { requirement, observed: None })
    }

    /// How much each request takes; 1, unless said.
    pub fn amount(mut self, amount: u64) -> Self {
        self.0.requirement.amount = amount;
        self
    }

    /// Refuses nothing, and counts what it would have refused: to see what a gate will do before
    /// it does it. The request goes on also where it cannot be told whose it is.
    pub fn observe(mut self, observed: &Observed) -> Self {
        self.0.observed = Some(observed.clone());
        self
    }
}

impl Require for Room {
    async fn require(&self, request: &mut Parts) -> Result<(), GateError> {
        let current = Guard::current(request).await?;
        let used = self.usage.used(&current.tenant, &self.cap).await;
        current.require_cap(&self.cap, used.map_err(GateError::UsageUnavailable)?, self.amount)
    }

    /// What is in use is always to be waited for.
    fn at_once(&self, _: &mut Parts) -> Option<Result<(), GateError>> {
        None
    }
}

impl<S> Layer<S> for RequireCap {
    type Service = Gated<Room, S>;

    fn layer(&self, inner: S) -> Self::Service {
        self.0.layer(inner)
    }
}
