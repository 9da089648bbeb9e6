//! The route to which billing providers send their events.

use crate::billing::account::{StripeAccount, creation};
use crate::billing::asking::Worker;
use crate::billing::event::Event;
use crate::billing::intake::Intake;
use crate::billing::keeper::Keeper;
use crate::billing::provider::Provider;
use crate::billing::reader::Reader;
use crate::billing::stripe::Stripe;
use crate::billing::stripe::api::{Source, StripeApi};
use crate::billing::stripe::signature::{SecretError, Secrets};
use crate::billing::wanted::Asking;
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
use tiergate_store::{Backend, BillingReader, SqlStore, Store, Tenants};
use tokio::sync::Notify;

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
    reader: Reader,
    api: Option<StripeApi>,
}

impl StripeWebhook {
    /// Creates an endpoint with its secrets: two while one is being rolled. `live` says whether its
    /// events are those of live mode; events of the other mode are stored, and not used.
    ///
    /// # Errors
    ///
    /// [`SecretError`] if there is no secret, or one is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::SecretError> {
    /// use tiergate_server::StripeWebhook;
    ///
    /// let webhook = StripeWebhook::new(["whsec_new…", "whsec_old…"], true)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new<'a>(
        secrets: impl IntoIterator<Item = &'a str>,
        live: bool,
    ) -> Result<Self, SecretError> {
        let secrets = Secrets::new(secrets)?;
        let stripe = Stripe { secrets, is_live: live, account: None, reads_entitlements: false };
        Ok(Self { stripe, reader: Reader::new(false), api: None })
    }

    /// Sets the connected account whose events are used. Its owner can write all of its metadata,
    /// and so choose the tenant that pays.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::SecretError> {
    /// use tiergate_server::StripeWebhook;
    ///
    /// let webhook = StripeWebhook::new(["whsec_…"], true)?.account("acct_1");
    /// # Ok(())
    /// # }
    /// ```
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.stripe.account = Some(account.into());
        self
    }

    /// Makes `client_reference_id` name the tenant if nothing else does. With payment links and
    /// pricing tables the payer can choose it freely.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::SecretError> {
    /// use tiergate_server::StripeWebhook;
    ///
    /// let webhook = StripeWebhook::new(["whsec_…"], true)?.tenant_by_reference();
    /// # Ok(())
    /// # }
    /// ```
    pub fn tenant_by_reference(mut self) -> Self {
        self.reader.by_reference = true;
        self
    }

    /// Makes the lookup keys of a customer's entitlements count as names of items, as an add-on of
    /// its own in the tier map. Keys that the policy which decides a tenant does not list give
    /// nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::SecretError> {
    /// use tiergate_server::StripeWebhook;
    ///
    /// let webhook = StripeWebhook::new(["whsec_…"], true)?.entitlements();
    /// # Ok(())
    /// # }
    /// ```
    pub fn entitlements(mut self) -> Self {
        self.stripe.reads_entitlements = true;
        self
    }

    /// Creates tenants that a subscription or a session names and that do not exist. They start with
    /// what the policy gives to new ones. A typo in metadata creates a tenant, too.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example(
    /// #     tenants: tiergate_store::Tenants<tiergate_store::SqliteStore>,
    /// # ) -> Result<(), tiergate_server::SecretError> {
    /// use tiergate_server::StripeWebhook;
    ///
    /// let webhook = StripeWebhook::new(["whsec_…"], true)?.create_tenants(&tenants);
    /// let app: axum::Router = webhook.router(tenants.store().clone());
    /// # Ok(())
    /// # }
    /// ```
    pub fn create_tenants<S: Store + 'static>(mut self, tenants: &Tenants<S>) -> Self {
        self.reader.creation = Some(creation(tenants));
        self
    }

    /// Returns the account with the same settings, for what operators do.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example(
    /// #     tenants: tiergate_store::Tenants<tiergate_store::SqliteStore>,
    /// #     tokens: tiergate_server::Tokens,
    /// # ) -> Result<(), tiergate_server::SecretError> {
    /// use axum::{Extension, Router};
    /// use tiergate_server::{StripeWebhook, router};
    ///
    /// let webhook = StripeWebhook::new(["whsec_…"], true)?.tenant_by_reference();
    /// let (account, store) = (webhook.to_account(), tenants.store().clone());
    /// let routes = router(tenants, tokens).layer(Extension(account));
    /// let app: Router = routes.merge(webhook.router(store));
    /// # Ok(())
    /// # }
    /// ```
    pub fn to_account(&self) -> StripeAccount {
        let Self { stripe, reader, api } = self;
        StripeAccount {
            stripe: Stripe { secrets: Secrets::none(), ..stripe.clone() },
            by_reference: reader.by_reference,
            creation: reader.creation.clone(),
            api: api.clone(),
        }
    }

    /// Returns what works out stored reports, by these settings: for [`SqlStore::forget`] and its
    /// like.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     webhook: tiergate_server::StripeWebhook,
    /// #     store: tiergate_store::SqliteStore,
    /// # ) -> Result<(), tiergate_store::StoreError> {
    /// let a_year_ago = tiergate::now() - 365 * 86_400;
    /// let forgotten = store.forget(webhook.reader(), a_year_ago).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reader(&self) -> Arc<dyn BillingReader> {
        Arc::new(self.reader.clone())
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
        self.reader.asking = when;
        self.api = Some(api).filter(|_| when != Asking::Never);
        self
    }

    /// Returns the route `POST /webhooks/stripe`, and starts the tasks that store events, ask
    /// Stripe's API, and delete what is old. They end with the router. Call it within a Tokio
    /// runtime.
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
    pub fn router<DB: Backend>(self, store: SqlStore<DB>) -> Router {
        let (reader, wake) = (self.reader(), Arc::new(Notify::new()));
        let keeper = Keeper::start(store.clone(), Arc::clone(&reader), Arc::clone(&wake));
        let intake = Intake::start(store.clone(), reader, wake);
        let source = self.api.map(|api| Source::new(api, self.stripe.clone()));
        let worker = source.map(|source| Worker::start(store, Arc::new(self.reader), source));
        let state = Endpoint {
            stripe: self.stripe,
            intake,
            _keeper: Arc::new(keeper),
            _worker: Arc::new(worker),
        };
        Router::new()
            .route("/webhooks/stripe", post(receive))
            .method_not_allowed_fallback(no_method)
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(state)
    }
}

/// What receives events.
#[derive(Clone)]
struct Endpoint {
    stripe: Stripe,
    intake: Intake,
    _keeper: Arc<Keeper>,
    _worker: Arc<Option<Worker>>,
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
