//! Times and lists in sentences.

use tiergate::Timestamp;

/// Returns a time as RFC 3339 writes it, in UTC.
pub(crate) fn moment(at: Timestamp) -> String {
    let known = i64::try_from(at).ok().and_then(|at| jiff::Timestamp::from_second(at).ok());
    known.map_or_else(|| format!("{at} seconds after 1970"), |at| at.to_string())
}

/// Returns until when something holds.
pub(crate) fn end(expires_at: Option<Timestamp>) -> String {
    expires_at.map_or_else(|| "with no end".to_owned(), |at| format!("until {}", moment(at)))
}

/// Returns a list of identifiers in backticks, or `none`.
pub(crate) fn quoted<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = ids.map(|id| format!("`{id}`")).collect();
    if quoted.is_empty() { "none".to_owned() } else { quoted.join(", ") }
}
