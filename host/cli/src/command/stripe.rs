//! Stripe's account and API, for all commands that need them.

use super::active_policy;
use crate::exit::BadInput;
use anyhow::{Context, Result};
use clap::{ArgAction, ValueEnum};
use tiergate::Tiers;
use tiergate_server::{StripeAccount, StripeApi};
use tiergate_store::{Backend, SqlStore, Tenants};

/// The account whose events and objects are read.
#[derive(clap::Args)]
pub(super) struct Account {
    /// Whether the account's events and objects are of live or of test mode. Those of the other
    /// mode are not used.
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
    connected: Option<String>,
    /// Take `client_reference_id` for the tenant if nothing else names one. With payment links and
    /// pricing tables the payer can choose it freely.
    #[arg(
        id = "stripe_reference",
        long = "stripe-reference",
        env = "TIERGATE_STRIPE_REFERENCE",
        value_name = "BOOL"
    )]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    reference: bool,
    /// Use the lookup keys of customers' entitlements as names of items, if the policy lists them.
    #[arg(
        id = "stripe_entitlements",
        long = "stripe-entitlements",
        env = "TIERGATE_STRIPE_ENTITLEMENTS",
        value_name = "BOOL"
    )]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    entitlements: bool,
    /// Create tenants that a subscription or a session names and that do not exist.
    #[arg(
        id = "stripe_create_tenants",
        long = "stripe-create-tenants",
        env = "TIERGATE_STRIPE_CREATE_TENANTS",
        value_name = "BOOL"
    )]
    #[arg(action = ArgAction::Set, num_args = 0..=1, require_equals = true)]
    #[arg(default_value_t = false, default_missing_value = "true")]
    pub(super) create_tenants: bool,
}

/// Whether money is real.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Live,
    Test,
}

impl Account {
    fn is_live(&self) -> bool {
        self.mode == Mode::Live
    }

    /// Returns the connected account, if there is one.
    fn connected(&self) -> Option<&str> {
        self.connected.as_deref().filter(|it| !it.is_empty())
    }

    /// Returns the account for a store, with its API if there is a key. The store's active policy
    /// says what tenants start with that are created.
    pub(super) async fn open_for<DB: Backend>(
        &self,
        store: &SqlStore<DB>,
        api: Option<StripeApi>,
    ) -> Result<StripeAccount> {
        let account = self.open(api);
        if !self.create_tenants {
            return Ok(account);
        }
        let policy = active_policy::required(store).await?.context(BadInput(
            "--stripe-create-tenants: activate a policy first, with `tiergate policy activate`"
                .into(),
        ))?;
        let tenants = Tenants::new(Tiers::builder(policy, store.clone()).build());
        Ok(account.create_tenants(&tenants))
    }

    /// Returns an option that is given; `None` if all have their defaults.
    pub(super) fn given(&self) -> Option<&'static str> {
        let options = [
            (self.mode != Mode::Live, "--stripe-mode"),
            (self.connected().is_some(), "--stripe-account"),
            (self.reference, "--stripe-reference"),
            (self.entitlements, "--stripe-entitlements"),
            (self.create_tenants, "--stripe-create-tenants"),
        ];
        options.into_iter().find(|(is_given, _)| *is_given).map(|(_, option)| option)
    }

    /// Returns the account, with its API if there is a key.
    pub(super) fn open(&self, api: Option<StripeApi>) -> StripeAccount {
        let mut account = StripeAccount::new(self.is_live());
        if let Some(connected) = self.connected() {
            account = account.connected(connected);
        }
        if self.reference {
            account = account.tenant_by_reference();
        }
        if self.entitlements {
            account = account.entitlements();
        }
        match api {
            Some(api) => account.api(api),
            None => account,
        }
    }
}

/// The default address of Stripe's API.
const ADDRESS: &str = "https://api.stripe.com";

/// How many requests a second are made by default.
const PER_SECOND: u32 = 10;

/// Stripe's API.
#[derive(clap::Args)]
pub(super) struct Api {
    /// A key of Stripe's API, to ask about what events leave in doubt: a restricted one, `rk_…`,
    /// that may read customers, subscriptions, invoices, products, prices, checkout sessions and
    /// entitlements, and write nothing. Other users of this machine can see flags, so give it in
    /// the environment or, to `tiergate serve`, in the --config file.
    #[arg(id = "stripe_key", long = "stripe-key", env = "TIERGATE_STRIPE_KEY", value_name = "KEY")]
    #[arg(hide_env_values = true)]
    key: Option<String>,
    /// The address of Stripe's API, which may have a path: https, or http on this machine.
    #[arg(id = "stripe_api", long = "stripe-api", env = "TIERGATE_STRIPE_API", value_name = "URL")]
    #[arg(default_value = ADDRESS)]
    address: String,
    /// How many requests a second this process makes to Stripe's API. Stripe allows an account 100,
    /// and 25 in a sandbox and for each kind of object; all servers and commands add up.
    #[arg(
        id = "stripe_asks_per_second",
        long = "stripe-asks-per-second",
        env = "TIERGATE_STRIPE_ASKS_PER_SECOND",
        value_name = "COUNT"
    )]
    #[arg(default_value_t = PER_SECOND, value_parser = clap::value_parser!(u32).range(1..=100))]
    per_second: u32,
}

impl Api {
    /// Returns an option besides the key that is given; `None` if all have their defaults.
    pub(super) fn given(&self) -> Option<&'static str> {
        let address = (self.address != ADDRESS).then_some("--stripe-api");
        address.or((self.per_second != PER_SECOND).then_some("--stripe-asks-per-second"))
    }

    /// Returns the API; `None` if there is no key.
    pub(super) fn open(&self) -> Result<Option<StripeApi>, BadInput> {
        let Some(key) = &self.key else { return Ok(None) };
        let api =
            StripeApi::new(key).map_err(|error| BadInput(format!("--stripe-key: {error}")))?;
        let api = api.address(&self.address);
        let api = api.map_err(|error| BadInput(format!("--stripe-api: {error}")))?;
        Ok(Some(api.per_second(self.per_second)))
    }
}
