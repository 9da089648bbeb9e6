//! What tiers and add-ons give is worth something.

use super::monotone::with_add_ons;
use super::notes::{Notes, Said, path};
use crate::Law;
use crate::finding::Finding;
use crate::prelude::*;
use crate::survey::{Point, Survey, shown};
use hashbrown::HashMap;
use tiergate_policy::catalog::AddOn;

pub(super) fn usable(survey: &Survey<'_>) -> Vec<Finding> {
    let mut notes = Notes::new(Law::Usable);
    let info = survey.info();
    let features: HashMap<_, _> =
        info.features.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let unusable = |point: Point, id: &str| {
        let cell = survey.seen(point).zip(features.get(id));
        cell.and_then(|(seen, &at)| seen.features.get(at)).is_some_and(|it| it.requires)
    };
    for edition in 0..survey.editions.len() {
        for (tier, it) in info.tiers.iter().enumerate() {
            let point = Point { edition, set: 0, tier };
            for feature in it.features.iter().filter(|id| unusable(point, id)) {
                let keys = ["tiers", &it.id, "features", feature];
                notes.add(&[&it.id, feature], || of_no_use(survey, point, keys, "the tier"));
            }
        }
        for (at, it) in info.add_ons.iter().enumerate() {
            let none = Point { edition, set: 0, tier: 0 };
            let Some(one) = survey.with(none, at) else { continue };
            for (tier, _) in survey.offered().filter(|(_, tier)| is_for(it, &tier.id)) {
                let point = Point { tier, ..one };
                for feature in it.features.iter().filter(|id| unusable(point, id)) {
                    let keys = ["addOns", &it.id, "features", feature];
                    notes.add(&[&it.id, feature], || of_no_use(survey, point, keys, "the add-on"));
                }
            }
        }
    }
    notes.into_findings()
}

fn is_for(add_on: &AddOn, tier: &str) -> bool {
    add_on.tiers.is_empty() || add_on.tiers.iter().any(|it| it == tier)
}

fn of_no_use(survey: &Survey<'_>, point: Point, keys: [&str; 4], giver: &str) -> Said {
    let [_, id, _, feature] = keys;
    let tier = survey.tier_id(point.tier);
    let at = if id == tier { String::new() } else { format!(" to `{tier}`") };
    let help = match giver {
        "the tier" => format!("give `{id}` what `{feature}` requires, or take `{feature}` from it"),
        _ => {
            format!("give it what `{feature}` requires, or limit its `tiers` to those that have it")
        }
    };
    Said {
        path: path(keys),
        message: format!("{giver} `{id}` gives `{feature}`{at}, which lacks what it requires"),
        help,
        shown_by: Some((survey.tenant(point), Some(feature.to_owned()))),
    }
}

pub(super) fn worthwhile(survey: &Survey<'_>) -> Vec<Finding> {
    let mut notes = Notes::new(Law::WorthwhileAddOns);
    let points: Vec<_> = survey.offered_points().collect();
    for (add_on, it) in survey.info().add_ons.iter().enumerate() {
        let mut changes = false;
        for &without in &points {
            if survey.sets.get(without.set).contains(&add_on) {
                continue;
            }
            let Some(with) = survey.with(without, add_on) else { continue };
            changes |= changes_anything(survey, without, with);
            for cap in 0..survey.info().caps.len() {
                let (before, after) = (survey.cap(without, cap), survey.cap(with, cap));
                if after.iter().zip(&before).any(|(after, before)| after < before) {
                    let id = survey.cap_id(cap);
                    let [from, to] = [before[0], after[0]].map(shown);
                    notes.add(&[&it.id, id], || lowers(survey, without, [&it.id, id, &from, &to]));
                }
            }
        }
        if !changes {
            notes.add(&[&it.id], || Said {
                path: path(["addOns", &it.id]),
                message: format!("the add-on `{}` changes nothing at any offered tier", it.id),
                help: "give it a feature or a cap that these tiers lack, or remove it".to_owned(),
                shown_by: None,
            });
        }
    }
    notes.into_findings()
}

fn changes_anything(survey: &Survey<'_>, without: Point, with: Point) -> bool {
    let (Some(before), Some(after)) = (survey.seen(without), survey.seen(with)) else {
        return false;
    };
    let mut features = before.features.iter().zip(&after.features);
    features.any(|(before, after)| before.allowed != after.allowed) || before.caps != after.caps
}

fn lowers(survey: &Survey<'_>, without: Point, [add_on, cap, from, to]: [&str; 4]) -> Said {
    let (tier, with) = (survey.tier_id(without.tier), with_add_ons(survey, without));
    Said {
        path: path(["addOns", add_on, "caps", cap]),
        message: format!(
            "the add-on `{add_on}` lowers `{cap}` from {from} to {to} at `{tier}`{with}"
        ),
        help: "let it `add`, or `set` at least as many, or limit its `tiers`".to_owned(),
        shown_by: Some((survey.tenant(without), None)),
    }
}

pub(super) fn live(survey: &Survey<'_>) -> Vec<Finding> {
    let mut notes = Notes::new(Law::LiveFeatures);
    let mut dead: Vec<bool> = survey.info().features.iter().map(|_| true).collect();
    for point in survey.points() {
        let cells = survey.seen(point).into_iter().flat_map(|it| &it.features);
        for (dead, cell) in dead.iter_mut().zip(cells) {
            *dead &= !cell.allowed;
        }
    }
    let dead = survey.info().features.iter().zip(dead).filter(|(_, dead)| *dead);
    for (feature, _) in dead {
        notes.add(&[&feature.id], || Said {
            path: path(["features", &feature.id]),
            message: format!("no tier allows `{}`, with any add-ons", feature.id),
            help: "give it, and what it requires, to a tier or an add-on; or make it always on"
                .to_owned(),
            shown_by: None,
        });
    }
    notes.into_findings()
}
