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
use tiergate_server::{AttachError, attach};
use tiergate_store::{Backend, BilledSubscription, SqlStore, WriteError, format_time};

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
        /// The most reports to list.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
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
            Self::Show { tenant } => show(&store.billed(&tenant).await?, json)?,
            Self::Unassigned => show(&unassigned(store).await?, json)?,
            Self::Problems { limit } => problems(store, limit, json).await?,
            Self::Attach { subscription, tenant, who } => {
                let taken = attach(store, &subscription, &tenant, &who.by()).await;
                taken.map_err(|error| match error {
                    AttachError::Write(WriteError::Store(error)) => error.into(),
                    error => anyhow::Error::from(BadInput(error.to_string())),
                })?;
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

/// Returns all subscriptions that belong to no tenant.
async fn unassigned<DB: Backend>(
    store: &SqlStore<DB>,
) -> Result<BTreeMap<String, BilledSubscription>> {
    let (mut all, mut after) = (BTreeMap::new(), None);
    loop {
        let page = store.unassigned(after.as_deref(), 1_000).await?;
        all.extend(page.rows.into_iter().map(|it| (it.id, it.billed)));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn problems<DB: Backend>(store: &SqlStore<DB>, limit: u32, json: bool) -> Result<()> {
    let page = store.billing_problems(None, limit).await?;
    if json {
        return print_json(&page.rows);
    }
    for it in page.rows {
        let (received, id) = (format_time(it.received), one_line(&it.id));
        for problem in &it.problems {
            let (kind, problem) = (one_line(&it.kind), one_line(problem));
            print(format_args!("{received} {id} {kind}: {problem}"))?;
        }
    }
    Ok(())
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
