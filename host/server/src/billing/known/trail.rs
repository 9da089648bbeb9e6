//! The order of changes that happened within one second, from the changes alone.
//!
//! Each change leads from one state to another. Together they are one trail from state to state,
//! and the degrees of a trail fix its ends: every state is entered as often as it is left, except
//! the last, which is entered once more, and the first, which is left once more. Neither an order
//! nor a search is needed.

// Tests: trail_tests.rs

/// The most ways in which the same changes are read.
const MOST_READINGS: usize = 64;

/// What is known of a trail.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trail<'a, S> {
    /// Its ends.
    Ends { first: &'a S, last: &'a S },
    /// It is a circle whose beginning is unknown, or there are several possible trails.
    Unknown,
    /// The changes do not make up one trail: some are unknown, or known twice.
    Broken,
}

/// Returns the ends of the trail that consists of all these changes. If it is a circle, it begins
/// and ends at `start`.
pub(super) fn trail<'a, S: Eq>(changes: &[(&'a S, &'a S)], start: Option<&S>) -> Trail<'a, S> {
    let states = states(changes);
    if !is_connected(changes, &states) {
        return Trail::Broken;
    }
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for state in &states {
        let entered = changes.iter().filter(|(_, after)| after == state).count();
        let left = changes.iter().filter(|(before, _)| before == state).count();
        last.extend(std::iter::repeat_n(*state, entered.saturating_sub(left)));
        first.extend(std::iter::repeat_n(*state, left.saturating_sub(entered)));
    }
    match (first.as_slice(), last.as_slice(), states.as_slice()) {
        ([first], [last], _) => Trail::Ends { first, last },
        ([], [], [only]) => Trail::Ends { first: only, last: only },
        ([], [], _) => match states.iter().find(|state| start == Some(**state)) {
            Some(state) => Trail::Ends { first: state, last: state },
            None => Trail::Unknown,
        },
        _ => Trail::Broken,
    }
}

/// Returns the ends of the trail that consists of these changes, each of which happened at least
/// once: one change is sometimes reported by two events. So equal changes are read both as one and
/// as several, and the end is known if every reading that is a trail has the same one.
pub(super) fn trail_with_doubles<'a, S: Eq>(
    changes: &[(&'a S, &'a S)],
    start: Option<&S>,
) -> Trail<'a, S> {
    let mut readings = vec![Vec::new()];
    for (number, change) in changes.iter().enumerate() {
        let is_double = changes.iter().take(number).any(|it| it == change);
        let may_be_left_out = is_double && change.0 != change.1;
        let without = if may_be_left_out { readings.clone() } else { Vec::new() };
        readings.iter_mut().for_each(|reading| reading.push(*change));
        readings.extend(without);
        if readings.len() > MOST_READINGS {
            return Trail::Unknown;
        }
    }
    let trails = readings.iter().map(|reading| trail(reading, start));
    trails.fold(Trail::Broken, agreed)
}

/// Returns what two readings of the same changes agree on. One that is not a trail does not count.
fn agreed<'a, S: Eq>(one: Trail<'a, S>, other: Trail<'a, S>) -> Trail<'a, S> {
    match (one, other) {
        (Trail::Broken, trail) | (trail, Trail::Broken) => trail,
        (Trail::Ends { first, last }, Trail::Ends { last: end, .. }) if last == end => {
            Trail::Ends { first, last }
        }
        _ => Trail::Unknown,
    }
}

/// Returns every state once.
fn states<'a, S: Eq>(changes: &[(&'a S, &'a S)]) -> Vec<&'a S> {
    let mut states = Vec::new();
    for (before, after) in changes {
        for state in [*before, *after] {
            if !states.contains(&state) {
                states.push(state);
            }
        }
    }
    states
}

/// Returns whether every state is connected with the others.
fn is_connected<S: Eq>(changes: &[(&S, &S)], states: &[&S]) -> bool {
    let mut reached: Vec<&S> = states.iter().take(1).copied().collect();
    loop {
        let before = reached.len();
        for (one, other) in changes {
            match (reached.contains(one), reached.contains(other)) {
                (true, false) => reached.push(other),
                (false, true) => reached.push(one),
                _ => {}
            }
        }
        if reached.len() == before {
            return before == states.len();
        }
    }
}
