//! The gate of a cap.

use crate::gate::guard::Current;
use crate::gate::refusal::{GateError, UsageError};
use crate::gate::unknown::{self, Kind};
use crate::gate::{Gate, Gated, Observed, Require};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tiergate::Lookup;
use tower_layer::Layer;

/// Counts how much a tenant uses of a cap. The product implements it.
pub trait Usage: Send + Sync + 'static {
    /// Returns how much is in use now.
    ///
    /// # Errors
    ///
    /// The product's own error if it cannot count. The request is then refused as unavailable.
    fn used(&self, tenant: &str, cap: &str)
    -> impl Future<Output = Result<u64, UsageError>> + Send;
}

/// Lets requests through whose tenant may take one more of a cap. It goes around a route, and a
/// [`Guard`](crate::Guard) around the router.
///
/// What is in use is counted before the request takes more, so two requests at one time may both
/// be let through if one is left. If that must not happen, count in the transaction that takes.
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
    /// Creates the gate of this cap. `usage` counts how much is in use.
    pub fn new(cap: &str, usage: impl Usage) -> Self {
        let cap = cap.into();
        unknown::gate(Kind::Cap, &cap);
        let requirement = Room { cap, amount: 1, usage: Arc::new(usage) };
        Self(Gate { requirement, observed: None })
    }

    /// Sets how much each request takes, which defaults to 1.
    pub fn amount(mut self, amount: u64) -> Self {
        self.0.requirement.amount = amount;
        self
    }

    /// Refuses nothing, and counts what it would have refused, to show what a gate will do before
    /// it does. Unidentified requests are let through too.
    pub fn observe(mut self, observed: &Observed) -> Self {
        self.0.observed = Some(observed.clone());
        self
    }
}

impl Require for Room {
    fn require(&self, current: &Current) -> Lookup<'static, Result<(), GateError>> {
        let (room, current) = (self.clone(), current.clone());
        Lookup::pending(async move {
            let used = room.usage.used(&current.tenant, &room.cap).await;
            let used = used.map_err(GateError::UsageUnavailable)?;
            current.entitlements.require_cap(&room.cap, used, room.amount)?;
            Ok(())
        })
    }
}

impl<S> Layer<S> for RequireCap {
    type Service = Gated<Room, S>;

    fn layer(&self, inner: S) -> Self::Service {
        self.0.layer(inner)
    }
}
