//! Which of the stored plans is in effect.

use super::state::PRODUCT;
use tiergate::{Assignment, Entitlements, Resolution, Tenant, Timestamp};

/// Returns the plan, as stored, of the assignment that gives the tenant its tier; `None` if no
/// assignment does, or if the plan is a product of the billing system that the policy does not know:
/// its identifier is not for browsers.
pub(crate) fn of(entitlements: &Entitlements, now: Timestamp) -> Option<String> {
    in_effect(entitlements, now).filter(|plan| !plan.starts_with(PRODUCT))
}

fn in_effect(entitlements: &Entitlements, now: Timestamp) -> Option<String> {
    let resolution = entitlements.resolution();
    let source = resolution.source?;
    let facts = entitlements.facts();
    let said = facts.assignments.iter().filter(|it| it.source == source);
    let mut said: Vec<&Assignment> = said.collect();
    if let [only] = said.as_slice() {
        return only.plan.clone();
    }
    // If there are several, the policy knows: with only the one in effect, it answers the same.
    said.sort_by_key(|it| (it.plan.is_none(), it.plan.as_deref()));
    let holds = |it: &&&Assignment| {
        let answer = entitlements.policy().resolve(&alone(facts, it), now);
        answer.is_ok_and(|answer| is_same(&answer, resolution))
    };
    said.iter().find(holds)?.plan.clone()
}

/// Returns the facts without any other assignment from the same source.
fn alone(facts: &Tenant, assignment: &Assignment) -> Tenant {
    let mut facts = facts.clone();
    facts.assignments.retain(|it| it.source != assignment.source || it == assignment);
    facts
}

/// Checks whether the two are the same, except for how long they are valid: an assignment that was
/// left out may have ended first.
fn is_same(one: &Resolution, other: &Resolution) -> bool {
    *one == Resolution { valid_until: one.valid_until, ..other.clone() }
}
