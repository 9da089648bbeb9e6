//! `tiergate tenant import`: the tenants of an existing product.

use super::absent::OnAbsent;
use super::alike::Alike;
use super::import_rows::{Rows, Unread};
use super::{Address, Opened, progress};
use crate::command::actor::Who;
use crate::exit::{BadInput, Exit};
use crate::printed::{print, print_json, warn};
use anyhow::Result;
use indicatif::ProgressBar;
use serde::Serialize;
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{PgPool, SqlitePool};
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use tiergate::{Assignment, Resolution, Source, Standing, Tenant};
use tiergate_store::import::query;
use tiergate_store::{Backend, By, Imported, SqlStore, StoreError, Tenants, Written};

#[derive(clap::Args)]
pub(super) struct Import {
    /// A CSV file with the columns tenant, plan and, if you like, edition; `-` for the standard
    /// input.
    #[arg(long, required_unless_present = "query", conflicts_with = "query")]
    csv: Option<PathBuf>,
    /// A query with the columns tenant, plan and, if you like, edition.
    #[arg(long)]
    query: Option<String>,
    /// The database to query: sqlite:PATH or postgres://…; the store's, unless said.
    #[arg(long, requires = "query")]
    database: Option<String>,
    /// Who says that they have the plan.
    #[arg(long, default_value = "billing")]
    source: From,
    /// The plan of tenants that have none.
    #[arg(long)]
    when_missing: Option<String>,
    /// What to do with tenants whose plan an import wrote before, from the same source, and that
    /// this list does not have: keep their plan, or end it.
    #[arg(long, default_value = "keep")]
    absent: OnAbsent,
    /// Say what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    who: Who,
}

/// The contract's sources, as they are written in JSON.
#[derive(Clone, Copy, clap::ValueEnum)]
enum From {
    Manual,
    Trial,
    Billing,
    Default,
}

/// How many tenants one transaction writes.
const BATCH: usize = 2_000;

impl Import {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let tenants = opened.tenants().await?;
        let (rows, progress) = self.rows(opened).await?;
        let by = self.who.by();
        let mut run = Run {
            source: self.source.into(),
            came: Came::default(),
            on_absent: self.absent,
            dry_run: self.dry_run,
            import: import(self.source.into(), self.when_missing, self.dry_run, &by),
            by,
            json: opened.place.json,
            tenants,
            progress,
            counts: Counts::default(),
        };
        run.take_all(rows).await?;
        run.look_for_absent().await?;
        run.progress.finish_and_clear();
        run.report()?;
        Ok(if run.counts.refused == 0 { Exit::Success } else { Exit::BadInput })
    }

    /// What is to be taken in, and a bar for it.
    async fn rows<DB: Backend>(&self, opened: &Opened<'_, DB>) -> Result<(Rows, ProgressBar)> {
        if let Some(file) = &self.csv {
            let (rows, size) = Rows::from_csv(file)?;
            return Ok((
                rows,
                size.map_or_else(|| progress::counter("bytes read"), progress::bytes),
            ));
        }
        let sql = self.query.as_deref().unwrap_or_default();
        let rows = match self.database.as_deref().map(Address::parse).transpose()? {
            None => query(opened.store.pool(), sql).await,
            Some(Address::Sqlite(path)) => {
                let options = SqliteConnectOptions::new().filename(path).read_only(true);
                let pool = SqlitePool::connect_with(options).await.map_err(StoreError::from)?;
                query(&pool, sql).await
            }
            Some(Address::Postgres(url)) => {
                query(&PgPool::connect(url).await.map_err(StoreError::from)?, sql).await
            }
        };
        let refused = |error| match error {
            StoreError::Refused(_) | StoreError::NoColumn { .. } => {
                anyhow::Error::new(BadInput(error.to_string()))
            }
            error => error.into(),
        };
        Ok((
            Rows::Query { rows: rows.map_err(refused)?, read: 0 },
            progress::counter("tenants read"),
        ))
    }
}

impl std::convert::From<From> for Source {
    fn from(from: From) -> Self {
        match from {
            From::Manual => Self::Manual,
            From::Trial => Self::Trial,
            From::Billing => Self::Billing,
            From::Default => Self::Default,
        }
    }
}

fn import(
    source: Source,
    when_missing: Option<String>,
    dry_run: bool,
    by: &By,
) -> tiergate_store::Import {
    let mut import = tiergate_store::Import::new(by.clone()).source(source);
    if let Some(plan) = when_missing {
        import = import.when_missing(plan);
    }
    if dry_run { import.dry_run() } else { import }
}

/// An import under way.
pub(super) struct Run<DB: Backend> {
    pub(super) by: By,
    import: tiergate_store::Import,
    pub(super) source: Source,
    pub(super) came: Came,
    pub(super) on_absent: OnAbsent,
    pub(super) dry_run: bool,
    pub(super) json: bool,
    pub(super) tenants: Tenants<SqlStore<DB>>,
    pub(super) progress: ProgressBar,
    pub(super) counts: Counts,
}

/// The tenants that came: their hashes, so that millions fit into memory.
#[derive(Default)]
pub(super) struct Came {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl Came {
    /// Notes a tenant, and returns whether it is a new one.
    fn insert(&mut self, tenant: &str) -> bool {
        self.hashes.insert(self.hasher.hash_one(tenant))
    }

    pub(super) fn contains(&self, tenant: &str) -> bool {
        self.hashes.contains(&self.hasher.hash_one(tenant))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

/// What it came to so far.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counts {
    created: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
    /// How many rows could not be read, so that it is not known whom they were about.
    #[serde(skip)]
    pub(super) unread: u64,
    /// How many tenants with an imported plan from the same source did not come.
    pub(super) absent: u64,
    /// How many of them had their plan ended.
    pub(super) ended: u64,
    /// Which of those that are new look like other tenants. A dry run finds those alone that look
    /// like a stored one, or like one of the same few thousand rows.
    alike: Alike,
    /// How many tenants have each plan; the empty one is none.
    plans: BTreeMap<String, u64>,
}

impl<DB: Backend> Run<DB> {
    async fn take_all(&mut self, mut rows: Rows) -> Result<()> {
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(row) = rows.next().await {
            match row {
                Ok(row) if self.came.insert(&row.tenant) => batch.push(row),
                Ok(row) => self.refuse(&format_args!(
                    "{}: the tenant came before: its first row counts",
                    row.tenant
                )),
                Err(Unread::Row(error)) => {
                    self.counts.unread += 1;
                    self.refuse(&error);
                }
                Err(Unread::All(error)) => {
                    // What was read is good, and is not lost.
                    self.take(&mut batch).await?;
                    return Err(error.into());
                }
            }
            if batch.len() == BATCH {
                self.take(&mut batch).await?;
            }
            self.progress.set_position(rows.position());
        }
        self.take(&mut batch).await
    }

    async fn take(&mut self, batch: &mut Vec<Imported>) -> Result<()> {
        let answers = self.tenants.import(batch, &self.import).await?;
        for (row, answer) in batch.drain(..).zip(answers) {
            match answer {
                Ok(written) => self.count(&row, &written)?,
                Err(error) => self.refuse(&format_args!("{}: {error}", row.tenant)),
            }
        }
        Ok(())
    }

    fn count(&mut self, row: &Imported, written: &Written) -> Result<()> {
        let (counter, outcome) = match (written.created, written.changed) {
            (true, _) => (&mut self.counts.created, "create"),
            (false, true) => (&mut self.counts.changed, "change"),
            (false, false) => (&mut self.counts.unchanged, "none"),
        };
        *counter += 1;
        self.counts.alike.count(written);
        let plan = self.import.plan(row);
        if self.dry_run && self.json {
            let line = json!({ "tenant": row.tenant, "plan": plan, "change": outcome });
            self.progress.suspend(|| print_json(&line))?;
        }
        *self.counts.plans.entry(plan.unwrap_or_default()).or_default() += 1;
        Ok(())
    }

    pub(super) fn refuse(&mut self, error: &dyn std::fmt::Display) {
        self.counts.refused += 1;
        self.progress.suspend(|| warn(format_args!("refused: {error}")));
    }

    /// Says what it came to, and what tier each plan is by the policy.
    fn report(&self) -> Result<()> {
        if self.json {
            return print_json(&self.counts);
        }
        let Counts { created, changed, unchanged, refused, plans, .. } = &self.counts;
        let would = if self.dry_run { "would be " } else { "" };
        print(format_args!(
            "{created} {would}created, {changed} {would}changed, {unchanged} so already, \
             {refused} refused"
        ))?;
        self.report_absent()?;
        self.counts.alike.report()?;
        for (plan, tenants) in plans {
            let resolution = self.resolve(plan)?;
            let flag = if resolution.misconfigured { ", misconfigured" } else { "" };
            let plan = if plan.is_empty() { "no plan".to_owned() } else { format!("`{plan}`") };
            print(format_args!("  {tenants} on {plan}: tier `{}`{flag}", resolution.tier))?;
        }
        Ok(())
    }

    fn resolve(&self, plan: &str) -> Result<Resolution> {
        let plan = Some(plan.to_owned()).filter(|plan| !plan.is_empty());
        let (source, tiers) = (self.source, self.tenants.tiers());
        let assignment = Assignment { source, plan, standing: Standing::Good, expires_at: None };
        let tenant = Tenant { assignments: vec![assignment], ..Tenant::new() };
        Ok(tiers.policy().resolve(&tenant, tiers.now())?)
    }
}
