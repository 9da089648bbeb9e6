//! What an answer names to make a feature available does so, and costs the tenant nothing.

use super::notes::{Notes, Said, path};
use crate::Law;
use crate::finding::Finding;
use crate::prelude::*;
use crate::survey::{Cell, Point, Survey};

pub(super) fn check(survey: &Survey<'_>) -> Vec<Finding> {
    let mut notes = Notes::new(Law::TruthfulUpsell);
    for point in survey.offered_points() {
        let cells = survey.seen(point).into_iter().flat_map(|it| &it.features);
        for (feature, cell) in cells.enumerate() {
            for way in ways(survey, point, cell) {
                if !survey.allows(way, feature) {
                    untrue(survey, point, way, feature, &mut notes);
                } else if !cell.allowed {
                    loses(survey, point, way, &mut notes);
                }
            }
        }
    }
    notes.into_findings()
}

/// Returns the points to which the answer says to move.
fn ways(survey: &Survey<'_>, point: Point, cell: &Cell) -> Vec<Point> {
    let with = |point: Point| {
        let add_ons = cell.add_ons.iter();
        add_ons.filter_map(move |&add_on| survey.with(point, add_on))
    };
    match cell.minimum {
        Some(tier) if cell.together => with(Point { tier, ..point }).collect(),
        Some(tier) => with(point).chain([Point { tier, ..point }]).collect(),
        None => with(point).collect(),
    }
}

fn untrue(survey: &Survey<'_>, from: Point, to: Point, feature: usize, notes: &mut Notes) {
    let (id, tier) = (survey.feature_id(feature), survey.tier_id(to.tier));
    notes.add(&[tier, id], || Said {
        path: path(["features", id]),
        message: format!("`{id}` is named as available at `{tier}`, but is denied there"),
        help: "answer with a `minimum-tier` and `add-ons` that allow it".to_owned(),
        shown_by: Some((survey.tenant(from), Some(id.to_owned()))),
    });
}

fn loses(survey: &Survey<'_>, from: Point, to: Point, notes: &mut Notes) {
    if from.tier == to.tier {
        return;
    }
    let features = survey.info().features.iter().enumerate();
    let features = features.filter(|(at, _)| survey.allows(from, *at) && !survey.allows(to, *at));
    let caps = survey.info().caps.iter().enumerate();
    let caps = caps.filter(|(at, _)| {
        survey.cap(to, *at).iter().zip(survey.cap(from, *at)).any(|(to, from)| *to < from)
    });
    let lost = features.map(|(_, it)| &it.id).chain(caps.map(|(_, it)| &it.id));
    let [tier, other] = [from, to].map(|it| survey.tier_id(it.tier));
    for id in lost {
        notes.add(&[tier, other, id], || Said {
            path: path(["tiers", other]),
            message: format!(
                "a tenant of `{tier}` is advised to move to `{other}`, and loses `{id}`"
            ),
            help: format!("let `{other}` have at least what `{tier}` has of `{id}`"),
            shown_by: Some((survey.tenant(from), None)),
        });
    }
}
