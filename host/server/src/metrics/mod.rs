//! Metrics for Prometheus.

pub(crate) mod asks;
pub(crate) mod background;
pub(crate) mod billing_counts;
pub(crate) mod collectors;
pub(crate) mod layer;
pub(crate) mod outcome;
pub(crate) mod tenant_counts;
pub(crate) mod trace;
pub(crate) mod webhooks;

use crate::billing::stripe::api::StripeApi;
use crate::gate::Observed;
use crate::metrics::asks::{Asks, Waiting};
use crate::metrics::billing_counts::Counted as CountedBilling;
use crate::metrics::collectors::{Cache, Database, Gates, Recorded};
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

/// Metrics of a server. A clone is another handle to the same metrics.
///
/// Put the [`layer`](Self::layer) around the routes that should be counted, and around the
/// [`Guard`](crate::Guard) of gates. Anyone who can reach the [`router`](Self::router) can read the
/// metrics, so serve it at an address that only Prometheus can reach.
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
    /// Creates metrics of requests, checks and refusals.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("tiergate");
        let requests = Arc::new(Requests::new(&mut registry));
        let gates = Gates::default();
        registry.register_collector(Box::new(gates.clone()));
        Self { registry: Arc::new(Mutex::new(registry)), requests, gates }
    }

    /// Returns the layer that counts what is within it.
    pub fn layer(&self) -> MetricsLayer {
        MetricsLayer(Arc::clone(&self.requests))
    }

    /// Adds metrics of what tiers cache, of the policy by which they decide, and of their
    /// [log of decisions](tiergate::DecisionLog) if they have one. Call it once.
    pub fn tiers<F: Facts>(&self, tiers: &Tiers<F>) {
        self.registry().register_collector(Box::new(Cache(tiers.clone())));
        if let Some(log) = tiers.decision_log() {
            self.registry().register_collector(Box::new(Recorded(log.clone())));
        }
    }

    /// Adds metrics of a store's connections, events and policies. Call it once.
    pub fn store<DB: Backend>(&self, store: &SqlStore<DB>) {
        self.registry().register_collector(Box::new(Database(store.clone())));
    }

    /// Adds the number of tenants by tier, by source, and by whether they are misconfigured. Call
    /// it once.
    ///
    /// The policy is asked about every tenant, in the background, when the metrics are read and
    /// the last count is older than both 5 minutes and 50 times as long as the count took. The
    /// first time that the metrics are read, there is no count yet.
    pub fn tenants<S: Store + 'static>(&self, tenants: &Tenants<S>) {
        self.registry().register_collector(Box::new(Counted::new(tenants.clone())));
    }

    /// Adds the number of subscriptions that belong to no tenant, and of those about which something
    /// is not known for sure, and how much waits to be asked of Stripe's API by all servers of the
    /// store. Call it once. They are counted in the background, as tenants are.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_server::Metrics;
    ///
    /// # async fn example() -> Result<(), tiergate_store::StoreError> {
    /// let store = tiergate_store::SqliteStore::in_memory().await?;
    /// Metrics::new().billing(&store);
    /// # Ok(())
    /// # }
    /// ```
    pub fn billing<DB: Backend>(&self, store: &SqlStore<DB>) {
        self.registry().register_collector(Box::new(Waiting::new(store.clone())));
        self.registry().register_collector(Box::new(CountedBilling::new(store.clone())));
    }

    /// Adds metrics of what this server asks of Stripe's API: requests and asks by outcome. Call it
    /// once.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::StripeApiError> {
    /// use tiergate_server::{Metrics, StripeApi};
    ///
    /// let (metrics, api) = (Metrics::new(), StripeApi::new("rk_live_…")?);
    /// metrics.stripe(&api);
    /// # Ok(())
    /// # }
    /// ```
    pub fn stripe(&self, api: &StripeApi) {
        self.registry().register_collector(Box::new(Asks(Arc::clone(api.counts()))));
    }

    /// Adds metrics of what a gate that only observes would have refused.
    pub fn observed(&self, gate: &'static str, observed: &Observed) {
        self.gates.add(gate, observed.clone());
    }

    /// Returns the route `GET /metrics`, in the text format of OpenMetrics.
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
