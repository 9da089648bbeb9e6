//! Tenants without a known plan, and trials.

use super::notes::{Notes, Said, path};
use crate::domain::{NO_PLAN, NOW, plan};
use crate::finding::Finding;
use crate::prelude::*;
use crate::{Engine, EngineError, Law};
use tiergate_policy::catalog::Info;
use tiergate_policy::types::{Resolution, Tenant};

/// What was found of tenants without a known plan.
pub(super) struct Doubts {
    pub(super) asked: u64,
    pub(super) lockout: Vec<Finding>,
    pub(super) promotion: Vec<Finding>,
}

/// A tenant without a known plan: the key of the map that decides, the tenant, and a word for it.
type Doubt<'w> = (&'w str, Tenant, &'w str);

pub(super) fn check(engine: &dyn Engine) -> Result<Doubts, EngineError> {
    let info = engine.describe();
    let highest = info.tiers.last().map(|it| it.id.as_str());
    let billed = |it| Tenant { assignments: vec![it], ..Tenant::new() };
    let doubts: [Doubt<'_>; 4] = [
        ("whenMissing", Tenant::new(), "a tenant without a plan"),
        ("whenMissing", billed(plan(None, None)), "a tenant whose plan is null"),
        ("whenUnknown", billed(plan(Some(NO_PLAN), None)), "an unknown plan"),
        ("defaultTier", billed(plan(highest, Some(NOW - 1))), "an expired plan"),
    ];
    let mut lockout = Notes::new(Law::NoLockout);
    let mut promotion = Notes::new(Law::NoPromotion);
    for doubt in &doubts {
        let resolution = engine.entitle(&doubt.1, NOW)?.resolution;
        let (Some(tier), Some(default)) =
            (at(info, &resolution.tier), at(info, &info.default_tier))
        else {
            continue;
        };
        if tier < default && !resolution.misconfigured {
            lockout.add(&[doubt.0], || said(info, doubt, &resolution, "less"));
        }
        let offered = info.tiers.get(tier).is_some_and(|it| it.offered);
        if tier > default && !(resolution.misconfigured && offered) {
            promotion.add(&[doubt.0], || said(info, doubt, &resolution, "more"));
        }
    }
    let (lockout, promotion) = (lockout.into_findings(), promotion.into_findings());
    Ok(Doubts { asked: doubts.len() as u64, lockout, promotion })
}

fn at(info: &Info, tier: &str) -> Option<usize> {
    info.tiers.iter().position(|it| it.id == tier)
}

fn said(
    info: &Info,
    (key, tenant, doubt): &Doubt<'_>,
    resolution: &Resolution,
    than: &str,
) -> Said {
    let (tier, default) = (&resolution.tier, &info.default_tier);
    let flag =
        if resolution.misconfigured { "although it is flagged" } else { "and is not flagged" };
    let keys: &[&str] = if *key == "defaultTier" { &[key] } else { &[key, "tier"] };
    Said {
        path: keys.iter().map(|it| (*it).to_owned()).collect(),
        message: format!("{doubt} gets `{tier}`, {than} than the default `{default}`, {flag}"),
        help: format!("let `{key}` give `{default}`, or an offered tier with `misconfigured`"),
        shown_by: Some((tenant.clone(), None)),
    }
}

pub(super) fn trial(info: &Info) -> Vec<Finding> {
    let mut notes = Notes::new(Law::TrialAboveDefault);
    let trial = info.trial.iter().find(|it| at(info, &it.tier) <= at(info, &info.default_tier));
    if let Some(trial) = trial {
        let (tier, default) = (&trial.tier, &info.default_tier);
        notes.add(&[tier], || Said {
            path: path(["trial", "tier"]),
            message: format!("the trial of `{tier}` is not above the default tier `{default}`"),
            help: "let the trial be of a higher tier, or remove it".to_owned(),
            shown_by: None,
        });
    }
    notes.into_findings()
}
