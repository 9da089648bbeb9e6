//! Answers are exact, pure and consistent.

use super::LawReport;
use super::notes::{Notes, Said, path};
use super::times::{fading, moments};
use crate::domain::{Domain, NOW, buyer};
use crate::prelude::*;
use crate::survey::Survey;
use crate::{EngineError, Law};
use tiergate_policy::catalog::Info;
use tiergate_policy::types::{CapState, Entitlements, Limit, Tenant};

/// Checks [`Law::ExactValidUntil`], [`Law::Pure`] and [`Law::Consistent`].
pub(super) fn check(survey: &Survey<'_>, domain: &Domain) -> Result<[LawReport; 3], EngineError> {
    let mut valid = Notes::new(Law::ExactValidUntil);
    let mut pure = Notes::new(Law::Pure);
    let mut consistent = Notes::new(Law::Consistent);
    let info = survey.info();
    let points = survey.points();
    let step = step(info, points.len(), domain.most);
    let mut asked = 0;
    for (turn, &point) in points.iter().step_by(step).enumerate() {
        let tenant = fading(survey, point, turn);
        exact(survey, &tenant, &mut valid)?;
        order_blind(survey, &tenant, &mut pure)?;
        agree(survey, &survey.tenant(point), &mut consistent)?;
        agree(survey, &tenant, &mut consistent)?;
        asked += 1;
    }
    let lowest = survey.tier_id(0);
    for edition in info.editions.iter().filter(|it| it.tier.is_some()) {
        agree(survey, &buyer(info, Some(&edition.id), lowest, &[]), &mut consistent)?;
    }
    let report = |law, proved, notes: Notes| LawReport {
        law,
        proved,
        points: asked,
        findings: notes.into_findings(),
    };
    // Times and orders have no end, so the first two are never proved.
    Ok([
        report(Law::ExactValidUntil, false, valid),
        report(Law::Pure, false, pure),
        report(Law::Consistent, survey.sets.all && step == 1, consistent),
    ])
}

/// Returns how many points follow on one that is asked about. Each is asked about often: at each of its
/// moments, and feature by feature; and an answer weighs every feature at every tier.
fn step(info: &Info, points: usize, most: usize) -> usize {
    const MOMENTS: usize = 8;
    const WORK_PER_COMBINATION: usize = 200;
    const FEWEST: usize = 5;
    let verdicts = info.tiers.len() * (info.features.len() + info.caps.len() + 1);
    let checks = info.features.len() + 5 * info.caps.len();
    let work = verdicts.saturating_mul(MOMENTS * MOMENTS + 2 * checks).saturating_mul(points);
    let step = work.div_ceil(most.saturating_mul(WORK_PER_COMBINATION).max(1));
    step.min(points.div_ceil(FEWEST)).max(1)
}

/// A part of an answer without its time, and the time until which it holds by itself.
type Part = (String, String, Option<u64>);

/// Takes an answer apart.
fn parts(answer: &Entitlements) -> Vec<Part> {
    let mut answer = answer.clone();
    let whole_until = answer.valid_until.take();
    let mut parts = Vec::new();
    let until = answer.resolution.valid_until.take();
    parts.push(("resolution".to_owned(), format!("{:?}", answer.resolution), until));
    for it in &mut answer.features {
        let until = it.valid_until.take();
        parts.push((it.feature.clone(), format!("{it:?}"), until));
    }
    for it in &mut answer.caps {
        let until = it.valid_until.take();
        parts.push((it.cap.clone(), format!("{it:?}"), until));
    }
    parts.push(("entitlements".to_owned(), format!("{answer:?}"), whole_until));
    parts
}

fn exact(survey: &Survey<'_>, tenant: &Tenant, notes: &mut Notes) -> Result<(), EngineError> {
    let moments = moments(tenant);
    let mut answers = Vec::new();
    for &moment in &moments {
        answers.push((moment, parts(&survey.engine.entitle(tenant, moment)?)));
    }
    for (at, (moment, answer)) in answers.iter().enumerate() {
        for (nth, (name, text, until)) in answer.iter().enumerate() {
            let differs = |(_, later): &&(u64, Vec<Part>)| {
                later.get(nth).is_none_or(|(_, later, _)| later != text)
            };
            let exact = answers.iter().skip(at + 1).find(differs).map(|(moment, _)| *moment);
            if *until != exact {
                inexact(tenant, (name, *moment), (*until, exact), notes);
            }
        }
        let Some((next, _)) = answers.get(at + 1) else { continue };
        let before = parts(&survey.engine.entitle(tenant, next - 1)?);
        for (now, then) in answer.iter().zip(&before).filter(|(now, then)| now != then) {
            inexact(tenant, (&now.0, next - 1), (now.2, then.2), notes);
        }
    }
    Ok(())
}

fn inexact(
    tenant: &Tenant,
    (name, moment): (&str, u64),
    (said, exact): (Option<u64>, Option<u64>),
    notes: &mut Notes,
) {
    let shown = |it: Option<u64>| it.map_or_else(|| "for ever".to_owned(), |it| it.to_string());
    notes.add(&[name], || Said {
        path: Vec::new(),
        message: format!(
            "at {moment} the answer on `{name}` says that it holds until {}, but it does until {}",
            shown(said),
            shown(exact)
        ),
        help: "answer with the first `expires-at` from which the answer differs".to_owned(),
        shown_by: Some((tenant.clone(), None)),
    });
}

fn order_blind(survey: &Survey<'_>, tenant: &Tenant, notes: &mut Notes) -> Result<(), EngineError> {
    let mut reversed = tenant.clone();
    reversed.assignments.reverse();
    reversed.add_ons.reverse();
    reversed.switches.reverse();
    reversed.caps.reverse();
    let first = survey.engine.entitle(tenant, NOW)?;
    let other = survey.engine.entitle(&reversed, NOW)?;
    let again = survey.engine.entitle(tenant, NOW)?;
    for (about, differs, when) in [
        ("order", first != other, "in another order"),
        ("again", first != again, "when they are asked about again"),
    ] {
        if differs {
            notes.add(&[about], || Said {
                path: Vec::new(),
                message: format!("the same facts have another answer {when}"),
                help: "let the answer follow from the facts and the time alone".to_owned(),
                shown_by: Some((tenant.clone(), None)),
            });
        }
    }
    Ok(())
}

fn agree(survey: &Survey<'_>, tenant: &Tenant, notes: &mut Notes) -> Result<(), EngineError> {
    let answer = survey.engine.entitle(tenant, NOW)?;
    for decision in &answer.features {
        let id = &decision.feature;
        if survey.engine.check(tenant, id, NOW)? != *decision {
            let keys = path(["features", id]);
            notes.add(&[id], || disagrees(tenant, keys, id, Some(id.clone())));
        }
    }
    for state in &answer.caps {
        if !caps_agree(survey, tenant, state)? {
            let keys = path(["caps", &state.cap]);
            notes.add(&[&state.cap], || disagrees(tenant, keys, &state.cap, None));
        }
    }
    Ok(())
}

fn caps_agree(survey: &Survey<'_>, tenant: &Tenant, state: &CapState) -> Result<bool, EngineError> {
    let blocked = state.blocked_at.unwrap_or(u64::MAX);
    let warn = state.warn_at.unwrap_or(u64::MAX);
    // Beyond 2^53-1 no host asks.
    let asked = |used: u64| used < tiergate_policy::MAX_SAFE_INTEGER;
    let edges = [0, warn.saturating_sub(1), warn, blocked.saturating_sub(1), blocked];
    for used in edges.into_iter().filter(|&it| asked(it)) {
        let Some(answer) = survey.engine.check_cap(tenant, &state.cap, used, 1, NOW)? else {
            return Ok(false);
        };
        let remaining = match state.limit {
            Limit::Unlimited => None,
            Limit::AtMost(most) => Some(most.saturating_sub(used)),
        };
        let agrees = answer.allowed == (used < blocked)
            && answer.warn == (used >= warn)
            && answer.remaining == remaining
            && answer.state == *state;
        if !agrees {
            return Ok(false);
        }
    }
    Ok(true)
}

fn disagrees(tenant: &Tenant, path: Vec<String>, id: &str, feature: Option<String>) -> Said {
    Said {
        path,
        message: format!("a check of `{id}` does not agree with the entitlements"),
        help: "answer both by the same rule".to_owned(),
        shown_by: Some((tenant.clone(), feature)),
    }
}
