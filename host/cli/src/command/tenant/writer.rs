//! The author of a write to a tenant, the reason, and the condition.

use crate::command::actor;
use tiergate_store::By;

/// The author of a write, the reason, and the condition.
#[derive(clap::Args)]
pub(super) struct Writer {
    #[command(flatten)]
    who: actor::Who,
    /// Write only if the tenant is at this revision.
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
