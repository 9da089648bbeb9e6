//! The route to which billing providers send their events.

use crate::billing::asking::Worker;
use crate::billing::intake::Intake;
use crate::billing::provider::Provider;
use crate::billing::reader::{Reader, report};
use crate::billing::stripe::Stripe;
use crate::billing::stripe::api::{Source, StripeApi};
use crate::billing::stripe::signature::{SecretError, Secrets};
use crate::billing::wanted::Asking;
use crate::problem::Problem;
use crate::problems;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use std::sync::Arc;
use tiergate::now;
use tiergate_store::{Backend, SqlStore};

/// The most bytes that an event may have: invoices have many lines.
const MOST: usize = 1 << 20;

/// How Stripe's events are received. It has no `Debug`, because it has the endpoint's secrets.
///
/// # Examples
///
/// ```no_run
/// # fn example(store: tiergate_store::SqliteStore) -> Result<(), tiergate_server::SecretError> {
/// use tiergate_server::StripeWebhook;
///
/// let webhook = StripeWebhook::new(["whsec_…"], true)?;
/// let app: axum::Router = webhook.router(store); // POST /webhooks/stripe
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StripeWebhook {
    stripe: Stripe,
    by_reference: bool,
    asks: Option<(StripeApi, Asking)>,
}

impl StripeWebhook {
    /// Creates an endpoint with its secrets: two while one is being rolled. `live` says whether its
    /// events are those of live mode; events of the other mode are stored, and not used.
    ///
    /// # Errors
    ///
    /// [`SecretError`] if there is no secret, or one is empty.
    pub fn new<'a>(
        secrets: impl IntoIterator<Item = &'a str>,
        live: bool,
    ) -> Result<Self, SecretError> {
        let secrets = Secrets::new(secrets)?;
        let stripe = Stripe { secrets, is_live: live, account: None, reads_entitlements: false };
        Ok(Self { stripe, by_reference: false, asks: None })
    }

    /// Sets the connected account whose events are used. Its owner can write all of its metadata,
    /// and so choose the tenant that pays.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.stripe.account = Some(account.into());
        self
    }

    /// Makes `client_reference_id` name the tenant if nothing else does. With payment links and
    /// pricing tables the payer can choose it freely.
    pub fn tenant_by_reference(mut self) -> Self {
        self.by_reference = true;
        self
    }

    /// Makes the lookup keys of a customer's entitlements count as names of items, as an add-on of
    /// its own in the tier map. Keys that the policy which decides a tenant does not list give
    /// nothing.
    pub fn entitlements(mut self) -> Self {
        self.stripe.reads_entitlements = true;
        self
    }

    /// Has Stripe's API asked about what events leave in doubt, in the background; with
    /// [`Asking::Always`], about every customer of whom an event reports anything. Several servers
    /// of one database share the list of what must be asked.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use tiergate_server::{Asking, StripeApi, StripeWebhook};
    ///
    /// let webhook = StripeWebhook::new(["whsec_…"], true)?;
    /// let webhook = webhook.ask(StripeApi::new("rk_live_…")?, Asking::Doubt);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ask(mut self, api: StripeApi, when: Asking) -> Self {
        self.asks = Some((api, when));
        self
    }

    /// Returns the route `POST /webhooks/stripe`, and starts the tasks that store events and ask
    /// Stripe's API. They end with the router. Call it within a Tokio runtime.
    pub fn router<DB: Backend>(self, store: SqlStore<DB>) -> Router {
        let asking = self.asks.as_ref().map_or(Asking::Never, |(_, asking)| *asking);
        let reader = Reader { by_reference: self.by_reference, asking };
        let intake = Intake::start(store.clone(), reader.clone());
        let asks = self.asks.filter(|(_, asking)| *asking != Asking::Never);
        let source = asks.map(|(api, _)| Source::new(api, self.stripe.clone()));
        let worker = source.map(|source| Worker::start(store, Arc::new(reader), source));
        Router::new()
            .route("/webhooks/stripe", post(receive))
            .layer(DefaultBodyLimit::max(MOST))
            // It ends with the last clone of the router.
            .layer(Extension(Arc::new(worker)))
            .with_state((self.stripe, intake))
    }
}

/// Receives one event. What cannot be used is stored for an operator, and acknowledged: sending it
/// again would not help.
async fn receive(
    State((stripe, intake)): State<(Stripe, Intake)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(error) = stripe.verify(&headers, &body, now()) {
        tracing::warn!(%error, "an event was refused: is it signed with the configured secret?");
        return Problem::new(&problems::MALFORMED, error).into_response();
    }
    let event = stripe.read(&body);
    if !event.is_of_concern() {
        return StatusCode::OK.into_response();
    }
    let Ok(report) = report(&event) else {
        return Problem::new(&problems::UNAVAILABLE, "the event cannot be stored").into_response();
    };
    for problem in &report.problems {
        tracing::warn!(event = report.id, problem, "an event cannot be used as a whole");
    }
    match intake.take(report).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(_) => {
            let words = "the event was not stored: send it again";
            Problem::new(&problems::UNAVAILABLE, words).into_response()
        }
    }
}
