//! The cells of a map's decisions: what tests can cover.

use crate::file::ProductStatus;
use tiergate_map::Map;
use tiergate_policy::catalog::{AddOn, CapChange, Info, Tier};
use tiergate_policy::setup::BillingRules;
use tiergate_policy::types::Limit;

/// What identifies a cell, such as `["feature", "pro", "export"]`.
pub(crate) type Key = Vec<String>;

/// Returns a key.
pub(crate) fn key<const N: usize>(parts: [&str; N]) -> Key {
    parts.map(str::to_owned).to_vec()
}

/// A cell's key, and its path in the map's file.
type Cell = (Key, Key);

/// Returns every cell of a map.
pub(crate) fn cells(map: &Map) -> Vec<Cell> {
    let mut cells = of_tiers(&map.info);
    map.info.add_ons.iter().for_each(|it| of_add_on(&map.info, it, &mut cells));
    cells.extend(of_doubts(&map.info));
    cells.extend(of_products(&map.settings.billing));
    cells
}

fn of_tiers(info: &Info) -> Vec<Cell> {
    let mut cells = Vec::new();
    for tier in &info.tiers {
        for feature in &info.features {
            let path = key(["tiers", &tier.id, "features", &feature.id]);
            cells.push((key(["feature", &tier.id, &feature.id]), path));
        }
        for it in &tier.caps {
            let cap = &it.cap;
            cells.push((key(["cap", &tier.id, cap]), key(["tiers", &tier.id, "caps", cap])));
            if it.limit != Limit::Unlimited {
                cells.push((key(["warn", &tier.id, cap]), key(["caps", cap, "warnPercent"])));
                cells.push((key(["block", &tier.id, cap]), key(["caps", cap, "hardPercent"])));
            }
        }
    }
    cells
}

fn of_add_on(info: &Info, add_on: &AddOn, cells: &mut Vec<Cell>) {
    let AddOn { id, features, caps, .. } = add_on;
    for feature in features {
        cells.push((key(["add-on", id, feature]), key(["addOns", id, "features", feature])));
    }
    for (cap, change) in caps {
        let path = key(["addOns", id, "caps", cap]);
        cells.push((key(["add-on-cap", id, cap]), path.clone()));
        if is_limited(info, add_on, cap, *change) {
            cells.push((key(["warn", "with", id, cap]), path.clone()));
            cells.push((key(["block", "with", id, cap]), path));
        }
    }
}

/// Checks whether a cap can warn and block if the add-on has changed it.
fn is_limited(info: &Info, add_on: &AddOn, cap: &str, change: CapChange) -> bool {
    match change {
        CapChange::Set(limit) => limit != Limit::Unlimited,
        CapChange::Add(_) => {
            let is_for = |tier: &&Tier| add_on.tiers.is_empty() || add_on.tiers.contains(&tier.id);
            let limits = info.tiers.iter().filter(is_for).flat_map(|tier| &tier.caps);
            limits.filter(|it| it.cap == cap).any(|it| it.limit != Limit::Unlimited)
        }
    }
}

fn of_doubts(info: &Info) -> Vec<Cell> {
    let mut cells = Vec::new();
    for edition in &info.editions {
        cells.push((key(["edition", &edition.id]), key(["editions", &edition.id])));
    }
    cells.push((key(["missing"]), key(["whenMissing"])));
    cells.push((key(["unknown"]), key(["whenUnknown"])));
    cells.push((key(["expired"]), key(["defaultTier"])));
    if info.trial.is_some() {
        cells.push((key(["trial", "start"]), key(["trial", "tier"])));
        cells.push((key(["trial", "end"]), key(["trial", "days"])));
    }
    cells
}

/// Returns each product in each status, and what each setting of billing decides.
fn of_products(billing: &BillingRules) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (product, _) in &billing.products {
        for status in ProductStatus::ALL {
            let path = key(["billing", "products", product]);
            cells.push((key(["product", product, status.name()]), path));
        }
    }
    if billing.products.is_empty() {
        return cells;
    }
    cells.push((key(UNKNOWN_PRODUCT), key(["billing", "unknownProduct"])));
    for (status, setting) in [
        ("canceled", "onCancel"),
        ("paused", "onPause"),
        ("collection-paused", "onCollectionPaused"),
        ("past-due", "pastDueGraceDays"),
        ("trialing", "trialGraceDays"),
    ] {
        cells.push((key(["billing", status]), key(["billing", setting])));
    }
    for (status, setting, days) in [
        ("past-due", "pastDueGraceDays", billing.past_due_grace_days),
        ("trialing", "trialGraceDays", billing.trial_grace_days),
    ] {
        let end = days.map(|_| (key(["billing", status, "end"]), key(["billing", setting])));
        cells.extend(end);
    }
    cells
}

/// The cell of a product that the map does not list.
pub(crate) const UNKNOWN_PRODUCT: [&str; 2] = ["billing", "unknown-product"];
