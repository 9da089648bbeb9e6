//! How many tenants are on which tier, for metrics.

use crate::metrics::background::Background;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use tiergate::Timestamp;
use tiergate_store::{Census, Store, Tenants};

/// A counter of a store's tenants.
pub(crate) struct Counted<S> {
    tenants: Tenants<S>,
    counts: Background<Arc<(Census, Timestamp)>>,
}

impl<S: Store + 'static> Counted<S> {
    pub(crate) fn new(tenants: Tenants<S>) -> Self {
        Self { tenants, counts: Background::default() }
    }

    /// Returns the last count, and when it was made.
    fn last(&self) -> Option<Arc<(Census, Timestamp)>> {
        let tenants = self.tenants.clone();
        self.counts.last(async move {
            match tenants.census().await {
                Ok(census) => Some(Arc::new((census, tenants.tiers().now()))),
                Err(error) => {
                    tracing::warn!(%error, "tenants cannot be counted");
                    None
                }
            }
        })
    }
}

impl<S: Store + 'static> Collector for Counted<S> {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let Some(last) = self.last() else { return Ok(()) };
        let (census, at) = &*last;
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

impl<S> Debug for Counted<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}
