//! An import in progress.

use super::alike::Alike;
use super::import_rows::{Rows, Unread};
use crate::exit::is_bad_write;
use crate::printed::{print, print_json, warn};
use anyhow::Result;
use indicatif::ProgressBar;
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use tiergate::{Assignment, Resolution, Source, Standing, Tenant};
use tiergate_store::{Backend, By, Imported, SqlStore, Tenants, WriteError, Written};

/// What to do with tenants that are not in the list.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum OnAbsent {
    /// Keep their plan.
    Keep,
    /// End their imported plan.
    End,
}

/// An import in progress.
pub(super) struct Run<DB: Backend> {
    pub(super) by: By,
    pub(super) import: tiergate_store::Import,
    pub(super) source: Source,
    pub(super) came: Came,
    pub(super) on_absent: OnAbsent,
    pub(super) dry_run: bool,
    pub(super) json: bool,
    pub(super) tenants: Tenants<SqlStore<DB>>,
    pub(super) progress: ProgressBar,
    pub(super) counts: Counts,
}

/// The tenants that were read: only their hashes, so that millions fit into memory.
#[derive(Default)]
pub(super) struct Came {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl Came {
    /// Adds a tenant, and returns whether it is new.
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

/// The outcomes so far.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counts {
    created: u64,
    changed: u64,
    unchanged: u64,
    pub(super) refused: u64,
    /// How many rows were not written for another reason than their content.
    pub(super) failed: u64,
    /// How many rows could not be read, so that their tenants are unknown.
    #[serde(skip)]
    pub(super) unread: u64,
    /// How many tenants with an imported plan from the same source are not in the list.
    pub(super) absent: u64,
    /// How many of their plans were ended.
    pub(super) ended: u64,
    /// Which new tenants look like other tenants. A dry run finds only those that look like a
    /// stored one, or like one of the same few thousand rows.
    alike: Alike,
    /// How many tenants have each plan; an empty name means no plan.
    plans: BTreeMap<String, u64>,
}

impl<DB: Backend> Run<DB> {
    pub(super) async fn take_all(&mut self, mut rows: Rows) -> Result<()> {
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(row) = rows.next().await {
            match row {
                Ok(row) if self.came.insert(&row.tenant) => batch.push(row),
                Ok(row) => self.refuse(&format_args!(
                    "{}: the tenant has an earlier row, which counts",
                    row.tenant
                )),
                Err(Unread::Row(error)) => {
                    self.counts.unread += 1;
                    self.refuse(&error);
                }
                Err(Unread::All(error)) => {
                    // The rows that were read are good, and must not be lost.
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
                Err(error) => self.reject(&row.tenant, &error),
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

    /// Counts a tenant that was not written.
    pub(super) fn reject(&mut self, tenant: &str, error: &WriteError) {
        if is_bad_write(error) {
            return self.refuse(&format_args!("{tenant}: {error}"));
        }
        self.counts.failed += 1;
        self.progress.suspend(|| warn(format_args!("failed: {tenant}: {error}")));
    }

    pub(super) fn refuse(&mut self, error: &dyn std::fmt::Display) {
        self.counts.refused += 1;
        self.progress.suspend(|| warn(format_args!("refused: {error}")));
    }

    /// Prints the outcomes, and the tier that the policy gives to each plan.
    pub(super) fn report(&self) -> Result<()> {
        if self.json {
            return print_json(&self.counts);
        }
        let Counts { created, changed, unchanged, refused, failed, plans, .. } = &self.counts;
        let failures = if *failed > 0 { format!(", {failed} failed") } else { String::new() };
        let would = if self.dry_run { "would be " } else { "" };
        print(format_args!(
            "{created} {would}created, {changed} {would}changed, {unchanged} unchanged, \
             {refused} refused{failures}"
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

/// How many tenants one transaction writes: others wait for its end.
const BATCH: usize = 2_000;
