//! `tiergate tenant label`: the name that people know a tenant by.

use super::Opened;
use super::writer::Writer;
use super::written::unchecked;
use crate::exit::Exit;
use anyhow::Result;
use tiergate_store::{Backend, Change};

#[derive(clap::Args)]
pub(super) struct Label {
    /// The tenant.
    tenant: String,
    /// The label.
    #[arg(required_unless_present = "reset")]
    label: Option<String>,
    /// Remove the label.
    #[arg(long, conflicts_with = "label")]
    reset: bool,
    #[command(flatten)]
    who: Writer,
}

impl Label {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let done = if self.reset { "label removed" } else { "label set" };
        let change = Change::SetLabel { label: self.label };
        unchecked(opened, &self.tenant, change, self.who, done).await
    }
}
