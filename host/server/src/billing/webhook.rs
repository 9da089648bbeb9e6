//! How Stripe's events are received: the settings.

use crate::billing::account::StripeAccount;
use crate::billing::asking::Worker;
use crate::billing::intake::Intake;
use crate::billing::keeper::Keeper;
use crate::billing::reader::Reader;
use crate::billing::receive::Endpoint;
use crate::billing::stripe::Stripe;
use crate::billing::stripe::signature::{SecretError, Secrets};
use crate::billing::wanted::Asking;
use axum::Router;
use std::sync::Arc;
use tiergate_store::{Backend, BillingReader, SqlStore};
use tokio::sync::Notify;

/// How Stripe's events are received. It has no `Debug`, because it has the endpoint's secrets.
///
/// # Examples
///
/// ```no_run
/// # fn example(store: tiergate_store::SqliteStore) -> Result<(), tiergate_server::SecretError> {
/// use tiergate_server::{StripeAccount, StripeWebhook};
///
/// let webhook = StripeWebhook::new(["whsec_…"], StripeAccount::new(true))?;
/// let app: axum::Router = webhook.router(store); // POST /webhooks/stripe
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StripeWebhook {
    secrets: Secrets,
    account: StripeAccount,
    asking: Asking,
}

impl StripeWebhook {
    /// Creates an endpoint for an account's events, with its secrets: two while one is being rolled.
    /// Events of the other mode are stored, and not used. If the account has an
    /// [`api`](StripeAccount::api), it is asked about what events leave in doubt.
    ///
    /// # Errors
    ///
    /// [`SecretError`] if there is no secret, or one is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::SecretError> {
    /// use tiergate_server::{StripeAccount, StripeWebhook};
    ///
    /// let account = StripeAccount::new(true);
    /// let webhook = StripeWebhook::new(["whsec_new…", "whsec_old…"], account)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn new<'a>(
        secrets: impl IntoIterator<Item = &'a str>,
        account: StripeAccount,
    ) -> Result<Self, SecretError> {
        let asking = if account.api.is_some() { Asking::Doubt } else { Asking::Never };
        Ok(Self { secrets: Secrets::new(secrets)?, account, asking })
    }

    /// Returns what works out stored reports, by these settings: for [`SqlStore::forget_billing`] and its
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
    /// let forgotten = store.forget_billing(webhook.reader(), a_year_ago).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reader(&self) -> Arc<dyn BillingReader> {
        Arc::new(self.own_reader())
    }

    fn own_reader(&self) -> Reader {
        let StripeAccount { by_reference, creation, .. } = &self.account;
        let (by_reference, creation) = (*by_reference, creation.clone());
        Reader { by_reference, creation, asking: self.asking, is_careful: false }
    }

    /// Sets when Stripe's API is asked in the background, if the account has one. Several servers of
    /// one database share the list of what must be asked.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use tiergate_server::{Asking, StripeAccount, StripeApi, StripeWebhook};
    ///
    /// let account = StripeAccount::new(true).api(StripeApi::new("rk_live_…")?);
    /// let webhook = StripeWebhook::new(["whsec_…"], account)?.asking(Asking::Always);
    /// # Ok(())
    /// # }
    /// ```
    pub fn asking(mut self, when: Asking) -> Self {
        self.asking = if self.account.api.is_some() { when } else { Asking::Never };
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
    /// use tiergate_server::{StripeAccount, StripeWebhook};
    ///
    /// let webhook = StripeWebhook::new(["whsec_…"], StripeAccount::new(true))?;
    /// let app: axum::Router = webhook.router(store); // POST /webhooks/stripe
    /// # Ok(())
    /// # }
    /// ```
    pub fn router<DB: Backend>(self, store: SqlStore<DB>) -> Router {
        let (reader, wake) = (self.reader(), Arc::new(Notify::new()));
        let keeper = Keeper::start(store.clone(), Arc::clone(&reader), Arc::clone(&wake));
        let intake = Intake::start(store.clone(), reader, Arc::clone(&wake));
        let source = self.account.source().filter(|_| self.asking != Asking::Never);
        let reader = Arc::new(self.own_reader());
        let worker = source.map(|source| Worker::start(store, reader, source, wake));
        let stripe = Stripe { secrets: self.secrets, ..self.account.stripe };
        let endpoint =
            Endpoint { stripe, intake, _keeper: Arc::new(keeper), _worker: Arc::new(worker) };
        endpoint.router()
    }
}
