//! What a tenant gains or loses between two answers.

use super::Direction::{self, Differs, Gains, Loses};
use crate::NOW;
use crate::prelude::*;
use crate::probe::Answer;
use crate::survey::{UNLIMITED, limit, shown};
use alloc::collections::{BTreeMap, BTreeSet};
use tiergate_policy::catalog::Info;
use tiergate_policy::subscription::Effect;
use tiergate_policy::types::{Assignment, CapState, Entitlements};

type Changes = Vec<(Direction, String)>;

/// Returns the changes between two answers to a question. `info` says which tier is higher.
pub(super) fn changes(info: &Info, before: &Answer, after: &Answer) -> Changes {
    match (before, after) {
        (Answer::Entitle(before), Answer::Entitle(after)) => entitlements(info, before, after),
        (Answer::Signup(before), Answer::Signup(after)) => assignments(info, before, after),
        (Answer::Billing(before), Answer::Billing(after)) => effects(info, before, after),
        _ => Vec::new(),
    }
}

fn entitlements(info: &Info, before: &Entitlements, after: &Entitlements) -> Changes {
    let mut changes = features(before, after);
    changes.extend(caps(before, after));
    let (old, new) = (&before.resolution, &after.resolution);
    if old.tier != new.tier {
        changes.push((rank(info, &old.tier, &new.tier), format!("{} -> {}", old.tier, new.tier)));
    }
    if old.misconfigured != new.misconfigured {
        let flagged = if new.misconfigured { "is flagged" } else { "is no longer flagged" };
        changes.push((Differs, flagged.to_owned()));
    }
    if changes.is_empty() {
        changes.extend(details(before, after));
    }
    changes
}

/// Returns whether a tenant gains by another tier. Which features and caps it gains is listed for
/// itself.
fn rank(info: &Info, old: &str, new: &str) -> Direction {
    let at = |id: &str| info.tiers.iter().position(|it| it.id == id);
    match (at(old), at(new)) {
        (Some(old), Some(new)) if new < old => Loses,
        (Some(old), Some(new)) if old < new => Gains,
        _ => Differs,
    }
}

fn allowed(answer: &Entitlements) -> BTreeSet<&str> {
    answer.features.iter().filter(|it| it.allowed).map(|it| it.feature.as_str()).collect()
}

fn features(before: &Entitlements, after: &Entitlements) -> Changes {
    let (old, new) = (allowed(before), allowed(after));
    let lost = old.difference(&new).map(|id| (Loses, format!("loses `{id}`")));
    lost.chain(new.difference(&old).map(|id| (Gains, format!("gains `{id}`")))).collect()
}

fn caps(before: &Entitlements, after: &Entitlements) -> Changes {
    let of = |answer: &Entitlements| -> BTreeMap<String, [u64; 3]> {
        answer.caps.iter().map(|it| (it.cap.clone(), numbers(it))).collect()
    };
    let (old, new) = (of(before), of(after));
    let mut changes = Vec::new();
    for (id, was) in &old {
        let Some(is) = new.get(id) else {
            changes.push((Differs, format!("`{id}` is no longer limited by the policy")));
            continue;
        };
        for ((was, is), what) in was.iter().zip(is).zip(["at most", "blocked at", "warned at"]) {
            if was != is {
                let direction = if what == "warned at" {
                    Differs
                } else if is < was {
                    Loses
                } else {
                    Gains
                };
                changes
                    .push((direction, format!("`{id}` {what} {} -> {}", shown(*was), shown(*is))));
            }
        }
        // The block that follows from the limit alone says nothing more.
        if was[0] == was[1] && is[0] == is[1] {
            changes.retain(|(_, text)| !text.starts_with(&format!("`{id}` blocked at")));
        }
    }
    changes
}

fn numbers(cap: &CapState) -> [u64; 3] {
    let or_none = |it: Option<u64>| it.unwrap_or(UNLIMITED);
    [limit(cap.limit), or_none(cap.blocked_at), or_none(cap.warn_at)]
}

/// Returns what differs although nobody gains or loses: reasons and help, add-ons in force, and how the
/// tier is held. Not what only one of the catalogs has, or has in another order: comparing them says it.
fn details(before: &Entitlements, after: &Entitlements) -> Changes {
    let old: BTreeMap<_, _> = before.features.iter().map(|it| (&it.feature, it)).collect();
    let pairs = after.features.iter().filter_map(|it| Some((*old.get(&it.feature)?, it)));
    let differ = pairs.filter(|(old, new)| old != new).map(|(_, new)| &new.feature);
    let mut changes: Changes =
        differ.map(|id| (Differs, format!("another reason or help for `{id}`"))).collect();
    let in_force = |it: &Entitlements| it.add_ons.iter().cloned().collect::<BTreeSet<_>>();
    let (old, new) = (in_force(before), in_force(after));
    let gone = old.difference(&new).map(|id| (Differs, format!("`{id}` is no longer in force")));
    changes.extend(gone);
    changes.extend(new.difference(&old).map(|id| (Differs, format!("`{id}` is in force"))));
    if before.resolution != after.resolution {
        changes.push((Differs, "the tier is held in another way".to_owned()));
    }
    if before.valid_until != after.valid_until {
        changes.push((Differs, "the answer ends at another time".to_owned()));
    }
    changes
}

/// What is given, and until when.
type Given = BTreeMap<String, u64>;

fn plans(assignments: &[Assignment]) -> Given {
    let plans = assignments.iter();
    let plan = |it: &Assignment| it.plan.clone().unwrap_or_else(|| "no plan".to_owned());
    plans.map(|it| (plan(it), it.expires_at.unwrap_or(UNLIMITED))).collect()
}

fn assignments(info: &Info, before: &[Assignment], after: &[Assignment]) -> Changes {
    let changes = given(info, &plans(before), &plans(after));
    if changes.is_empty() { vec![(Differs, "another standing".to_owned())] } else { changes }
}

fn effects(info: &Info, before: &Effect, after: &Effect) -> Changes {
    let mut changes = given(info, &plans(&before.assignments), &plans(&after.assignments));
    let extras = |it: &Effect| -> Given {
        let until = |it: Option<u64>| it.unwrap_or(UNLIMITED);
        let add_ons = it.add_ons.iter();
        let add_ons =
            add_ons.map(|it| (format!("{} × {}", it.quantity, it.id), until(it.expires_at)));
        let caps = it.caps.iter();
        let caps = caps
            .map(|it| (format!("{} of {}", shown(limit(it.limit)), it.cap), until(it.expires_at)));
        add_ons.chain(caps).collect()
    };
    changes.extend(given(info, &extras(before), &extras(after)));
    if changes.is_empty() {
        changes.push((Differs, "another standing, or other unknown products".to_owned()));
    }
    changes
}

fn given(info: &Info, before: &Given, after: &Given) -> Changes {
    let mut changes = Vec::new();
    let gone: Vec<_> = before.iter().filter(|(id, _)| !after.contains_key(*id)).collect();
    let come: Vec<_> = after.iter().filter(|(id, _)| !before.contains_key(*id)).collect();
    if let ([(old, _)], [(new, _)]) = (gone.as_slice(), come.as_slice()) {
        changes.push((rank(info, old, new), format!("{old} -> {new}")));
    } else {
        changes.extend(gone.iter().map(|(id, _)| (Loses, format!("no longer gives {id}"))));
        changes.extend(come.iter().map(|(id, _)| (Gains, format!("gives {id}"))));
    }
    for (id, was) in before {
        let Some(is) = after.get(id).filter(|it| *it != was) else { continue };
        let direction = if is < was { Loses } else { Gains };
        changes.push((direction, format!("{id} until {} -> {}", end(*was), end(*is))));
    }
    changes
}

/// Returns an end as the time from now.
fn end(until: u64) -> String {
    if until == UNLIMITED {
        return "for ever".to_owned();
    }
    match until.checked_sub(NOW) {
        Some(seconds) if seconds % 86_400 == 0 => format!("{} days from now", seconds / 86_400),
        Some(seconds) => format!("{seconds} s from now"),
        None => "the past".to_owned(),
    }
}
