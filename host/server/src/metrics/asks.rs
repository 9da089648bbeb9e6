//! What was asked of billing systems.

use crate::billing::stripe::api::Counts;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use std::fmt;
use std::sync::Arc;
use tiergate::now;

/// What was asked of Stripe's API by this server, and what waits to be asked at all servers.
#[derive(Debug)]
pub(crate) struct Asks(pub(crate) Arc<Counts>);

impl Collector for Asks {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let words = "Requests to Stripe's API by outcome";
        outcomes(&mut to, "stripe_requests", words, &self.0.requests())?;
        let words = "Customers and others that Stripe was asked about, by outcome";
        outcomes(&mut to, "stripe_asks", words, &self.0.asks())?;
        let list = self.0.list();
        let oldest = list.since.map_or(0, |since| now().saturating_sub(since));
        for (name, words, value) in [
            ("stripe_asks_waiting", "Customers and others to ask Stripe about", list.waiting),
            ("stripe_asks_failing", "Those of them whose last ask failed", list.failing),
            ("stripe_asks_oldest_seconds", "How long the oldest of them waits", oldest),
        ] {
            let to = to.encode_descriptor(name, words, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(to)?;
        }
        Ok(())
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
