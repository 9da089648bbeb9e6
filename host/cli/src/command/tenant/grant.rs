//! `tiergate tenant grant`: grants a tier to one tenant, or to many.

use super::writer::Writer;
use super::written::checked;
use super::{Opened, format, progress, time};
use crate::exit::{BadInput, Exit, is_bad_write};
use crate::input;
use crate::printed::{print, print_json, warn};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tiergate_store::{Backend, By, Change, WriteError, Written};

#[derive(clap::Args)]
#[command(allow_missing_positional = true)]
pub(super) struct Grant {
    /// The tenant.
    #[arg(required_unless_present = "from")]
    tenant: Option<String>,
    /// The tier.
    #[arg(required = true)]
    tier: String,
    /// Grant it to many tenants: a file with one tenant per line; `-` for standard input.
    #[arg(long, conflicts_with_all = ["tenant", "at_revision"])]
    from: Option<PathBuf>,
    /// When it ends: 2026-12-31 (at the end of that day, in UTC), 2026-12-31+02:00,
    /// 2026-12-31T18:00:00Z, or 14d from now; defaults to never.
    #[arg(long, value_parser = time::parse)]
    until: Option<u64>,
    #[command(flatten)]
    who: Writer,
}

impl Grant {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let change = Change::Grant { tier: self.tier, expires_at: self.until };
        match (self.from, self.tenant) {
            (Some(file), _) => write_many(opened, &file, change, &self.who.by()).await,
            (None, Some(tenant)) => checked(opened, &tenant, change, self.who, "granted").await,
            (None, None) => Err(BadInput("give a tenant, or --from FILE".to_owned()).into()),
        }
    }
}

/// How many tenants one transaction writes: others wait for its end.
const BATCH: usize = 1_000;

async fn write_many<DB: Backend>(
    opened: &Opened<'_, DB>,
    file: &Path,
    change: Change,
    by: &By,
) -> Result<Exit> {
    let (tenants, names) = (opened.tenants().await?, names(file)?);
    let (mut changed, mut refused, mut failed) = (0, 0, 0);
    let end = format::end(change.expires_at());
    let progress = progress::bar(names.len() as u64);
    for names in names.chunks(BATCH) {
        let answers = tenants.write_many(names, change.clone(), by).await?;
        for (name, answer) in names.iter().zip(answers) {
            match &answer {
                Ok(written) => changed += usize::from(written.changed),
                Err(error) if is_bad_write(error) => refused += 1,
                Err(_) => failed += 1,
            }
            progress.suspend(|| tell_of_many(opened, name, &answer))?;
        }
        progress.inc(names.len() as u64);
    }
    progress.finish_and_clear();
    if !opened.place.json {
        let same = names.len() - changed - refused - failed;
        let failures = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        print(format_args!(
            "{changed} granted{end}, {same} already had it, {refused} refused{failures}"
        ))?;
    }
    Ok(Exit::of_many(failed > 0, refused > 0))
}

/// Reports the outcome for one of many tenants: refusals, and with JSON every outcome.
fn tell_of_many<DB: Backend>(
    opened: &Opened<'_, DB>,
    name: &str,
    answer: &Result<Written, WriteError>,
) -> Result<()> {
    match answer {
        Ok(written) if opened.place.json => print_json(written)?,
        Ok(_) => {}
        Err(error) => {
            warn(format_args!("{name}: {error}"));
            if opened.place.json {
                let error = error.to_string();
                print_json(&serde_json::json!({ "tenant": name, "error": error }))?;
            }
        }
    }
    Ok(())
}

/// Reads the tenants that a file names, one per line.
fn names(file: &Path) -> Result<Vec<String>> {
    let text = input::read(file).context("cannot read the tenants to grant to")?;
    let names = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(names.map(str::to_owned).collect())
}
