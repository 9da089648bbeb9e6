//! `tiergate policy`: manages the policies of a store, and which one is active.

mod activate;
mod kept;
mod publish;
mod who_loses;

use super::actor::{Author, Who};
use super::store_address::{self, Address, Place};
use super::{progress, time};
use crate::exit::{BadInput, Exit};
use crate::printed::{counted, print, print_json};
use anyhow::Result;
use sqlx::{Postgres, Sqlite};
use tiergate_store::{Activated, Backend, By, SqlStore, format_time};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Check a policy and store it, so that it can be activated, or tenants pinned to it. A tier map is
    /// built first; it is refused if it breaks laws, or fails the tests next to it.
    Publish(publish::Publish),
    /// List the published policies.
    List,
    /// Show what a policy would change, and make it the active one.
    Activate(activate::Activate),
    /// List the tenants that activations kept on earlier policies.
    Kept(kept::List),
    /// Release kept tenants, so that the active policy decides them again.
    Release(kept::ReleaseKept),
    /// Reactivate the previously active policy.
    Rollback {
        /// The digest of the policy that you expect it to be, or a unique prefix of it; defaults to
        /// any.
        #[arg(long, value_name = "DIGEST")]
        to: Option<String>,
        #[command(flatten)]
        who: Who,
    },
}

/// An opened store.
struct Opened<'a, DB: Backend> {
    store: SqlStore<DB>,
    place: &'a Place,
}

pub(crate) fn run(arguments: Arguments) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let place = &arguments.place;
        match Address::parse(&place.store)? {
            Address::Sqlite(path) => {
                if !matches!(arguments.command, Command::Publish(_)) && !path.exists() {
                    let path = path.display();
                    let words = "`tiergate policy publish` creates one";
                    let text = format!("there is no store `{path}`: {words}");
                    return Err(BadInput(text).into());
                }
                let store = store_address::open(path).await?;
                arguments.command.run(&Opened::<Sqlite> { store, place }).await
            }
            Address::Postgres(url) => {
                let store = store_address::connect(url).await?;
                arguments.command.run(&Opened::<Postgres> { store, place }).await
            }
        }
    })
}

impl Command {
    async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        match self {
            Self::Publish(it) => it.run(opened).await,
            Self::List => list(opened).await,
            Self::Activate(it) => it.run(opened).await,
            Self::Kept(it) => it.run(opened).await,
            Self::Release(it) => it.run(opened).await,
            Self::Rollback { to, who } => roll_back(opened, to.as_deref(), &who.by()).await,
        }
    }
}

async fn roll_back<DB: Backend>(
    opened: &Opened<'_, DB>,
    to: Option<&str>,
    by: &By,
) -> Result<Exit> {
    let Opened { store, place } = opened;
    let activated = match to {
        Some(digest) => store.roll_back_to(&store.find_policy(digest).await?, by).await?,
        None => store.roll_back(by).await?,
    };
    if place.json {
        print_json(&activated)?;
    } else {
        told(&activated)?;
    }
    Ok(Exit::Success)
}

/// Prints which policy is active now.
fn told(activated: &Activated) -> Result<()> {
    let Activated { digest, number, changed, kept, .. } = activated;
    let was = if *changed { "is active" } else { "was already active" };
    print(format_args!("{digest} {was} (activation {number})"))?;
    if *kept > 0 {
        let kept = counted(*kept, "tenant");
        print(format_args!("{kept} kept on the policy before: see `tiergate policy kept`"))?;
    }
    Ok(())
}

async fn list<DB: Backend>(opened: &Opened<'_, DB>) -> Result<Exit> {
    let policies = opened.store.policies().await?;
    if opened.place.json {
        print_json(&policies)?;
        return Ok(Exit::Success);
    }
    for policy in policies {
        let active = match (policy.active, policy.activated_at) {
            (true, Some(at)) => format!("active since {}", format_time(at)),
            (_, Some(at)) => format!("was active from {}", format_time(at)),
            (_, None) => "was never active".to_owned(),
        };
        print(format_args!(
            "{}\t{} {}\t{} bytes\tby {} at {}\t{active}",
            policy.digest,
            policy.name,
            policy.version,
            policy.size,
            policy.actor,
            format_time(policy.at),
        ))?;
    }
    Ok(Exit::Success)
}
