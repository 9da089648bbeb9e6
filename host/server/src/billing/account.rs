//! Stripe as one account has it, for what operators do.

use crate::billing::reader::Reader;
use crate::billing::stripe::Stripe;
use crate::billing::stripe::api::{Source, StripeApi};
use crate::billing::stripe::signature::Secrets;
use std::sync::Arc;
use tiergate_store::{Creation, Store, Tenants};

/// Stripe's events and objects, as one account has them: to [replay](Self::replay) events, and to
/// compare what is stored with Stripe ([`reconcile`](Self::reconcile)).
///
/// Give it the settings of the webhook: [`StripeWebhook::to_account`](crate::StripeWebhook::to_account)
/// does. If [`tenant_by_reference`](Self::tenant_by_reference) is missing all the same, subscriptions
/// that only a reference gave to a tenant stay that tenant's, and are listed.
///
/// As an [`axum::Extension`] around [`router`](crate::router), operators can do both over HTTP.
///
/// # Examples
///
/// ```
/// # fn example(
/// #     tenants: tiergate_store::Tenants<tiergate_store::SqliteStore>,
/// #     tokens: tiergate_server::Tokens,
/// # ) -> Result<(), tiergate_server::StripeApiError> {
/// use axum::{Extension, Router};
/// use tiergate_server::{StripeAccount, StripeApi, router};
///
/// let account = StripeAccount::new(true).api(StripeApi::new("rk_live_…")?);
/// let app: Router = router(tenants, tokens).layer(Extension(account));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StripeAccount {
    pub(super) stripe: Stripe,
    pub(super) by_reference: bool,
    pub(super) creation: Option<Arc<Creation>>,
    pub(crate) api: Option<StripeApi>,
}

impl StripeAccount {
    /// Creates an account; `live` says whether its events are those of live mode.
    ///
    /// # Examples
    ///
    /// ```
    /// let test = tiergate_server::StripeAccount::new(false);
    /// ```
    pub fn new(live: bool) -> Self {
        let (secrets, account) = (Secrets::none(), None);
        let stripe = Stripe { secrets, is_live: live, account, reads_entitlements: false };
        Self { stripe, by_reference: false, creation: None, api: None }
    }

    /// Sets the connected account whose events are used: see
    /// [`StripeWebhook::account`](crate::StripeWebhook::account).
    ///
    /// # Examples
    ///
    /// ```
    /// let connected = tiergate_server::StripeAccount::new(true).connected("acct_1");
    /// ```
    pub fn connected(mut self, account: impl Into<String>) -> Self {
        self.stripe.account = Some(account.into());
        self
    }

    /// Makes `client_reference_id` name the tenant: see
    /// [`StripeWebhook::tenant_by_reference`](crate::StripeWebhook::tenant_by_reference).
    ///
    /// # Examples
    ///
    /// ```
    /// let account = tiergate_server::StripeAccount::new(true).tenant_by_reference();
    /// ```
    pub fn tenant_by_reference(mut self) -> Self {
        self.by_reference = true;
        self
    }

    /// Makes the lookup keys of customers' entitlements names of items: see
    /// [`StripeWebhook::entitlements`](crate::StripeWebhook::entitlements).
    ///
    /// # Examples
    ///
    /// ```
    /// let account = tiergate_server::StripeAccount::new(true).entitlements();
    /// ```
    pub fn entitlements(mut self) -> Self {
        self.stripe.reads_entitlements = true;
        self
    }

    /// Creates tenants that a subscription or a session names and that do not exist: see
    /// [`StripeWebhook::create_tenants`](crate::StripeWebhook::create_tenants).
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example(tenants: tiergate_store::Tenants<tiergate_store::SqliteStore>) {
    /// let account = tiergate_server::StripeAccount::new(true).create_tenants(&tenants);
    /// # }
    /// ```
    pub fn create_tenants<S: Store + 'static>(mut self, tenants: &Tenants<S>) -> Self {
        self.creation = Some(creation(tenants));
        self
    }

    /// Sets the API to ask.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example() -> Result<(), tiergate_server::StripeApiError> {
    /// use tiergate_server::{StripeAccount, StripeApi};
    ///
    /// let account = StripeAccount::new(true).api(StripeApi::new("rk_live_…")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn api(mut self, api: StripeApi) -> Self {
        self.api = Some(api);
        self
    }

    /// Returns what works out the state of subscriptions. Nothing is put on the list of what must
    /// be asked: who runs this may have no server that asks.
    pub(super) fn reader(&self) -> Reader {
        let creation = self.creation.clone();
        Reader { creation, is_careful: true, ..Reader::new(self.by_reference) }
    }

    /// Returns the API, as this account has it.
    pub(super) fn source(&self) -> Option<Source> {
        Some(Source::new(self.api.clone()?, self.stripe.clone()))
    }
}

/// Returns how tenants are created that a subscription or a session names.
pub(super) fn creation<S: Store + 'static>(tenants: &Tenants<S>) -> Arc<Creation> {
    let tenants = tenants.clone();
    Arc::new(move |returning| tenants.creation(None, returning))
}
