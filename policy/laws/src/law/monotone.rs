//! A higher tier allows no less than a lower one.

use super::notes::{Notes, Said, path};
use crate::Law;
use crate::finding::Finding;
use crate::prelude::*;
use crate::survey::{Point, Survey, shown};

/// Calls `visit` for each edition and set.
fn columns(survey: &Survey<'_>, mut visit: impl FnMut(usize, usize)) {
    for edition in 0..survey.editions.len() {
        (0..survey.sets.len()).for_each(|set| visit(edition, set));
    }
}

pub(super) fn features(survey: &Survey<'_>) -> Vec<Finding> {
    let mut notes = Notes::new(Law::MonotoneFeatures);
    columns(survey, |edition, set| {
        // For each feature, the last of the tiers so far that allows it.
        let mut lower = vec![None; survey.info().features.len()];
        for (tier, _) in survey.offered() {
            let point = Point { edition, set, tier };
            for (feature, lower) in lower.iter_mut().enumerate() {
                if survey.allows(point, feature) {
                    *lower = Some(tier);
                } else if let Some(lower) = *lower {
                    let (id, lacking) = (survey.feature_id(feature), survey.tier_id(tier));
                    notes.add(&[lacking, id], || lost(survey, point, lower, id));
                }
            }
        }
    });
    notes.into_findings()
}

fn lost(survey: &Survey<'_>, point: Point, lower: usize, feature: &str) -> Said {
    let (tier, lower) = (survey.tier_id(point.tier), survey.tier_id(lower));
    let with = with_add_ons(survey, point);
    let help = if with.is_empty() {
        format!("add it to `{tier}`, or let `{tier}` extend `{lower}`")
    } else {
        format!("add it to `{tier}`, or let the add-on be for `{tier}` too")
    };
    Said {
        path: path(["tiers", tier]),
        message: format!("`{tier}` lacks `{feature}`, which the lower `{lower}` allows{with}"),
        help,
        shown_by: Some((survey.tenant(point), Some(feature.to_owned()))),
    }
}

pub(super) fn with_add_ons(survey: &Survey<'_>, point: Point) -> String {
    let held = survey.sets.get(point.set).iter();
    let held: Vec<_> = held.map(|&it| format!("`{}`", survey.add_on_id(it))).collect();
    if held.is_empty() { String::new() } else { format!(" with {}", held.join(" and ")) }
}

pub(super) fn caps(survey: &Survey<'_>) -> Vec<Finding> {
    let mut notes = Notes::new(Law::MonotoneCaps);
    columns(survey, |edition, set| {
        // For each cap, its highest limit and block so far, and their tiers.
        let mut highest = vec![[(0, 0); 2]; survey.info().caps.len()];
        for (tier, _) in survey.offered() {
            let point = Point { edition, set, tier };
            for (cap, highest) in highest.iter_mut().enumerate() {
                for (now, highest) in survey.cap(point, cap).into_iter().zip(highest) {
                    if now < highest.0 {
                        let (id, lower) = (survey.cap_id(cap), *highest);
                        let about = [survey.tier_id(tier), id];
                        notes.add(&about, || lowered(survey, point, id, now, lower));
                    } else {
                        *highest = (now, tier);
                    }
                }
            }
        }
    });
    notes.into_findings()
}

fn lowered(survey: &Survey<'_>, point: Point, cap: &str, now: u64, lower: (u64, usize)) -> Said {
    let (tier, before) = (survey.tier_id(point.tier), survey.tier_id(lower.1));
    let (now, then) = (shown(now), shown(lower.0));
    let with = with_add_ons(survey, point);
    Said {
        path: path(["tiers", tier, "caps", cap]),
        message: format!(
            "`{tier}` has at most {now} of `{cap}`, but the lower `{before}` has {then}{with}"
        ),
        help: format!("give `{tier}` at least as many, or list it before `{before}`"),
        shown_by: Some((survey.tenant(point), None)),
    }
}
