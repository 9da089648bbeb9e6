//! How many tenants are on which tier, for metrics.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiergate::Timestamp;
use tiergate_store::{Census, Store, Tenants};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// How long after a count the next one may begin at the earliest.
const PAUSE: Duration = Duration::from_secs(300);

/// How many times as long as a count the pause after it is, at least: counting takes at most 2 % of
/// the time, however many tenants there are.
const SHARE: u32 = 50;

/// A counter of a store's tenants. It counts in the background, when the metrics are read and the
/// last count is old.
pub(crate) struct Counted<S> {
    tenants: Tenants<S>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    last: Option<(Census, Timestamp)>,
    /// When the next count may begin.
    due: Option<Instant>,
    under_way: Option<JoinHandle<()>>,
}

impl<S: Store + 'static> Counted<S> {
    pub(crate) fn new(tenants: Tenants<S>) -> Self {
        Self { tenants, state: Arc::default() }
    }

    /// Begins a count if one is due and none is under way.
    fn refresh(&self) {
        // OK because metrics are served only within a runtime.
        let Ok(runtime) = Handle::try_current() else { return };
        let mut state = lock(&self.state);
        let is_due = state.due.is_none_or(|due| due <= Instant::now());
        if !is_due || state.under_way.as_ref().is_some_and(|task| !task.is_finished()) {
            return;
        }
        let (tenants, shared) = (self.tenants.clone(), Arc::clone(&self.state));
        state.under_way = Some(runtime.spawn(async move {
            let began = Instant::now();
            let counted = tenants.census().await;
            let took = began.elapsed();
            let mut state = lock(&shared);
            state.due = Some(Instant::now() + PAUSE.max(took * SHARE));
            match counted {
                Ok(census) => state.last = Some((census, tenants.tiers().now())),
                Err(error) => tracing::warn!(%error, "tenants cannot be counted"),
            }
        }));
    }
}

impl<S: Store + 'static> Collector for Counted<S> {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        self.refresh();
        let state = lock(&self.state);
        let Some((census, at)) = &state.last else { return Ok(()) };
        let words = "Tenants by tier and source, as of the last count";
        let mut family = to.encode_descriptor("tenants", words, None, MetricType::Gauge)?;
        for row in &census.tiers {
            let misconfigured = if row.misconfigured { "true" } else { "false" };
            let labels = [
                ("tier", row.tier.as_str()),
                ("source", row.source),
                ("misconfigured", misconfigured),
            ];
            ConstGauge::new(row.tenants).encode(family.encode_family(&labels)?)?;
        }
        for (name, words, value) in [
            ("tenants_unanswered", "Tenants the policy gives no answer for", census.unanswered),
            ("tenants_counted_timestamp_seconds", "When tenants were last counted", *at),
        ] {
            let to = to.encode_descriptor(name, words, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(to)?;
        }
        Ok(())
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<S> Debug for Counted<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}
