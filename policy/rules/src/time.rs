//! Times as plain numbers, in which something without an end ends at the last of them.

/// The time that never comes: the end of something without an end.
pub(crate) const NEVER: u64 = u64::MAX;

/// Returns an end as a time.
pub(crate) fn until(end: Option<u64>) -> u64 {
    end.unwrap_or(NEVER)
}

/// Returns a time as an end; `None` if it never comes.
pub(crate) fn end(until: u64) -> Option<u64> {
    (until != NEVER).then_some(until)
}
