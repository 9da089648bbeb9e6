//! `tiergate billing reconcile`: compares what is stored with everything that Stripe has.

use super::actor::Author;
use super::progress;
use super::stripe::{Account, Api};
use crate::exit::BadInput;
use crate::printed::{counted, one_line, print, print_json};
use anyhow::Result;
use tiergate_server::{Discrepancy, Reconciled};
use tiergate_store::{Backend, SqlStore};

#[derive(clap::Args)]
pub(super) struct Reconcile {
    /// List what differs, and write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    account: Account,
    #[command(flatten)]
    api: Api,
    #[command(flatten)]
    who: Author,
}

impl Reconcile {
    pub(super) async fn run<DB: Backend>(self, store: &SqlStore<DB>, json: bool) -> Result<()> {
        let Some(api) = self.api.open()? else {
            let words = "comparing with Stripe requires --stripe-key or TIERGATE_STRIPE_KEY";
            return Err(BadInput(words.to_owned()).into());
        };
        let account = self.account.open_for(store, Some(api)).await?;
        let progress = progress::counter("subscriptions");
        let mut run = account.reconcile(store, &self.who.by(), self.dry_run).await?;
        let ended = loop {
            match run.step().await {
                Ok(true) => progress.set_position(run.found().subscriptions as u64),
                Ok(false) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        progress.finish_and_clear();
        // What was found before an error is written, and so it is shown.
        show(run.found(), json, self.dry_run)?;
        Ok(ended?)
    }
}

fn show(found: &Reconciled, json: bool, is_dry: bool) -> Result<()> {
    if json {
        return print_json(found);
    }
    for Discrepancy { subscription, tenant, differs, .. } in &found.differences {
        let whose = tenant.as_ref().map_or_else(
            || "of no tenant".to_owned(),
            |tenant| format!("of `{}`", one_line(tenant)),
        );
        let differs = one_line(&differs.join("; "));
        print(format_args!("{} {whose}: {differs}", one_line(subscription)))?;
    }
    let Reconciled { subscriptions, differing, differences, .. } = found;
    let rest = differing.saturating_sub(differences.len());
    if rest > 0 {
        print(format_args!("… and {rest} more"))?;
    }
    let would = if is_dry { "; nothing was written" } else { "" };
    let compared = counted(*subscriptions as u64, "subscription");
    Ok(print(format_args!("{compared} compared, {differing} different{would}"))?)
}
