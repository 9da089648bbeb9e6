//! An import under way.

use super::alike::Alike;
use super::import_rows::{Rows, Unread};
use crate::printed::{print, print_json, warn};
use anyhow::Result;
use indicatif::ProgressBar;
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use tiergate::{Assignment, Resolution, Source, Standing, Tenant};
use tiergate_store::{Backend, By, Imported, SqlStore, Tenants, Written};

/// What to do with them.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum OnAbsent {
    /// Their plan stands.
    Keep,
    /// Their imported plan ends.
    End,
}

/// An import under way.
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
    pub(super) refused: u64,
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
    pub(super) async fn take_all(&mut self, mut rows: Rows) -> Result<()> {
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
    pub(super) fn report(&self) -> Result<()> {
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

/// How many tenants one transaction writes.
const BATCH: usize = 2_000;
