//! What an import does with tenants that are no longer in its list.

use super::import_run::{OnAbsent, Run};
use crate::printed::{print, print_json};
use anyhow::Result;
use serde_json::json;
use tiergate_store::{Backend, WriteError};

impl<DB: Backend> Run<DB> {
    /// Counts the tenants that are not in the list, and ends their plans if requested.
    pub(super) async fn look_for_absent(&mut self) -> Result<()> {
        // A row that could not be read may name any tenant.
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
                // A write that happened in the meantime is newer than the list.
                Err(WriteError::Conflict { .. } | WriteError::UnknownTenant(_)) => {}
                Err(WriteError::Store(error)) => return Err(error.into()),
                Err(error) => self.reject(&one.tenant, &error),
            }
            self.progress.inc(1);
        }
        Ok(())
    }

    /// Prints how many tenants are not in the list, and what was done with them.
    pub(super) fn report_absent(&self) -> Result<()> {
        let (absent, ended) = (self.counts.absent, self.counts.ended);
        if absent == 0 {
            return Ok(());
        }
        let would = if self.dry_run { "would be " } else { "" };
        let ended = match self.on_absent {
            OnAbsent::Keep => "kept: `--absent end` ends their plan".to_owned(),
            OnAbsent::End if self.came.is_empty() => "kept, because the list is empty".to_owned(),
            OnAbsent::End if self.counts.unread > 0 => {
                format!("kept, because {} rows could not be read", self.counts.unread)
            }
            OnAbsent::End if ended < absent => {
                let kept = absent - ended;
                format!("{ended} {would}ended, {kept} kept, which were changed in the meantime")
            }
            OnAbsent::End => format!("{would}ended"),
        };
        Ok(print(format_args!("{absent} previously imported are not in the list: {ended}"))?)
    }
}
