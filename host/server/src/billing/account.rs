//! Stripe as one account has it.

use crate::billing::reader::Reader;
use crate::billing::stripe::Stripe;
use crate::billing::stripe::api::{Source, StripeApi};
use crate::billing::stripe::signature::Secrets;
use std::sync::Arc;
use tiergate_store::{BillingCreation, Store, Tenants};

/// Stripe's events and objects, as one account has them: to receive events
/// ([`StripeWebhook`](crate::StripeWebhook)), to [replay](Self::replay) them, and to compare what is
/// stored with Stripe ([`reconcile`](Self::reconcile)).
///
/// All three must have the same settings. If [`tenant_by_reference`](Self::tenant_by_reference) is
/// missing when something is replayed or compared, subscriptions that only a reference gave to a
/// tenant stay that tenant's, and are listed.
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
    pub(super) creation: Option<Arc<BillingCreation>>,
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

    /// Sets the connected account whose events are used. Its owner can write all of its metadata,
    /// and so choose the tenant that pays.
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

    /// Makes `client_reference_id` name the tenant if nothing else does. With payment links and
    /// pricing tables the payer can choose it freely.
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

    /// Makes the lookup keys of a customer's entitlements count as names of items, as an add-on of
    /// its own in the tier map. Keys that the policy which decides a tenant does not list give
    /// nothing. [`reconcile`](Self::reconcile) does not compare them, because Stripe lists them by
    /// customer alone: events about them, and what is asked when in doubt, keep them current.
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

    /// Creates tenants that a subscription or a session names and that do not exist. They start with
    /// what the policy gives to new ones. A typo in metadata creates a tenant, too.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example(tenants: tiergate_store::Tenants<tiergate_store::SqliteStore>) {
    /// let account = tiergate_server::StripeAccount::new(true).create_tenants(&tenants);
    /// # }
    /// ```
    pub fn create_tenants<S: Store + 'static>(mut self, tenants: &Tenants<S>) -> Self {
        let tenants = tenants.clone();
        self.creation = Some(Arc::new(move |returning| tenants.creation(None, returning)));
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
