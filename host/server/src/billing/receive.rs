//! The route to which Stripe sends its events.

use crate::billing::asking::Worker;
use crate::billing::event::Event;
use crate::billing::intake::Intake;
use crate::billing::keeper::Keeper;
use crate::billing::provider::Provider;
use crate::billing::stripe::Stripe;
use crate::extract::Raw;
use crate::log_limiter::LogLimiter;
use crate::metrics::webhooks::Webhooks;
use crate::problem::{Problem, no_method};
use crate::problems;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::sync::Arc;
use tiergate::now;

/// The most bytes that an event may have: invoices have many lines.
const MOST: usize = 1 << 20;

/// Limits how often is logged what anyone on the internet can cause.
static REFUSALS: LogLimiter = LogLimiter::new();

/// Limits how often is logged what cannot be used of signed events.
static PROBLEMS: LogLimiter = LogLimiter::new();

/// The types of events for whose answer Stripe waits before it finalizes an invoice. They are
/// acknowledged whether they can be stored or not: an event of an account that is not configured, or
/// of the other mode, must delay no invoice.
const WAITED_FOR: [&str; 2] = ["invoice.created", "v1.invoice.created"];

/// What receives events.
#[derive(Clone)]
pub(super) struct Endpoint {
    pub(super) stripe: Stripe,
    pub(super) intake: Intake,
    pub(super) _keeper: Arc<Keeper>,
    pub(super) _worker: Arc<Option<Worker>>,
}

impl Endpoint {
    /// Returns the route.
    pub(super) fn router(self) -> Router {
        Router::new()
            .route("/webhooks/stripe", post(receive))
            .method_not_allowed_fallback(no_method)
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(self)
    }
}

/// Receives one event. What cannot be used is stored for an operator, and acknowledged: sending it
/// again would not help.
async fn receive(
    State(endpoint): State<Endpoint>,
    webhooks: Webhooks,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Response {
    if let Err(error) = endpoint.stripe.verify(&headers, &body, now()) {
        webhooks.refused(&error);
        if let Some(left_out) = REFUSALS.pass(error.kind()) {
            let words = "an event was refused: is it signed with the configured secret?";
            tracing::warn!(%error, left_out, "{words}");
        }
        return Problem::new(&problems::MALFORMED, error).into_response();
    }
    let event = endpoint.stripe.read(&body);
    if !event.is_of_concern() {
        webhooks.of_no_concern();
        return StatusCode::OK.into_response();
    }
    if WAITED_FOR.contains(&event.kind.as_str()) {
        // Nothing is lost with it but the line for an operator.
        tokio::spawn(async move { store(&endpoint.intake, &event, &webhooks).await });
        return StatusCode::OK.into_response();
    }
    store(&endpoint.intake, &event, &webhooks).await
}

async fn store(intake: &Intake, event: &Event, webhooks: &Webhooks) -> Response {
    for problem in &event.problems {
        if let Some(left_out) = PROBLEMS.pass(problem.kind()) {
            let words = "an event cannot be used as a whole";
            tracing::warn!(event = event.id, %problem, left_out, "{words}");
        }
    }
    match intake.take(event.clone()).await {
        Ok(taken) => {
            let lag = event.at.map(|at| now().saturating_sub(at));
            webhooks.taken(taken, &event.problems, lag);
            StatusCode::OK.into_response()
        }
        Err(_) => {
            webhooks.unavailable();
            let words = "the event was not stored: send it again";
            Problem::new(&problems::UNAVAILABLE, words).into_response()
        }
    }
}
