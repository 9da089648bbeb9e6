//! How Stripe's events are received.

use crate::exit::BadInput;
use clap::ValueEnum;
use tiergate_server::StripeWebhook;

/// How Stripe's events are received.
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
    /// Whether the endpoint's events are of live or of test mode. Events of the other mode are not
    /// used.
    #[arg(
        id = "stripe_mode",
        long = "stripe-mode",
        env = "TIERGATE_STRIPE_MODE",
        value_name = "MODE"
    )]
    #[arg(default_value = "live")]
    mode: Mode,
    /// The connected account whose events are used; defaults to none. Its owner can write all
    /// metadata, and so choose the tenant.
    #[arg(
        id = "stripe_account",
        long = "stripe-account",
        env = "TIERGATE_STRIPE_ACCOUNT",
        value_name = "ACCOUNT"
    )]
    account: Option<String>,
    /// Take `client_reference_id` for the tenant if nothing else names one. With payment links and
    /// pricing tables the payer can choose it freely.
    #[arg(
        id = "stripe_reference",
        long = "stripe-reference",
        env = "TIERGATE_STRIPE_REFERENCE",
        value_name = "BOOL"
    )]
    #[arg(action = clap::ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    reference: bool,
    /// Create tenants that a subscription or a session names and that do not exist.
    #[arg(
        id = "stripe_create_tenants",
        long = "stripe-create-tenants",
        env = "TIERGATE_STRIPE_CREATE_TENANTS",
        value_name = "BOOL"
    )]
    #[arg(action = clap::ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    create_tenants: bool,
    /// Use the lookup keys of customers' entitlements as names of items, if the policy lists them.
    #[arg(
        id = "stripe_entitlements",
        long = "stripe-entitlements",
        env = "TIERGATE_STRIPE_ENTITLEMENTS",
        value_name = "BOOL"
    )]
    #[arg(action = clap::ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    entitlements: bool,
}

/// Whether money is real.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Live,
    Test,
}

impl Stripe {
    /// Returns whether tenants are created that do not exist.
    pub(super) fn creates_tenants(&self) -> bool {
        self.create_tenants
    }

    /// Returns the endpoint; `None` if it is not configured.
    pub(super) fn webhook(&self) -> Result<Option<StripeWebhook>, BadInput> {
        let Some(secrets) = &self.secret else { return Ok(None) };
        let webhook = StripeWebhook::new(secrets.split(','), self.mode == Mode::Live);
        let mut webhook = webhook.map_err(|error| BadInput(format!("--stripe-secret: {error}")))?;
        if let Some(account) = self.account.as_deref().filter(|it| !it.is_empty()) {
            webhook = webhook.account(account);
        }
        if self.reference {
            webhook = webhook.tenant_by_reference();
        }
        if self.entitlements {
            webhook = webhook.entitlements();
        }
        Ok(Some(webhook))
    }
}
