//! What an import does with tenants that its list does not have any more.

use super::import_run::{OnAbsent, Run};
use crate::printed::{print, print_json};
use anyhow::Result;
use serde_json::json;
use tiergate_store::{Backend, WriteError};

impl<DB: Backend> Run<DB> {
    /// Counts the tenants that the list does not have, and ends their plans if that is asked for.
    pub(super) async fn look_for_absent(&mut self) -> Result<()> {
        // What was not read may name any tenant.
        let ends = self.on_absent == OnAbsent::End && !self.came.is_empty();
        let ends = ends && self.counts.unread == 0;
        let absent = self.tenants.absent(self.source, |tenant| self.came.contains(tenant)).await?;
        self.counts.absent = absent.len() as u64;
        if !ends {
            return Ok(());
        }
        self.progress.reset();
        self.progress.set_length(self.counts.absent);
        for one in &absent {
            if self.dry_run {
                self.counts.ended += 1;
                let line = json!({ "tenant": one.tenant, "change": "end" });
                if self.json {
                    self.progress.suspend(|| print_json(&line))?;
                }
                continue;
            }
            match self.tenants.end_import(one, self.source, &self.by).await {
                Ok(_) => self.counts.ended += 1,
                // What anyone wrote meanwhile is newer than the list.
                Err(WriteError::Conflict { .. } | WriteError::UnknownTenant(_)) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
                Err(error) => self.refuse(&format_args!("{}: {error}", one.tenant)),
            }
            self.progress.inc(1);
        }
        Ok(())
    }

    /// Says how many tenants were not in the list, and what came of them.
    pub(super) fn report_absent(&self) -> Result<()> {
        let (absent, ended) = (self.counts.absent, self.counts.ended);
        if absent == 0 {
            return Ok(());
        }
        let would = if self.dry_run { "would be " } else { "" };
        let ended = match self.on_absent {
            OnAbsent::Keep => "kept: `--absent end` ends their plan".to_owned(),
            OnAbsent::End if self.came.is_empty() => "kept, for the list is empty".to_owned(),
            OnAbsent::End if self.counts.unread > 0 => {
                format!("kept, for {} rows could not be read", self.counts.unread)
            }
            OnAbsent::End if ended < absent => {
                let kept = absent - ended;
                format!("{ended} {would}ended, {kept} kept, which were written to meanwhile")
            }
            OnAbsent::End => format!("{would}ended"),
        };
        Ok(print(format_args!("{absent} imported before were not in the list: {ended}"))?)
    }
}
