//! Tenants whose facts end one after the other.

use crate::NOW;
use crate::domain::{add_on, buyer, plan};
use crate::prelude::*;
use crate::survey::{Point, Survey};
use tiergate_policy::types::{
    Assignment, FeatureSwitch, Giver, HeldCap, Limit, Source, Standing, Switcher, Tenant,
};

/// Returns the tenant of a point whose plan, add-ons, trial, grant, switch and cap end at different
/// moments. Which of them it has differs by `turn`.
pub(super) fn fading(survey: &Survey<'_>, point: Point, turn: usize) -> Tenant {
    let info = survey.info();
    let edition = survey.editions.get(point.edition).and_then(Option::as_deref);
    let mut tenant = buyer(info, edition, survey.tier_id(point.tier), &[]);
    let other = survey.tier_id((point.tier + 1 + turn) % info.tiers.len().max(1));
    tenant.assignments = vec![plan(Some(survey.tier_id(point.tier)), Some(NOW + 40))];
    // Billing never gives one plan twice.
    if turn.is_multiple_of(2) && other != survey.tier_id(point.tier) {
        tenant.assignments.push(plan(Some(other), Some(NOW + 30)));
    }
    if turn.is_multiple_of(3) {
        tenant.assignments.push(of(Source::Trial, other, NOW + 20));
    }
    if turn % 4 == 1 {
        tenant.assignments.push(of(Source::Manual, other, NOW + 10));
    }
    let held = survey.sets.get(point.set).iter().zip(1..);
    let held = held.map(|(&at, nth)| add_on(survey.add_on_id(at), Some(NOW + 15 + 10 * nth)));
    tenant.add_ons = held.collect();
    if let Some(feature) = info.features.get(turn % info.features.len().max(1)) {
        let (feature, enabled) = (feature.id.clone(), turn.is_multiple_of(2));
        let by = Switcher::Operator;
        tenant.switches.push(FeatureSwitch { feature, enabled, by, expires_at: Some(NOW + 25) });
    }
    if let Some(cap) = info.caps.get(turn % info.caps.len().max(1)) {
        for (giver, end) in [(Giver::Billing, 35), (Giver::Billing, 55), (Giver::Manual, 5)] {
            let (cap, limit) = (cap.id.clone(), Limit::AtMost(7 + end));
            tenant.caps.push(HeldCap { cap, limit, giver, expires_at: Some(NOW + end) });
        }
    }
    tenant
}

fn of(source: Source, tier: &str, end: u64) -> Assignment {
    let standing = if source == Source::Trial { Standing::Trialing(end) } else { Standing::Good };
    Assignment { source, plan: Some(tier.to_owned()), standing, expires_at: Some(end) }
}

/// Returns now and each later moment at which something of a tenant's ends.
pub(super) fn moments(tenant: &Tenant) -> Vec<u64> {
    let ends = tenant.assignments.iter().map(|it| it.expires_at);
    let ends = ends.chain(tenant.add_ons.iter().map(|it| it.expires_at));
    let ends = ends.chain(tenant.switches.iter().map(|it| it.expires_at));
    let ends = ends.chain(tenant.caps.iter().map(|it| it.expires_at));
    let mut moments: Vec<u64> = ends.flatten().filter(|&it| it > NOW).chain([NOW]).collect();
    moments.sort_unstable();
    moments.dedup();
    moments
}
