//! Moments as plain numbers, and what has no end as the last of them.

/// The moment that never comes: the end of what has no end.
pub(crate) const NEVER: u64 = u64::MAX;

/// An end as a moment.
pub(crate) fn until(end: Option<u64>) -> u64 {
    end.unwrap_or(NEVER)
}

/// A moment as an end; none where it never comes.
pub(crate) fn end(until: u64) -> Option<u64> {
    (until != NEVER).then_some(until)
}
