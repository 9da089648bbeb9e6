//! `tiergate tenant import`: imports the tenants of an existing product.

use super::import_rows::Rows;
use super::import_run::{Came, Counts, OnAbsent, Run};
use super::{Address, Opened, progress};
use crate::command::actor::Who;
use crate::command::store_address::warn_without_tls;
use crate::exit::{BadInput, Exit};
use anyhow::Result;
use indicatif::ProgressBar;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{PgPool, SqlitePool};
use std::path::PathBuf;
use tiergate::Source;
use tiergate_store::import::query;
use tiergate_store::{Backend, By, StoreError};

#[derive(clap::Args)]
pub(super) struct Import {
    /// A CSV file with the columns tenant, plan and, optionally, edition and
    /// label; `-` for standard input.
    #[arg(long, required_unless_present = "query", conflicts_with = "query")]
    csv: Option<PathBuf>,
    /// An SQL query with the columns tenant, plan and, optionally, edition and label.
    #[arg(long)]
    query: Option<String>,
    /// The database to query: sqlite:PATH or postgres://…; defaults to the store's.
    #[arg(long, requires = "query")]
    database: Option<String>,
    /// The source that the plans come from.
    #[arg(long, default_value = "billing")]
    source: From,
    /// The plan of tenants that do not have one.
    #[arg(long)]
    when_missing: Option<String>,
    /// What to do with tenants whose plan was imported earlier from the same source, and that are
    /// not in this list: keep their plan, or end it.
    #[arg(long, default_value = "keep")]
    absent: OnAbsent,
    /// Show what would change, without writing anything.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    who: Who,
}

/// The contract's sources, by their names in JSON.
#[derive(Clone, Copy, clap::ValueEnum)]
enum From {
    Manual,
    Trial,
    Billing,
    Default,
}

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
        Ok(Exit::of_many(run.counts.failed > 0, run.counts.refused > 0))
    }

    /// Returns the rows to import, and a progress bar.
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
                warn_without_tls(url);
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
