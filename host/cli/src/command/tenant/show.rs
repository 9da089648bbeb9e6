//! The commands that read.

use super::{Opened, progress, when};
use crate::exit::{BadInput, Exit, print};
use anyhow::Result;
use serde::Serialize;
use serde_json::Value;
use tiergate::{Entitlements, Limit};
use tiergate_store::{Backend, By, Event, Search, Store, Stored, WriteError};

#[derive(clap::Args)]
pub(super) struct Show {
    /// The tenant.
    tenant: String,
}

/// What `show` tells.
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
            Some(tenants) => Some(tenants.tiers().entitlements(&stored.tenant).await?),
            None => None,
        };
        if opened.place.json {
            print(serde_json::to_string(&Shown {
                stored: &stored,
                digest: entitlements.as_ref().map(|it| it.policy().digest().to_owned()),
                entitlements: entitlements.as_ref().map(Entitlements::to_contract),
            })?)?;
            return Ok(Exit::Success);
        }
        print(format_args!("{} (revision {})", stored.tenant, stored.revision))?;
        show_facts(&stored)?;
        if let Some(entitlements) = &entitlements {
            show_entitlements(entitlements)?;
        }
        Ok(Exit::Success)
    }
}

/// Prints each fact on a line, in the words of the contract.
fn show_facts(stored: &Stored) -> Result<()> {
    if let Some(digest) = &stored.policy {
        print(format_args!("  pinned to: {digest}"))?;
    }
    let Value::Object(facts) = serde_json::to_value(&stored.facts)? else { return Ok(()) };
    for (name, value) in facts {
        match value {
            Value::Array(items) => {
                items.iter().try_for_each(|item| print(format_args!("  {name}: {item}")))?;
            }
            value => print(format_args!("  {name}: {value}"))?,
        }
    }
    Ok(())
}

fn show_entitlements(entitlements: &Entitlements) -> Result<()> {
    let resolution = entitlements.resolution();
    let flag = if resolution.misconfigured { ", misconfigured" } else { "" };
    print(format_args!("  tier now: {}{flag}", resolution.tier))?;
    let allowed = entitlements.features().filter(|decision| decision.allowed);
    let allowed: Vec<_> = allowed.map(|decision| decision.feature.as_str()).collect();
    print(format_args!("  features: {}", allowed.join(", ")))?;
    for cap in entitlements.caps() {
        match cap.limit {
            Limit::AtMost(max) => print(format_args!("  {}: at most {max}", cap.cap))?,
            Limit::Unlimited => print(format_args!("  {}: unlimited", cap.cap))?,
        }
    }
    if let Some(until) = entitlements.valid_until() {
        print(format_args!("  until: {}", when::show(until)))?;
    }
    Ok(())
}

#[derive(clap::Args)]
pub(super) struct List {
    /// What their identifiers begin with.
    #[arg(default_value = "")]
    prefix: String,
    /// Those after this identifier.
    #[arg(long)]
    after: Option<String>,
    /// How many at most.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

impl List {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let Self { prefix, after, limit } = self;
        let page = opened.store.list(&Search { prefix, after, limit }).await?;
        if opened.place.json {
            print(serde_json::to_string(&page)?)?;
            return Ok(Exit::Success);
        }
        for stored in &page.tenants {
            let says = |it: &tiergate::Assignment| it.plan.clone().unwrap_or_else(|| "-".into());
            let plans: Vec<_> = stored.facts.assignments.iter().map(says).collect();
            print(format_args!("{}\t{}", stored.tenant, plans.join(", ")))?;
        }
        if let Some(next) = page.next {
            eprintln!("there are more: --after {next}");
        }
        Ok(Exit::Success)
    }
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
            print(serde_json::to_string(&explanation)?)?;
        } else {
            print(explanation)?;
        }
        Ok(Exit::Success)
    }
}

#[derive(clap::Args)]
pub(super) struct History {
    /// The tenant.
    tenant: String,
    /// Those before this event.
    #[arg(long)]
    before: Option<u64>,
    /// How many at most, the last one first.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
}

impl History {
    pub(super) async fn run<DB: Backend>(self, opened: &Opened<'_, DB>) -> Result<Exit> {
        let events = opened.store.history(&self.tenant, self.before, self.limit).await?;
        if opened.place.json {
            print(serde_json::to_string(&events)?)?;
            return Ok(Exit::Success);
        }
        if events.is_empty() && self.before.is_none() {
            let tenant = self.tenant;
            return Err(BadInput(format!("there never was a tenant `{tenant}`")).into());
        }
        events.iter().try_for_each(show_event)?;
        Ok(Exit::Success)
    }
}

fn show_event(event: &Event) -> Result<()> {
    let change = serde_json::to_string(&event.change)?;
    let Event { number, at, actor, reason, .. } = event;
    let reason = reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    Ok(print(format_args!("{number}\t{}\t{actor}{reason}\t{change}", when::show(*at)))?)
}

#[derive(clap::Args)]
pub(super) struct Verify {
    /// Make facts that differ anew from the history.
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
            print(serde_json::to_string(&verified)?)?;
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
                if self.repair && !differing.is_empty() { ", which were made anew" } else { "" }
            ))?;
        }
        let well = verified.agrees() || (self.repair && verified.missing == 0);
        Ok(if well { Exit::Success } else { Exit::Failure })
    }
}
