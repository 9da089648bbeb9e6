//! How Stripe's events are received, and when its API is asked.

use crate::command::stripe::{Account, Api};
use crate::exit::BadInput;
use clap::ValueEnum;
use tiergate_server::{Asking, StripeAccount, StripeApi, StripeWebhook};
use tiergate_store::{Store, Tenants};

/// How Stripe's events are received, and when its API is asked.
#[derive(clap::Args)]
pub(super) struct Stripe {
    /// The secret of the endpoint to which Stripe sends events, at /webhooks/stripe; two, separated
    /// by a comma, while one is rolled. Without it there is no such route. Other users of this
    /// machine can see flags, so give it in the environment or in the --config file.
    #[arg(
        id = "stripe_secret",
        long = "stripe-secret",
        env = "TIERGATE_STRIPE_SECRET",
        value_name = "SECRETS"
    )]
    #[arg(hide_env_values = true)]
    secret: Option<String>,
    #[command(flatten)]
    account: Account,
    #[command(flatten)]
    api: Api,
    /// When Stripe's API is asked: if events leave something in doubt, about every customer of whom
    /// an event reports anything, or never. Defaults to doubt with --stripe-key, and to never
    /// without it.
    #[arg(
        id = "stripe_ask",
        long = "stripe-ask",
        env = "TIERGATE_STRIPE_ASK",
        value_name = "WHEN"
    )]
    ask: Option<Ask>,
}

/// When Stripe's API is asked.
#[derive(Clone, Copy, ValueEnum)]
enum Ask {
    Doubt,
    Always,
    Never,
}

impl Stripe {
    /// Returns Stripe's API; `None` if there is no key. Fails if an option would do nothing.
    pub(super) fn api(&self) -> Result<Option<StripeApi>, BadInput> {
        let api = self.api.open()?;
        let asks = matches!(self.ask, Some(Ask::Doubt | Ask::Always)).then_some("--stripe-ask");
        let creates = self.account.create_tenants.then_some("--stripe-create-tenants");
        let (secret, key) = (self.secret.is_some(), api.is_some());
        for (option, is_used, requires) in [
            (asks.or_else(|| self.api.given()), key, "--stripe-key"),
            (asks.or(creates), secret, "--stripe-secret"),
            (self.account.given(), secret || key, "--stripe-secret or --stripe-key"),
        ] {
            if let Some(option) = option.filter(|_| !is_used) {
                return Err(BadInput(format!("{option} requires {requires}")));
            }
        }
        Ok(api)
    }

    /// Returns the account; `None` if nothing of Stripe is configured.
    pub(super) fn account<S: Store + 'static>(
        &self,
        api: Option<StripeApi>,
        tenants: &Tenants<S>,
    ) -> Option<StripeAccount> {
        let is_used = self.secret.is_some() || api.is_some();
        let account = is_used.then(|| self.account.open(api))?;
        Some(if self.account.create_tenants { account.create_tenants(tenants) } else { account })
    }

    /// Returns the endpoint for the account's events; `None` if there is no secret.
    pub(super) fn webhook(
        &self,
        account: StripeAccount,
    ) -> Result<Option<StripeWebhook>, BadInput> {
        let Some(secrets) = &self.secret else { return Ok(None) };
        let webhook = StripeWebhook::new(secrets.split(','), account);
        let webhook = webhook.map_err(|error| BadInput(format!("--stripe-secret: {error}")))?;
        Ok(Some(match self.ask {
            None => webhook,
            Some(Ask::Doubt) => webhook.asking(Asking::Doubt),
            Some(Ask::Always) => webhook.asking(Asking::Always),
            Some(Ask::Never) => webhook.asking(Asking::Never),
        }))
    }
}
