//! `tiergate tenant redact`: removes a person from the history.

use super::{Opened, actor};
use crate::exit::Exit;
use crate::printed::{one_line, print, print_json};
use anyhow::Result;
use tiergate_store::{Backend, Redacted, Redaction, format_time};

#[derive(clap::Args)]
pub(super) struct Redact {
    /// The person, as named in the history; all reasons that they gave are removed too.
    person: String,
    /// A text to remove from the reasons of others, such as the person's name.
    #[arg(long)]
    mentioned_as: Option<String>,
    /// The text that replaces the person.
    #[arg(long = "as", default_value = "redacted")]
    instead: String,
    /// Redact only this tenant's history; defaults to the histories of all tenants and of policies.
    #[arg(long)]
    tenant: Option<String>,
    #[command(flatten)]
    who: actor::Author,
}

impl Redact {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let mut redaction = Redaction::of(self.person).instead(self.instead);
        if let Some(text) = self.mentioned_as {
            redaction = redaction.mentioned_as(text);
        }
        if let Some(tenant) = self.tenant {
            redaction = redaction.in_tenant(tenant);
        }
        let redacted = opened.store.redact(&redaction, &self.who.by()).await?;
        show(opened, &redacted)?;
        Ok(Exit::Success)
    }
}

#[derive(clap::Args)]
pub(super) struct Redactions {
    /// Show only redactions before the one with this number.
    #[arg(long)]
    before: Option<u64>,
    /// How many redactions to show at most.
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

impl Redactions {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let redactions = opened.store.redactions(self.before, self.limit).await?;
        redactions.iter().try_for_each(|redacted| show(opened, redacted))?;
        Ok(Exit::Success)
    }
}

fn show<DB: Backend>(opened: &Opened<'_, DB>, redacted: &Redacted) -> Result<()> {
    if opened.place.json {
        return print_json(redacted);
    }
    let Redacted { number, at, actor, events, activations, policies, .. } = redacted;
    let of = redacted.tenant.as_ref().map(|tenant| format!(" of `{}`", one_line(tenant)));
    let why = redacted.reason.as_ref().map(|reason| format!(": {}", one_line(reason)));
    Ok(print(format_args!(
        "redaction {number} at {} by {}: {events} events{}, {activations} activations, \
         {policies} policies{}",
        format_time(*at),
        one_line(actor),
        of.unwrap_or_default(),
        why.unwrap_or_default(),
    ))?)
}
