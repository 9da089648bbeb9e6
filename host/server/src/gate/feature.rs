//! The gate of a feature.

use crate::gate::guard::{Current, Guard};
use crate::gate::refusal::GateError;
use crate::gate::unknown::{self, Kind};
use crate::gate::{Gate, Gated, Observed, Require};
use axum::http::request::Parts;
use std::sync::Arc;
use tower_layer::Layer;

/// Lets requests through whose tenant may use a feature. It goes around a route, and a
/// [`Guard`] around the router.
///
/// A gate of a feature that the policy does not have refuses everyone: the log warns of it when
/// the guard is put around the router, and when another policy is activated.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use tiergate_server::{FromHeader, Guard, RequireFeature};
///
/// # fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>) -> Result<(), Box<dyn std::error::Error>> {
/// let guard = Guard::new(tiers, FromHeader::new("x-tenant-id")?);
/// let app: Router = Router::new()
///     .route("/export", get(|| async { "all of it" }).route_layer(RequireFeature::new("export")))
///     .layer(guard.layer());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RequireFeature(Gate<Needed>);

#[derive(Clone)]
pub struct Needed(Arc<str>);

impl RequireFeature {
    /// The gate of this feature.
    pub fn new(feature: &str) -> Self {
        let feature = feature.into();
        unknown::gate(Kind::Feature, &feature);
        Self(Gate { requirement: Needed(feature), observed: None })
    }

    /// Refuses nothing, and counts what it would have refused: to see what a gate will do before
    /// it does it. The request goes on also where it cannot be told whose it is.
    pub fn observe(mut self, observed: &Observed) -> Self {
        self.0.observed = Some(observed.clone());
        self
    }
}

impl Require for Needed {
    async fn require(&self, request: &mut Parts) -> Result<(), GateError> {
        let current = Guard::current(request).await?;
        Ok(current.entitlements.feature(&self.0).require()?)
    }

    fn at_once(&self, request: &mut Parts) -> Option<Result<(), GateError>> {
        let require = |current: Current| Ok(current.entitlements.feature(&self.0).require()?);
        Some(Guard::known(request)?.and_then(require))
    }
}

impl<S> Layer<S> for RequireFeature {
    type Service = Gated<Needed, S>;

    fn layer(&self, inner: S) -> Self::Service {
        self.0.layer(inner)
    }
}
