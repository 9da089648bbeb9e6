//! Counting the events of billing systems.

use crate::billing::event::Problem;
use crate::billing::intake::Taken;
use crate::billing::provider::SignatureError;
use crate::metrics::layer::Labels;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;
use tiergate::Timestamp;

/// The metrics of events. They are an extension of each request; without it, events are not
/// counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Webhooks(Option<Arc<Events>>);

#[derive(Debug)]
struct Events {
    outcomes: Family<Labels<2>, Counter>,
    lag: Histogram,
}

impl Webhooks {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        // From what is sent at once to what Stripe sends again for the last time, after three days.
        let lag = Histogram::new([
            1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3_600.0, 21_600.0, 86_400.0, 259_200.0,
        ]);
        let outcomes = Family::<Labels<2>, Counter>::default();
        let words = "Events of billing systems, by what became of them and why";
        registry.register("billing_events", words, outcomes.clone());
        let words = "How long after an event happened it was stored";
        registry.register_with_unit("billing_lag", words, Unit::Seconds, lag.clone());
        Self(Some(Arc::new(Events { outcomes, lag })))
    }

    /// Counts an event that is refused.
    pub(crate) fn refused(&self, error: &SignatureError) {
        self.count("refused", error.kind());
    }

    /// Counts an event that is of no concern.
    pub(crate) fn of_no_concern(&self) {
        self.count("no_concern", "");
    }

    /// Counts an event that cannot be stored.
    pub(crate) fn unavailable(&self) {
        self.count("unavailable", "");
    }

    /// Counts an event that is stored, and its problems if it is new.
    pub(crate) fn taken(&self, taken: Taken, problems: &[Problem], lag: Option<Timestamp>) {
        if taken == Taken::Known {
            return self.count("known", "");
        }
        match problems.first() {
            None => self.count("taken", ""),
            Some(problem) => self.count("problem", problem.kind()),
        }
        if let (Some(events), Some(lag)) = (&self.0, lag) {
            // A lag is far below the numbers that a float cannot represent exactly.
            events.lag.observe(lag as f64);
        }
    }

    fn count(&self, outcome: &'static str, reason: &'static str) {
        let labels = [("outcome", Cow::Borrowed(outcome)), ("reason", Cow::Borrowed(reason))];
        if let Some(events) = &self.0 {
            events.outcomes.get_or_create_owned(&labels).inc();
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Webhooks {
    type Rejection = Infallible;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(request.extensions.get().cloned().unwrap_or_default())
    }
}
