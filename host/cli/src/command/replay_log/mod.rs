//! `tiergate replay`: answers recorded decisions again.

mod lines;
mod report;

use super::digest;
use super::policy_cache::{self, Compiled};
use super::progress;
use super::store_address::{self, Address};
use crate::exit::{BadInput, Exit};
use crate::printed::{print_json, warn};
use anyhow::Result;
use lines::Lines;
use report::Report;
use serde::Serialize;
use std::path::PathBuf;
use tiergate_store::{Backend, Replay, ReplayOutcome, Replayed, SqlStore};

/// How many decisions are replayed at a time: each tenant's history is read once for all of them.
const AT_ONCE: usize = 100_000;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Logs of decisions, as `tiergate serve --decision-log` writes them, in any order; - for standard
    /// input.
    #[arg(required = true, value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// Ask this policy instead, a file or the digest of one in the store: what would it have answered?
    /// Tenants that were pinned to a policy stay with theirs.
    #[arg(long, value_name = "FILE|DIGEST")]
    with: Option<PathBuf>,
    /// A policy file that decided and is not in the store, as with `tiergate serve --policy`; can be
    /// given repeatedly.
    #[arg(long = "policy", value_name = "FILE")]
    policies: Vec<PathBuf>,
    /// The store whose tenants they are about: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TIERGATE_STORE", default_value = "sqlite:tiergate.db")]
    #[arg(hide_env_values = true)]
    store: String,
    #[command(flatten)]
    compiled: Compiled,
    /// Print JSON: a line for each decision that differs or cannot be answered, and a last one with
    /// the counts.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match Address::parse(&arguments.store)? {
            Address::Sqlite(path) if !path.exists() => {
                let text = format!("there is no store `{}`: give --store", path.display());
                Err(BadInput(text).into())
            }
            Address::Sqlite(path) => arguments.replay(store_address::open(path).await?).await,
            Address::Postgres(url) => arguments.replay(store_address::connect(url).await?).await,
        }
    })
}

impl Arguments {
    async fn replay<DB: Backend>(&self, store: SqlStore<DB>) -> Result<Exit> {
        let mut lines = Lines::open(&self.logs)?;
        let mut replay = self.asking(store).await?;
        let mut report = Report::new(self.with.is_some());
        let progress = match lines.size() {
            Some(size) => progress::bytes(size),
            None => progress::counter("decisions"),
        };
        loop {
            let records = lines.next(AT_ONCE)?;
            if records.is_empty() {
                break;
            }
            for replayed in replay.answer(records).await? {
                if self.json {
                    show(&replayed)?;
                }
                report.add(replayed);
            }
            progress.set_position(lines.size().map_or(report.decisions(), |_| lines.read()));
        }
        progress.finish_and_clear();
        lines.problems().for_each(warn);
        report.finish(&lines);
        if self.json {
            print_json(&report.json())?
        } else {
            report.print()?
        }
        Ok(report.exit())
    }

    /// Returns a replay from the store, with the given policies.
    async fn asking<DB: Backend>(&self, store: SqlStore<DB>) -> Result<Replay<DB>> {
        let cache = self.compiled.open()?;
        if let Some(cache) = &cache {
            store.cache_policies(cache.clone());
        }
        let with = match &self.with {
            None => None,
            Some(name) => Some(match digest::named(name) {
                Some(digest) => digest::load(&store, digest).await?,
                None => policy_cache::load(name, cache.as_ref())?,
            }),
        };
        let mut replay = Replay::new(store);
        for file in &self.policies {
            replay = replay.knowing(policy_cache::load(file, cache.as_ref())?);
        }
        Ok(match with {
            Some(policy) => replay.with(policy),
            None => replay,
        })
    }
}

/// Prints a decision as JSON if it is not answered as it is recorded.
fn show(replayed: &Replayed) -> Result<()> {
    #[derive(Serialize)]
    struct Shown<'a> {
        #[serde(flatten)]
        replayed: &'a Replayed,
        #[serde(skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
    }
    let problem = match &replayed.outcome {
        ReplayOutcome::Same | ReplayOutcome::Pinned => return Ok(()),
        ReplayOutcome::Unanswered(error) => Some(error.to_string()),
        _ => None,
    };
    print_json(&Shown { replayed, problem })
}
