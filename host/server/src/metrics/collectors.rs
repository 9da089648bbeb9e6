//! Metrics whose values are read again each time the metrics are requested.

use crate::gate::Observed;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::metrics::{MetricType, TypedMetric};
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, PoisonError};
use tiergate::{DecisionLog, Facts, Tiers};
use tiergate_store::{Backend, SqlStore};

/// What tiers cache, and by which policy they decide.
pub(crate) struct Cache<F>(pub(crate) Tiers<F>);

impl<F: Facts> Collector for Cache<F> {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let (counts, policy) = (self.0.counts(), self.0.policy());
        gauge(&mut to, "cache_tenants", "Tenants whose facts are cached", counts.tenants as u64)?;
        counter(&mut to, "cache_reads", "Reads of facts from the store", counts.reads)?;
        let words = "Failed reads of facts from the store";
        counter(&mut to, "cache_failed_reads", words, counts.failed_reads)?;
        let words = "Answers from facts that may be out of date";
        counter(&mut to, "cache_stale_answers", words, counts.stale)?;
        let words = "How often a tenant's entitlements were computed";
        counter(&mut to, "cache_computed", words, counts.computed)?;
        let catalog = policy.catalog();
        let info = Info::new([
            ("digest", policy.digest().to_owned()),
            ("name", catalog.name.clone()),
            ("version", catalog.version.clone()),
        ]);
        put(&mut to, "policy", "The active policy", &info)
    }
}

/// The log of decisions: how many are in it, and how many were lost.
#[derive(Debug)]
pub(crate) struct Recorded(pub(crate) DecisionLog);

impl Collector for Recorded {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let counts = self.0.counts();
        let words = "Decisions written to the log of decisions";
        counter(&mut to, "decisions_recorded", words, counts.recorded)?;
        let words = "Decisions missing in the log: too many waited, or writing failed";
        let mut to = to.encode_descriptor("decisions_lost", words, None, MetricType::Counter)?;
        for (reason, count) in [("queue_full", counts.dropped), ("write_failed", counts.failed)] {
            ConstCounter::new(count).encode(to.encode_family(&[("reason", reason)])?)?;
        }
        Ok(())
    }
}

/// How a store is doing.
pub(crate) struct Database<DB: Backend>(pub(crate) SqlStore<DB>);

impl<DB: Backend> Collector for Database<DB> {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let (status, policies) = (self.0.status(), self.0.policy_status());
        let words = "Connections for reading";
        gauge(&mut to, "store_connections", words, status.connections.into())?;
        let words = "Idle connections for reading";
        gauge(&mut to, "store_idle_connections", words, status.idle as u64)?;
        let words = "The number of the last event that has been seen";
        gauge(&mut to, "store_last_event", words, status.last_event)?;
        if let Some(ahead) = status.clock_ahead {
            let words = "How many seconds the clock is ahead of the store's";
            put(&mut to, "store_clock_ahead_seconds", words, &ConstGauge::new(seconds(ahead)))?;
        }
        let words = "1 if the store answered in the last 2 seconds, else 0";
        gauge(&mut to, "store_up", words, status.is_current.into())?;
        let words = "Policies that could not be loaded";
        gauge(&mut to, "policies_failed", words, policies.failed.len() as u64)
    }
}

fn seconds(milliseconds: i64) -> f64 {
    // Such differences are far below the numbers that a float cannot represent exactly.
    milliseconds as f64 / 1_000.0
}

/// Gates that only observe, by name.
#[derive(Clone, Default)]
pub(crate) struct Gates(Arc<Mutex<Vec<(&'static str, Observed)>>>);

impl Gates {
    pub(crate) fn add(&self, name: &'static str, observed: Observed) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((name, observed));
    }
}

impl Collector for Gates {
    fn encode(&self, mut to: DescriptorEncoder) -> fmt::Result {
        let gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if gates.is_empty() {
            return Ok(());
        }
        let words = "What gates that only observe would have refused";
        let mut to = to.encode_descriptor("observed", words, None, MetricType::Counter)?;
        for (gate, observed) in gates.iter() {
            let counts = [("denied", observed.denied()), ("unavailable", observed.unavailable())];
            for (outcome, count) in counts {
                let labels = [("gate", *gate), ("outcome", outcome)];
                ConstCounter::new(count).encode(to.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }
}

fn gauge(to: &mut DescriptorEncoder, name: &str, words: &str, value: u64) -> fmt::Result {
    put(to, name, words, &ConstGauge::new(value))
}

fn counter(to: &mut DescriptorEncoder, name: &str, words: &str, value: u64) -> fmt::Result {
    put(to, name, words, &ConstCounter::new(value))
}

fn put<M: EncodeMetric + TypedMetric>(
    to: &mut DescriptorEncoder,
    name: &str,
    words: &str,
    metric: &M,
) -> fmt::Result {
    metric.encode(to.encode_descriptor(name, words, None, M::TYPE)?)
}

impl<F> Debug for Cache<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Cache")
    }
}

impl<DB: Backend> Debug for Database<DB> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Database")
    }
}

impl Debug for Gates {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Gates")
    }
}
