//! Who writes to a tenant, why, and on what condition.

use crate::command::actor;
use tiergate_store::By;

/// Who writes, why, and on what condition.
#[derive(clap::Args)]
pub(super) struct Writer {
    #[command(flatten)]
    who: actor::Who,
    /// Write only where the tenant is at this revision.
    #[arg(long)]
    pub(super) at_revision: Option<u64>,
}

impl Writer {
    pub(super) fn by(self) -> By {
        let by = self.who.by();
        match self.at_revision {
            Some(revision) => by.at_revision(revision),
            None => by,
        }
    }
}
