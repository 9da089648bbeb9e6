//! Counting requests, checks and refusals as they happen.

use crate::error::ApiError;
use crate::metrics::outcome::Outcome;
use crate::metrics::webhooks::Webhooks;
use crate::problem::Problem;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, Method};
use axum::response::Response;
use futures_util::future::BoxFuture;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Instant;
use tower_service::Service;

pub(crate) type Labels<const N: usize> = [(&'static str, Cow<'static, str>); N];

/// The metrics of requests.
#[derive(Debug)]
pub(crate) struct Requests {
    durations: Family<Labels<3>, Histogram, fn() -> Histogram>,
    refusals: Family<Labels<1>, Counter>,
    checks: Checks,
    webhooks: Webhooks,
}

/// The counters of checks, by outcome. They are an extension of each request; without it, checks
/// are not counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checks(Option<Arc<Outcomes>>);

#[derive(Debug)]
struct Outcomes {
    allowed: Counter,
    denied: Counter,
    unavailable: Counter,
    unknown_feature: Counter,
    unknown_cap: Counter,
}

impl Checks {
    fn new(registry: &mut Registry) -> Self {
        let outcomes = Family::<Labels<1>, Counter>::default();
        let counter = |outcome: &'static str| {
            outcomes.get_or_create_owned(&[("outcome", Cow::Borrowed(outcome))])
        };
        let all = Outcomes {
            allowed: counter("allowed"),
            denied: counter("denied"),
            unavailable: counter("unavailable"),
            unknown_feature: counter("unknown_feature"),
            unknown_cap: counter("unknown_cap"),
        };
        registry.register("checks", "Checks by gates, handlers and over HTTP", outcomes);
        Self(Some(Arc::new(all)))
    }

    /// Returns the counters of a request.
    pub(crate) fn of(request: &Extensions) -> Self {
        request.get().cloned().unwrap_or_default()
    }

    /// Counts a check; does nothing for `None`, a request that turned out not to be a check.
    pub(crate) fn count(&self, outcome: Option<Outcome>) {
        let Some(outcomes) = &self.0 else { return };
        match outcome {
            Some(Outcome::Allowed) => outcomes.allowed.inc(),
            Some(Outcome::Denied) => outcomes.denied.inc(),
            Some(Outcome::Unavailable) => outcomes.unavailable.inc(),
            Some(Outcome::UnknownFeature) => outcomes.unknown_feature.inc(),
            Some(Outcome::UnknownCap) => outcomes.unknown_cap.inc(),
            None => return,
        };
    }

    /// Counts a check over HTTP, and returns its answer.
    pub(crate) fn count_answer<T>(
        &self,
        answer: Result<T, ApiError>,
        outcome: impl FnOnce(&T) -> Outcome,
    ) -> Result<T, ApiError> {
        self.count(match &answer {
            Ok(answer) => Some(outcome(answer)),
            Err(failure) => failure.outcome(),
        });
        answer
    }
}

impl<S: Sync> FromRequestParts<S> for Checks {
    type Rejection = Infallible;

    async fn from_request_parts(request: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&request.extensions))
    }
}

impl Requests {
    pub(crate) fn new(registry: &mut Registry) -> Self {
        // From how long a cached check takes to how long a write may wait.
        let buckets =
            || Histogram::new([0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0]);
        let durations = Family::new_with_constructor(buckets as fn() -> Histogram);
        let refusals = Family::default();
        let words = "Requests, by the time until the response began";
        registry.register_with_unit("request_duration", words, Unit::Seconds, durations.clone());
        registry.register("refusals", "Refusals by code", refusals.clone());
        let (checks, webhooks) = (Checks::new(registry), Webhooks::new(registry));
        Self { durations, refusals, checks, webhooks }
    }

    fn refused(&self, problem: &Problem) {
        self.refusals.get_or_create_owned(&[("code", Cow::Borrowed(problem.code))]).inc();
    }
}

/// A service whose requests are counted.
#[derive(Clone, Debug)]
pub struct Measured<S> {
    inner: S,
    requests: Arc<Requests>,
    /// A router has one such service for each of its routes.
    route: Arc<OnceLock<Route>>,
}

/// A route's histograms, looked up once.
#[derive(Debug)]
struct Route {
    method: &'static str,
    path: String,
    /// By the first digit of the status, less one.
    durations: [OnceLock<Histogram>; 5],
}

impl Route {
    fn of(request: &Request) -> Self {
        let path = path(request).to_owned();
        Self { method: method(request), path, durations: Default::default() }
    }

    fn is_of(&self, request: &Request) -> bool {
        self.method == method(request) && self.path == path(request)
    }

    fn done(&self, requests: &Requests, response: &Response, began: Instant) {
        let class = usize::from(response.status().as_u16() / 100);
        let Some(duration) = self.durations.get(class.saturating_sub(1)) else { return };
        let find = || {
            let labels = [
                ("method", self.method.into()),
                ("route", self.path.clone().into()),
                ("status", format!("{class}xx").into()),
            ];
            requests.durations.get_or_create_owned(&labels)
        };
        duration.get_or_init(find).observe(began.elapsed().as_secs_f64());
    }
}

/// Returns the name of a request's method. All unknown methods share one name, so that made-up
/// methods do not add metrics.
fn method(request: &Request) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Returns the template of a request's route. It is `none` if there is no such route, so that
/// made-up addresses do not add metrics.
fn path(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str)
}

impl<S> Measured<S> {
    pub(crate) fn new(inner: S, requests: Arc<Requests>) -> Self {
        Self { inner, requests, route: Arc::default() }
    }
}

impl<S> Service<Request> for Measured<S>
where
    S: Service<Request, Response = Response>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let began = Instant::now();
        let known = Arc::clone(&self.route);
        let same = known.get_or_init(|| Route::of(&request)).is_of(&request);
        let other = if same { None } else { Some(Route::of(&request)) };
        let requests = Arc::clone(&self.requests);
        request.extensions_mut().insert(requests.checks.clone());
        request.extensions_mut().insert(requests.webhooks.clone());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            if let Some(route) = other.as_ref().or(known.get()) {
                route.done(&requests, &response, began);
            }
            if let Some(problem) = response.extensions().get::<Problem>() {
                requests.refused(problem);
            }
            Ok(response)
        })
    }
}
