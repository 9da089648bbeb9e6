//! The gate of a feature.

use crate::gate::guard::Current;
use crate::gate::refusal::GateError;
use crate::gate::unknown::{self, Kind};
use crate::gate::{Gate, Gated, Observed, Require};
use std::sync::Arc;
use tiergate::Lookup;
use tower_layer::Layer;

/// Lets requests through whose tenant may use a feature. It goes around a route, and a
/// [`Guard`](crate::Guard) around the router.
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
    /// Creates the gate of this feature.
    pub fn new(feature: &str) -> Self {
        let feature = feature.into();
        unknown::gate(Kind::Feature, &feature);
        Self(Gate { requirement: Needed(feature), observed: None })
    }

    /// Refuses nothing, and counts what it would have refused, to show what a gate will do before
    /// it does. Unidentified requests are let through too.
    pub fn observe(mut self, observed: &Observed) -> Self {
        self.0.observed = Some(observed.clone());
        self
    }
}

impl Require for Needed {
    fn require(&self, current: &Current) -> Lookup<'static, Result<(), GateError>> {
        let decision = current.entitlements.feature(&self.0);
        Lookup::ready(decision.require().map_err(GateError::from))
    }
}

impl<S> Layer<S> for RequireFeature {
    type Service = Gated<Needed, S>;

    fn layer(&self, inner: S) -> Self::Service {
        self.0.layer(inner)
    }
}
