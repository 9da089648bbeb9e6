//! The tenants for which activating a policy would change anything, by name.

use super::Opened;
use crate::printed::{one_line, print};
use anyhow::Result;
use tiergate::{Policy, now};
use tiergate_store::{Backend, ImpactOnly, ImpactSearch, TenantImpact};

/// How many are shown; `--json` has all.
const SHOWN: u32 = 20;

/// How many are read at a time.
const PAGE: u32 = 1_000;

/// Returns all of them.
pub(super) async fn all<DB: Backend>(
    opened: &Opened<'_, DB>,
    old: &Policy,
    new: &Policy,
) -> Result<Vec<TenantImpact>> {
    let edition = opened.place.deployment_edition.as_deref();
    let at = Some(now());
    let mut search = ImpactSearch { limit: PAGE, at, ..ImpactSearch::default() };
    let mut all = Vec::new();
    loop {
        let page = opened.store.impact_tenants(old, new, edition, &search).await?;
        all.extend(page.tenants);
        if page.next.is_none() {
            return Ok(all);
        }
        search.after = page.next;
    }
}

/// Prints the first ones that lose anything, and the first ones that gain.
pub(super) async fn show<DB: Backend>(
    opened: &Opened<'_, DB>,
    old: &Policy,
    new: &Policy,
    (losing, gaining): (u64, u64),
) -> Result<()> {
    for (only, total, verb) in
        [(ImpactOnly::Loses, losing, "lose"), (ImpactOnly::Gains, gaining, "gain")]
    {
        if total == 0 {
            continue;
        }
        let first = first(opened, old, new, only).await?;
        let more = if total > first.len() as u64 { ", the first ones" } else { "" };
        print(format_args!("{total} {verb} something{more}:"))?;
        for it in &first {
            let label = it.label.as_deref().map(|it| format!(" ({it})")).unwrap_or_default();
            print(format_args!("  {}: {it}", one_line(&format!("{}{label}", it.tenant))))?;
        }
    }
    Ok(())
}

/// Returns the first ones, however many tenants come before them.
async fn first<DB: Backend>(
    opened: &Opened<'_, DB>,
    old: &Policy,
    new: &Policy,
    only: ImpactOnly,
) -> Result<Vec<TenantImpact>> {
    let edition = opened.place.deployment_edition.as_deref();
    let mut search = ImpactSearch { only: Some(only), limit: SHOWN, ..ImpactSearch::default() };
    let mut found = Vec::new();
    loop {
        let page = opened.store.impact_tenants(old, new, edition, &search).await?;
        found.extend(page.tenants);
        if page.next.is_none() || found.len() >= SHOWN as usize {
            found.truncate(SHOWN as usize);
            return Ok(found);
        }
        search.after = page.next;
    }
}
