//! The account whose objects are read.

use super::StripeApi;
use crate::billing::stripe::Stripe;

/// Stripe's API, as the account of an endpoint's events has it.
#[derive(Clone)]
pub(crate) struct Source {
    pub(super) api: StripeApi,
    /// Whose events the answers are read like.
    pub(crate) stripe: Stripe,
}

impl Source {
    pub(crate) fn new(api: StripeApi, stripe: Stripe) -> Self {
        Self { api, stripe }
    }

    pub(crate) fn api(&self) -> &StripeApi {
        &self.api
    }
}
