//! `tiergate billing`: shows what billing systems reported, assigns it to tenants, and puts it right.

use super::actor::Author;
use super::billing_lists::{self, Part};
use super::reconcile::Reconcile;
use super::replay::Replay;
use super::store_address::{self, Address, Place};
use crate::exit::{BadInput, Exit};
use crate::printed::{one_line, print, print_json};
use anyhow::Result;
use sqlx::{Postgres, Sqlite};
use tiergate_server::{AttachError, attach};
use tiergate_store::{Backend, BillingListed, SqlStore, WriteError};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Show a tenant's subscriptions, and what is not known for sure about them.
    Show {
        /// The tenant.
        tenant: String,
    },
    /// List subscriptions that belong to no tenant, or to one that does not exist.
    Unassigned,
    /// List reports that were not understood, or not as a whole, the last one first.
    Problems {
        #[command(flatten)]
        part: Part,
    },
    /// List what Stripe must be asked about, what failed most often first, and why it failed.
    Asks {
        #[command(flatten)]
        part: Part,
    },
    /// List the last ten comparisons and replays that were begun over HTTP, the last one first.
    Runs,
    /// Assign a subscription to a tenant, whatever its own data says.
    Attach {
        /// The subscription, such as stripe:sub_1.
        subscription: String,
        /// The tenant.
        tenant: String,
        #[command(flatten)]
        who: Author,
    },
    /// Take in events from a file as if Stripe had sent them again, or work out again what is
    /// stored. Safe to run twice, and next to a running server. Give the same --stripe-* options as
    /// to `tiergate serve`.
    Replay(Replay),
    /// Compare what is stored with all subscriptions of Stripe, list what differs, and write it.
    /// Safe to run twice, and next to a running server. Give the same --stripe-* options as to
    /// `tiergate serve`.
    Reconcile(Reconcile),
}

pub(crate) fn run(arguments: Arguments) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let Arguments { place, command } = arguments;
        match Address::parse(&place.store)? {
            Address::Sqlite(path) if !path.exists() => {
                Err(BadInput(format!("there is no store `{}`", path.display())).into())
            }
            Address::Sqlite(path) => {
                command.run::<Sqlite>(&store_address::open(path).await?, place.json).await
            }
            Address::Postgres(url) => {
                command.run::<Postgres>(&store_address::connect(url).await?, place.json).await
            }
        }
    })
}

impl Command {
    async fn run<DB: Backend>(self, store: &SqlStore<DB>, json: bool) -> Result<Exit> {
        match self {
            Self::Show { tenant } => billing_lists::of_tenant(store, tenant, json).await?,
            Self::Unassigned => billing_lists::unassigned(store, json).await?,
            Self::Problems { part } => billing_lists::problems(store, &part, json).await?,
            Self::Asks { part } => billing_lists::asks(store, &part, json).await?,
            Self::Runs => billing_lists::runs(store, json).await?,
            Self::Attach { subscription, tenant, who } => {
                let taken = attach(store, &subscription, &tenant, &who.by()).await;
                taken.map_err(|error| match error {
                    AttachError::Write(WriteError::Store(error)) => error.into(),
                    error => anyhow::Error::from(BadInput(error.to_string())),
                })?;
                if json {
                    let billed = store.billed_subscription(&subscription).await?;
                    print_json(&BillingListed::new(subscription, billed.unwrap_or_default()))?;
                } else {
                    print(format_args!("{subscription} belongs to {}", one_line(&tenant)))?;
                }
            }
            Self::Replay(replay) => replay.run(store, json).await?,
            Self::Reconcile(reconcile) => reconcile.run(store, json).await?,
        }
        Ok(Exit::Success)
    }
}
