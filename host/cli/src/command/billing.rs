//! `tiergate billing`: shows what billing systems reported, assigns it to tenants, and puts it right.

use super::actor::Author;
use super::reconcile::Reconcile;
use super::replay::Replay;
use super::store_address::{self, Address, Place};
use crate::exit::{BadInput, Exit};
use crate::printed::{one_line, print, print_json};
use anyhow::Result;
use sqlx::{Postgres, Sqlite};
use std::collections::BTreeMap;
use tiergate_store::{Backend, BilledSubscription, SqlStore};

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
    /// stored. Safe to run twice, and next to a running server.
    Replay(Replay),
    /// Compare what is stored with all subscriptions of Stripe, list what differs, and write it.
    /// Safe to run twice, and next to a running server.
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
            Self::Show { tenant } => show(&store.billed(&tenant).await?, json)?,
            Self::Unassigned => show(&store.unassigned().await?, json)?,
            Self::Attach { subscription, tenant, who } => {
                if store.billed_subscription(&subscription).await?.is_none() {
                    let text = format!("no report names the subscription `{subscription}`");
                    return Err(BadInput(text).into());
                }
                tiergate_server::attach(store, &subscription, &tenant, &who.by()).await?;
                if !json {
                    print(format_args!("{subscription} belongs to {}", one_line(&tenant)))?;
                }
            }
            Self::Replay(replay) => replay.run(store, json).await?,
            Self::Reconcile(reconcile) => reconcile.run(store, json).await?,
        }
        Ok(Exit::Success)
    }
}

fn show(all: &BTreeMap<String, BilledSubscription>, json: bool) -> Result<()> {
    if json {
        return print_json(all);
    }
    for (id, it) in all {
        let text = it
            .subscription
            .as_ref()
            .map_or_else(|| format!("never reported ({id})"), super::tenant::subscription);
        let tenant = it
            .tenant
            .as_deref()
            .map_or_else(String::new, |tenant| format!(", of `{}`", one_line(tenant)));
        print(format_args!("{}{tenant}", one_line(&text)))?;
        for doubt in &it.doubts {
            print(format_args!("  in doubt: {}", one_line(doubt)))?;
        }
    }
    Ok(())
}
