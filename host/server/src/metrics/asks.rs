//! What was asked of billing systems, and what waits to be asked.

use crate::billing::stripe::api::Counts;
use crate::metrics::background::Background;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;
use tiergate::now;
use tiergate_store::{Backend, BillingAskStatus, SqlStore};

/// What was asked of Stripe's API by this server.
#[derive(Debug)]
pub(crate) struct Asks(pub(crate) Arc<Counts>);

impl Collector for Asks {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let words = "Requests to Stripe's API by outcome";
        outcomes(&mut to, "stripe_requests", words, &self.0.requests())?;
        let words = "Customers and others that Stripe was asked about, by outcome";
        outcomes(&mut to, "stripe_asks", words, &self.0.asks())
    }
}

/// How often the length of the list is read at most.
const PAUSE: Duration = Duration::from_secs(5);

/// What waits to be asked at all servers of a store, also if this one asks nothing.
pub(crate) struct Waiting<DB: Backend> {
    store: SqlStore<DB>,
    list: Background<BillingAskStatus>,
}

impl<DB: Backend> Waiting<DB> {
    pub(crate) fn new(store: SqlStore<DB>) -> Self {
        Self { store, list: Background::with_pause(PAUSE) }
    }
}

impl<DB: Backend> Collector for Waiting<DB> {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let store = self.store.clone();
        let list = self.list.last(async move {
            let status = store.ask_status().await;
            status.map_err(|error| tracing::warn!(%error, "asks cannot be counted")).ok()
        });
        let Some(BillingAskStatus { waiting, since, failing, .. }) = list else { return Ok(()) };
        let oldest = since.map_or(0, |since| now().saturating_sub(since));
        for (name, words, value) in [
            ("stripe_asks_waiting", "Customers and others to ask Stripe about", waiting),
            ("stripe_asks_failing", "Those of them whose last ask failed", failing),
            ("stripe_asks_oldest_seconds", "How long the oldest of them waits", oldest),
        ] {
            let to = to.encode_descriptor(name, words, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(to)?;
        }
        Ok(())
    }
}

impl<DB: Backend> Debug for Waiting<DB> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
}

fn outcomes(
    to: &mut DescriptorEncoder,
    name: &str,
    words: &str,
    counts: &[(&'static str, u64)],
) -> fmt::Result {
    let mut family = to.encode_descriptor(name, words, None, MetricType::Counter)?;
    for (outcome, count) in counts {
        ConstCounter::new(*count).encode(family.encode_family(&[("outcome", *outcome)])?)?;
    }
    Ok(())
}
