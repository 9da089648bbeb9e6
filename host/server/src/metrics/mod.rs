//! What is counted, as Prometheus reads it.

pub(crate) mod collectors;
pub(crate) mod layer;
pub(crate) mod outcome;
pub(crate) mod tenant_counts;
pub(crate) mod trace;

use crate::gate::Observed;
use crate::metrics::collectors::{Cache, Database, Gates};
use crate::metrics::layer::{Measured, Requests};
use crate::metrics::tenant_counts::Counted;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tiergate::{Facts, Tiers};
use tiergate_store::{Backend, SqlStore, Store, Tenants};
use tower_layer::Layer;

/// Metrics of a server. A clone is one more handle on the same ones.
///
/// Its [`layer`](Self::layer) goes around the routes that are to be counted, and around the
/// [`Guard`](crate::Guard) of gates. Whoever reaches its [`router`](Self::router) reads them, so
/// serve that where only Prometheus comes.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use tiergate_server::Metrics;
///
/// let metrics = Metrics::new();
/// let app: Router = Router::new().route("/", get(|| async { "hello" })).layer(metrics.layer());
/// let for_prometheus: Router = metrics.router();
/// ```
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
    requests: Arc<Requests>,
    gates: Gates,
}

/// Counts requests, checks and refusals: see [`Metrics`].
#[derive(Clone, Debug)]
pub struct MetricsLayer(Arc<Requests>);

impl Metrics {
    /// Metrics of requests, checks and refusals.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("tiergate");
        let requests = Arc::new(Requests::new(&mut registry));
        let gates = Gates::default();
        registry.register_collector(Box::new(gates.clone()));
        Self { registry: Arc::new(Mutex::new(registry)), requests, gates }
    }

    /// The layer that counts what is within it.
    pub fn layer(&self) -> MetricsLayer {
        MetricsLayer(Arc::clone(&self.requests))
    }

    /// Tells of what tiers keep, and by which policy they decide, too. Call it once.
    pub fn tiers<F: Facts>(&self, tiers: &Tiers<F>) {
        self.registry().register_collector(Box::new(Cache(tiers.clone())));
    }

    /// Tells of a store's connections, events and policies, too. Call it once.
    pub fn store<DB: Backend>(&self, store: &SqlStore<DB>) {
        self.registry().register_collector(Box::new(Database(store.clone())));
    }

    /// Counts tenants by tier, source and whether they are misconfigured, too. Call it once.
    ///
    /// The policy is asked about every tenant, in the background, when the metrics are read and
    /// the last count is older than 5 minutes, or than 50 times what it took. So the first look
    /// has no count yet.
    pub fn tenants<S: Store + 'static>(&self, tenants: &Tenants<S>) {
        self.registry().register_collector(Box::new(Counted::new(tenants.clone())));
    }

    /// Tells of what a gate that only observes would have refused, too.
    pub fn observed(&self, gate: &'static str, observed: &Observed) {
        self.gates.add(gate, observed.clone());
    }

    /// `GET /metrics`, in the text of OpenMetrics.
    pub fn router(&self) -> Router {
        let metrics = self.clone();
        Router::new().route("/metrics", get(async move || metrics.answer()))
    }

    fn answer(&self) -> Response {
        let mut text = String::new();
        // OK because writing to a string does not fail.
        let _ = encode(&mut text, &self.registry());
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        ([(CONTENT_TYPE, kind)], text).into_response()
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for MetricsLayer {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Measured::new(inner, Arc::clone(&self.0))
    }
}
