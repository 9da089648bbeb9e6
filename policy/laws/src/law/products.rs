//! What products give.

use super::notes::{Notes, Said, path};
use crate::domain::{Domain, NO_PLAN, NO_PRODUCT, NOW, plan, subscription};
use crate::finding::Finding;
use crate::prelude::*;
use crate::{Engine, EngineError, Law};
use alloc::collections::BTreeMap;
use hashbrown::HashSet;
use tiergate_policy::catalog::{Info, Tier};
use tiergate_policy::subscription::Status;
use tiergate_policy::types::Tenant;

/// What was found of the products.
#[derive(Default)]
pub(super) struct Sold {
    pub(super) unreachable: Vec<Finding>,
    pub(super) unsold: Vec<Finding>,
    pub(super) endless: Vec<Finding>,
}

pub(super) fn check(engine: &dyn Engine, domain: &Domain) -> Result<Sold, EngineError> {
    if domain.products.is_empty() {
        return Ok(Sold::default());
    }
    let info = engine.describe();
    let mut sold = BTreeMap::new();
    for product in &domain.products {
        let effect = engine.on_billing(&[subscription(product, Status::Active)])?;
        let tiers = effect.assignments.into_iter().filter_map(|it| it.plan);
        sold.extend(tiers.map(|tier| (tier, product.as_str())));
    }
    let routes = routes(engine)?;
    let mut unreachable = Notes::new(Law::ReachableTiers);
    let mut unsold = Notes::new(Law::SoldTiers);
    let mut sells_lower = false;
    for tier in &info.tiers {
        match sold.get(&tier.id) {
            Some(product) if !tier.offered => {
                unsold.add(&[product, &tier.id], || gives_unoffered(product, &tier.id));
            }
            None if tier.offered && !routes.contains(&tier.id) => {
                unreachable.add(&[&tier.id], || not_sold(tier, "nothing but a grant gives it"));
            }
            None if tier.offered && (sells_lower || tier.id != info.default_tier) => {
                unsold.add(&[&tier.id], || not_sold(tier, "customers cannot buy it"));
            }
            _ => {}
        }
        sells_lower |= sold.contains_key(&tier.id);
    }
    Ok(Sold {
        unreachable: unreachable.into_findings(),
        unsold: unsold.into_findings(),
        endless: endless(engine, domain)?,
    })
}

/// Returns the tiers that a tenant has by other ways than a listed product.
fn routes(engine: &dyn Engine) -> Result<HashSet<String>, EngineError> {
    let info: &Info = engine.describe();
    let mut routes = HashSet::from([info.default_tier.clone()]);
    routes.extend(info.trial.as_ref().map(|it| it.tier.clone()));
    routes.extend(info.editions.iter().filter_map(|it| it.tier.clone()));
    for it in [None, Some(plan(None, None)), Some(plan(Some(NO_PLAN), None))] {
        let tenant = Tenant { assignments: it.into_iter().collect(), ..Tenant::new() };
        routes.insert(engine.entitle(&tenant, NOW)?.resolution.tier);
    }
    let unknown = engine.on_billing(&[subscription(NO_PRODUCT, Status::Active)])?;
    routes.extend(unknown.assignments.into_iter().filter_map(|it| it.plan));
    Ok(routes)
}

fn not_sold(Tier { id, .. }: &Tier, but: &str) -> Said {
    Said {
        path: path(["tiers", id]),
        message: format!("no product sells the offered tier `{id}`: {but}"),
        help: "add a product to `billing`, or set `offered` to false".to_owned(),
        shown_by: None,
    }
}

fn gives_unoffered(product: &str, tier: &str) -> Said {
    Said {
        path: path(["billing", "products", product, "tier"]),
        message: format!("the product `{product}` sells `{tier}`, which is not offered"),
        help: "offer the tier, or let the product give one that is offered".to_owned(),
        shown_by: None,
    }
}

fn endless(engine: &dyn Engine, domain: &Domain) -> Result<Vec<Finding>, EngineError> {
    let mut notes = Notes::new(Law::PastDueEnds);
    for product in &domain.products {
        let effect = engine.on_billing(&[subscription(product, Status::PastDue)])?;
        if effect.assignments.iter().any(|it| it.expires_at.is_none()) {
            let tenant = Tenant { assignments: effect.assignments, ..Tenant::new() };
            notes.add(&["past-due"], || Said {
                path: path(["billing", "pastDueGraceDays"]),
                message: format!(
                    "a subscription to `{product}` that is never paid counts for ever"
                ),
                help: "give `pastDueGraceDays` a number of days".to_owned(),
                shown_by: Some((tenant, None)),
            });
        }
    }
    Ok(notes.into_findings())
}
