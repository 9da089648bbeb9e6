//! `tiergate tenant history`: who changed what, when and why.

use super::{Opened, format};
use crate::exit::{BadInput, Exit};
use crate::printed::{print, print_json, table};
use anyhow::Result;
use tiergate_store::{Backend, Event, Store, format_time};

#[derive(clap::Args)]
pub(super) struct History {
    /// The tenant.
    tenant: String,
    /// Show only events before the one with this number.
    #[arg(long)]
    before: Option<u64>,
    /// How many events to show at most, the latest first.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

impl History {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let events = opened.store.history(&self.tenant, self.before, self.limit).await?;
        if opened.place.json {
            print_json(&events)?;
            return Ok(Exit::Success);
        }
        if events.is_empty() && self.before.is_none() {
            let tenant = self.tenant;
            return Err(BadInput(format!("the tenant `{tenant}` never existed")).into());
        }
        let head = ["NUMBER", "WHEN", "WHO", "WHAT", "WHY"].map(str::to_owned);
        let rows: Vec<_> = std::iter::once(head).chain(events.iter().map(row)).collect();
        print(table(&rows))?;
        Ok(Exit::Success)
    }
}

fn row(event: &Event) -> [String; 5] {
    let Event { number, at, actor, reason, change, .. } = event;
    [
        number.to_string(),
        format_time(*at),
        actor.clone(),
        format::change(change),
        reason.clone().unwrap_or_default(),
    ]
}
