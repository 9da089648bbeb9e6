//! How many subscriptions need an operator, for metrics.

use crate::metrics::background::Background;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt::{self, Debug, Formatter};
use tiergate_store::{Backend, BillingCounts, SqlStore};

/// A counter of a store's subscriptions.
pub(crate) struct Counted<DB: Backend> {
    store: SqlStore<DB>,
    counts: Background<BillingCounts>,
}

impl<DB: Backend> Counted<DB> {
    pub(crate) fn new(store: SqlStore<DB>) -> Self {
        Self { store, counts: Background::default() }
    }
}

impl<DB: Backend> Collector for Counted<DB> {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let store = self.store.clone();
        let counts = self.counts.last(async move {
            let counts = store.billing_counts().await;
            counts.map_err(|error| tracing::warn!(%error, "subscriptions cannot be counted")).ok()
        });
        let Some(BillingCounts { unassigned, in_doubt, .. }) = counts else { return Ok(()) };
        for (name, words, value) in [
            ("billing_unassigned", "Subscriptions that belong to no tenant", unassigned),
            ("billing_in_doubt", "Subscriptions that are not known for sure", in_doubt),
        ] {
            let to = to.encode_descriptor(name, words, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(to)?;
        }
        Ok(())
    }
}

impl<DB: Backend> Debug for Counted<DB> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}
