//! Times and lists in sentences.

use tiergate::Timestamp;

/// Returns a time for people: as RFC 3339 writes it, in UTC.
///
/// # Examples
///
/// ```
/// assert_eq!(tiergate_store::format_time(1_782_432_000), "2026-06-26T00:00:00Z");
/// // RFC 3339 has no years after 9999.
/// assert_eq!(tiergate_store::format_time(1 << 40), "1099511627776 seconds after 1970");
/// ```
pub fn format_time(at: Timestamp) -> String {
    let known = i64::try_from(at).ok().and_then(|at| jiff::Timestamp::from_second(at).ok());
    known.map_or_else(|| format!("{at} seconds after 1970"), |at| at.to_string())
}

/// Returns until when something holds.
pub(crate) fn end(expires_at: Option<Timestamp>) -> String {
    expires_at.map_or_else(|| "with no end".to_owned(), |at| format!("until {}", format_time(at)))
}

/// Returns a list of identifiers in backticks, or `none`.
pub(crate) fn quoted<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = ids.map(|id| format!("`{id}`")).collect();
    if quoted.is_empty() { "none".to_owned() } else { quoted.join(", ") }
}
