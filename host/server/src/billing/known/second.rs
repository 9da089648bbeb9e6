//! What holds at the end of one second, in which a subscription may have changed several times.

// Tests: choose_tests.rs

use super::extract::{Cause, Facts, Snapshot};
use super::generous::most_generous;
use super::trail::{Trail, trail, trail_with_doubles};

/// The end of a second.
pub(super) struct End<'a> {
    /// What held then, or what may have held and gives most.
    pub(super) facts: &'a Facts,
    /// Whether it is certain that this held.
    pub(super) is_certain: bool,
    /// What held before the second's first change.
    pub(super) before: Before<'a>,
}

/// What held before the first change in a second.
#[derive(Clone, Copy)]
pub(super) enum Before<'a> {
    /// This.
    Known(&'a Facts),
    /// The changes do not show it.
    Unknown,
    /// The changes contradict each other.
    Broken,
}

/// Returns what holds after these snapshots, all of one second and none a creation. `before` is
/// what held until then, if it is known. `None` without snapshots.
pub(super) fn end<'a>(snapshots: &[&'a Snapshot], before: Option<&Facts>) -> Option<End<'a>> {
    let changes = changes(snapshots);
    let all = || snapshots.iter().map(|it| &it.facts);
    let first = all().next()?;
    if all().all(|facts| facts == first) {
        return Some(End {
            facts: first,
            is_certain: true,
            before: first_of_trail(&changes, None),
        });
    }
    let certain = if changes.is_empty() {
        only_change(snapshots, before)
    } else {
        last_of_trail(snapshots, &changes, before)
    };
    let guess = || End {
        facts: most_generous(all()).unwrap_or(first),
        is_certain: false,
        before: Before::Broken,
    };
    Some(certain.unwrap_or_else(guess))
}

/// Returns the state before and after each change of which both are known.
fn changes<'a>(snapshots: &[&'a Snapshot]) -> Vec<(&'a Facts, &'a Facts)> {
    let changes = snapshots.iter().filter_map(|it| match &it.cause {
        Cause::Updated(before) => Some((before, &it.facts)),
        _ => None,
    });
    changes.collect()
}

/// Returns what held before some changes. If one change is known twice, it may have happened twice,
/// and something else in between.
fn first_of_trail<'a>(changes: &[(&'a Facts, &'a Facts)], start: Option<&Facts>) -> Before<'a> {
    match trail(changes, start) {
        _ if changes.is_empty() => Before::Unknown,
        Trail::Ends { first, .. } => Before::Known(first),
        _ => Before::Broken,
    }
}

/// Returns the last state of the trail that the changes make up. The other snapshots must be in
/// harmony with it: a change from an unknown state must lead to its last state, and whatever else
/// was seen must be on it.
fn last_of_trail<'a>(
    snapshots: &[&'a Snapshot],
    changes: &[(&'a Facts, &'a Facts)],
    before: Option<&Facts>,
) -> Option<End<'a>> {
    let Trail::Ends { last, .. } = trail_with_doubles(changes, before) else { return None };
    let is_on_it = |facts| changes.iter().any(|(from, to)| *from == facts || *to == facts);
    let is_harmonious = snapshots.iter().all(|it| match it.cause {
        Cause::Changed => it.facts == *last,
        _ => is_on_it(&it.facts),
    });
    is_harmonious.then_some(End {
        facts: last,
        is_certain: true,
        before: first_of_trail(changes, before),
    })
}

/// Returns the state that the only change led to, if everything else was seen before it.
fn only_change<'a>(snapshots: &[&'a Snapshot], before: Option<&Facts>) -> Option<End<'a>> {
    let changed = |it: &&&Snapshot| it.cause == Cause::Changed;
    let facts = &snapshots.iter().find(changed)?.facts;
    let mut others = snapshots.iter().filter(|it| it.facts != *facts).peekable();
    let seen = &others.peek()?.facts;
    let is_clear = others.all(|it| it.cause != Cause::Changed && Some(&it.facts) == before);
    is_clear.then_some(End { facts, is_certain: true, before: Before::Known(seen) })
}
