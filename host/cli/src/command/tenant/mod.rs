//! `tiergate tenant`: manages tenants' facts, in either store.

mod absent;
mod alike;
mod format;
mod grant;
mod history;
mod import;
mod import_rows;
mod import_run;
mod label;
mod list;
mod redact;
mod show;
mod write;
mod writer;
mod written;

pub(super) use format::subscription;

use super::store_address::{self, Address, Place};
use super::{active_policy, actor, progress, time};
use crate::exit::{BadInput, Exit};
use anyhow::{Context, Result};
use sqlx::{Postgres, Sqlite};
use std::path::{Path, PathBuf};
use tiergate::{LoadError, Policy, Tiers};
use tiergate_store::{Backend, SqlStore, Tenants};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The file of the policy that decides; defaults to the store's active policy.
    #[arg(long, env = "TIERGATE_POLICY", global = true, value_parser = store_address::path)]
    policy: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Create a tenant, which starts with what the policy gives to new tenants.
    Create(write::Create),
    /// Show a tenant's facts and, with a policy, what it may do.
    Show(show::Show),
    /// List tenants: all, or those on a tier, from a source, or misconfigured.
    List(list::List),
    /// Explain which facts and which rule of the policy decide about a feature.
    Explain(show::Explain),
    /// Grant a tier to a tenant, or to many, regardless of billing.
    Grant(grant::Grant),
    /// End a grant: the current plan from billing holds again.
    Revoke(write::Revoke),
    /// Begin, extend or end a tenant's trial, which does not replace what is paid for.
    Trial(write::Trial),
    /// Give a tenant an add-on, or remove it.
    AddOn(write::AddOn),
    /// Switch a feature on or off for a tenant.
    Feature(write::Feature),
    /// Set a cap for a tenant, which replaces its plan's.
    Cap(write::Cap),
    /// Set the edition that serves a tenant.
    Edition(write::Edition),
    /// Set the name that people know a tenant by.
    Label(label::Label),
    /// Set an arbitrary fact, for policies with rules of their own.
    Attribute(write::Attribute),
    /// Pin a tenant to a policy, which then decides for it regardless of which one is active.
    Pin(write::Pin),
    /// Show who changed what, when and why.
    History(history::History),
    /// Remove a person from the history: their name, and their reasons.
    Redact(redact::Redact),
    /// Show the redactions that were made.
    Redactions(redact::Redactions),
    /// Delete a tenant; its history is kept.
    Delete(write::Delete),
    /// Import the tenants of an existing product.
    Import(import::Import),
    /// Check that all facts agree with the history.
    Verify(show::Verify),
}

/// An opened store.
struct Opened<'a, DB: Backend> {
    store: SqlStore<DB>,
    place: &'a Place,
    /// The file of the policy that decides; `None` if it is the store's active policy.
    policy: Option<&'a Path>,
}

pub(crate) fn run(arguments: Arguments) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let place = &arguments.place;
        let policy = arguments.policy.as_deref().filter(|path| !path.as_os_str().is_empty());
        match Address::parse(&place.store)? {
            Address::Sqlite(path) => {
                arguments.command.needs_file(path)?;
                let store = store_address::open(path).await?;
                arguments.command.run(&Opened::<Sqlite> { store, place, policy }).await
            }
            Address::Postgres(url) => {
                let store = store_address::connect(url).await?;
                arguments.command.run(&Opened::<Postgres> { store, place, policy }).await
            }
        }
    })
}

impl Command {
    /// Refuses a file that does not exist, because it may be mistyped. The commands that create
    /// tenants create it instead.
    fn needs_file(&self, path: &Path) -> Result<(), BadInput> {
        if matches!(self, Self::Create(_) | Self::Import(_)) || path.exists() {
            return Ok(());
        }
        let path = path.display();
        Err(BadInput(format!("there is no store `{path}`: `tiergate tenant create` creates one")))
    }

    async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        match self {
            Self::Create(it) => it.run(opened).await,
            Self::Show(it) => it.run(opened).await,
            Self::List(it) => it.run(opened).await,
            Self::Explain(it) => it.run(opened).await,
            Self::Grant(it) => it.run(opened).await,
            Self::Revoke(it) => it.run(opened).await,
            Self::Trial(it) => it.run(opened).await,
            Self::AddOn(it) => it.run(opened).await,
            Self::Feature(it) => it.run(opened).await,
            Self::Cap(it) => it.run(opened).await,
            Self::Edition(it) => it.run(opened).await,
            Self::Label(it) => it.run(opened).await,
            Self::Attribute(it) => it.run(opened).await,
            Self::Pin(it) => it.run(opened).await,
            Self::History(it) => it.run(opened).await,
            Self::Redact(it) => it.run(opened).await,
            Self::Redactions(it) => it.run(opened).await,
            Self::Delete(it) => it.run(opened).await,
            Self::Import(it) => it.run(opened).await,
            Self::Verify(it) => it.run(opened).await,
        }
    }
}

impl<DB: Backend> Opened<'_, DB> {
    /// Returns the tenants, decided by the given or the active policy. Fails if there is none.
    async fn tenants(&self) -> Result<Tenants<SqlStore<DB>>> {
        let policy = match self.given_policy()? {
            Some(policy) => Some(policy),
            None => active_policy::required(&self.store).await?,
        };
        let tenants = policy.map(|policy| self.tenants_by(policy));
        tenants.context(BadInput(
            "give the policy with --policy FILE or TIERGATE_POLICY, or activate one with \
             `tiergate policy activate`"
                .into(),
        ))
    }

    /// Returns the tenants, decided by the given or the active policy; `None` if there is none, or
    /// the active one cannot be loaded, which is a warning.
    async fn tenants_if_policy(&self) -> Result<Option<Tenants<SqlStore<DB>>>> {
        if let Some(policy) = self.given_policy()? {
            return Ok(Some(self.tenants_by(policy)));
        }
        let policy = active_policy::if_loaded(&self.store).await?;
        Ok(policy.map(|policy| self.tenants_by(policy)))
    }

    fn given_policy(&self) -> Result<Option<Policy>, LoadError> {
        self.policy.map(Policy::from_file).transpose()
    }

    fn tenants_by(&self, policy: Policy) -> Tenants<SqlStore<DB>> {
        let mut tiers = Tiers::builder(policy, self.store.clone());
        if let Some(edition) = &self.place.deployment_edition {
            tiers = tiers.edition(edition);
        }
        Tenants::new(tiers.build())
    }
}
