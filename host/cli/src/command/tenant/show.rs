//! The commands that read.

use super::{Opened, format, progress};
use crate::exit::Exit;
use crate::printed::{one_line, print, print_json, table, warn};
use anyhow::Result;
use serde::Serialize;
use tiergate::Entitlements;
use tiergate_store::{Backend, By, Store, Stored, WriteError, format_time};

#[derive(clap::Args)]
pub(super) struct Show {
    /// The tenant.
    tenant: String,
}

/// The JSON output of `show`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    #[serde(flatten)]
    stored: &'a Stored,
    #[serde(skip_serializing_if = "Option::is_none")]
    entitlements: Option<tiergate::contract::Entitlements>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

impl Show {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let stored = opened.store.find(&self.tenant).await?;
        let stored = stored.ok_or(WriteError::UnknownTenant(self.tenant))?;
        let entitlements = match opened.tenants_if_policy().await? {
            Some(tenants) => Some(tenants.tiers().entitlements(&stored.tenant).await),
            None => None,
        };
        // Without an answer there are still the facts, which may be its cause.
        let (entitlements, error) = match entitlements {
            Some(Err(error)) => (None, Some(error)),
            answer => (answer.and_then(Result::ok), None),
        };
        if opened.place.json {
            print_json(&Shown {
                stored: &stored,
                digest: entitlements.as_ref().map(|it| it.policy().digest().to_owned()),
                entitlements: entitlements.as_ref().map(Entitlements::to_contract),
            })?;
        } else {
            show(&stored, entitlements.as_ref())?;
        }
        if let Some(error) = error {
            let error = anyhow::Error::new(error);
            warn(format_args!("the policy gives no answer for the tenant: {error:#}"));
        }
        Ok(Exit::Success)
    }
}

/// Prints the facts and, if the policy gave an answer, what the tenant may do.
fn show(stored: &Stored, entitlements: Option<&Entitlements>) -> Result<()> {
    print(format_args!("{}, at revision {}", stored.tenant, stored.revision))?;
    let mut rows = facts(stored);
    if let Some(entitlements) = entitlements {
        rows.extend(now(entitlements));
    }
    if rows.is_empty() { Ok(()) } else { Ok(print(table(&rows))?) }
}

/// Returns the facts, one per row.
fn facts(stored: &Stored) -> Vec<[String; 2]> {
    let facts = &stored.facts.tenant;
    let mut rows = Vec::new();
    let mut row = |name: &str, text: String| rows.push([format!("  {name}"), text]);
    if let Some(label) = &stored.label {
        row("label", label.clone());
    }
    if let Some(digest) = &stored.policy {
        row("pinned to", digest.clone());
    }
    if let Some(edition) = &facts.edition {
        row("edition", format!("`{edition}`"));
    }
    facts.assignments.iter().for_each(|it| row("plan", format::assignment(it)));
    let subscriptions = stored.facts.subscriptions.iter().flatten();
    subscriptions.for_each(|it| row("subscription", format::subscription(it)));
    facts.add_ons.iter().for_each(|it| row("add-on", format::add_on(it)));
    facts.switches.iter().for_each(|it| row("switched", format::switch(it)));
    facts.caps.iter().for_each(|it| row("own cap", format::cap(it)));
    facts.attributes.iter().for_each(|(name, value)| row("attribute", format!("{name}: {value}")));
    rows
}

/// Returns what the tenant may do now, one item per row.
fn now(entitlements: &Entitlements) -> Vec<[String; 2]> {
    let resolution = entitlements.resolution();
    let by = resolution.source.map_or_else(String::new, |it| format!(" by {}", format::source(it)));
    let flag = if resolution.misconfigured { ", misconfigured" } else { "" };
    let allowed = entitlements.features().filter(|decision| decision.allowed);
    let allowed: Vec<_> = allowed.map(|decision| decision.feature.clone()).collect();
    let mut rows = Vec::new();
    let mut row = |name: &str, text: String| rows.push([format!("  {name}"), text]);
    row("tier now", format!("{}{by}{flag}", resolution.tier));
    if let Some(lapsed) = entitlements.lapsed() {
        let failed = lapsed
            .payment_failed_at
            .map_or_else(String::new, |at| format!("payment failed {}, ", format_time(at)));
        row("lapsed", format!("{failed}ended {}", format_time(lapsed.ended_at)));
    }
    row("features", allowed.join(", "));
    entitlements.caps().for_each(|cap| row(&cap.cap, format::limit(cap.limit)));
    if let Some(until) = entitlements.valid_until() {
        row("valid until", format_time(until));
    }
    rows
}

#[derive(clap::Args)]
pub(super) struct Explain {
    /// The tenant.
    tenant: String,
    /// The feature.
    feature: String,
}

impl Explain {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let explanation = opened.tenants().await?.explain(&self.tenant, &self.feature).await?;
        if opened.place.json {
            print_json(&explanation)?;
        } else {
            let because = explanation.because.iter().map(|line| format!("\n- {}", one_line(line)));
            let may = if explanation.decision.allowed { "may" } else { "may not" };
            let (tenant, feature) = (one_line(&self.tenant), one_line(&self.feature));
            print(format_args!(
                "`{tenant}` {may} use `{feature}`.{}",
                because.collect::<String>()
            ))?;
        }
        Ok(Exit::Success)
    }
}

#[derive(clap::Args)]
pub(super) struct Verify {
    /// Rebuild facts that differ from the history.
    #[arg(long)]
    repair: bool,
}

impl Verify {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let progress = progress::counter("tenants compared");
        let verified = opened.store.verify(|tenants| progress.set_position(tenants)).await?;
        progress.finish_and_clear();
        if self.repair {
            let by = By::new("tiergate").because("verify --repair");
            opened.store.rebuild(&verified.differing, &by).await?;
        }
        if opened.place.json {
            print_json(&verified)?;
        } else {
            let differing = &verified.differing;
            for tenant in differing {
                print(format_args!("{tenant}: facts and history differ"))?;
            }
            print(format_args!(
                "{} tenants, {} events, {} missing, {} tenants differ{}",
                verified.tenants,
                verified.events,
                verified.missing,
                differing.len(),
                if self.repair && !differing.is_empty() { ", which were rebuilt" } else { "" }
            ))?;
        }
        let well = verified.agrees() || (self.repair && verified.missing == 0);
        Ok(if well { Exit::Success } else { Exit::Failure })
    }
}
