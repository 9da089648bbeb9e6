//! Moments on the command line.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Reads the end of something: a date or time as RFC 3339 has it, seconds since 1970, or how
/// long from now, such as `14d` or `36h`. A date is its first moment in UTC.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let bad = || {
        format!(
            "`{text}` is no moment: give 2026-12-31, 2026-12-31T18:00:00Z, seconds since 1970, \
             or how long from now, such as 14d or 36h"
        )
    };
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let moment = text
        .parse::<Timestamp>()
        .or_else(|_| date(text)?.to_zoned(TimeZone::UTC).map(|it| it.timestamp()))
        .or_else(|_| Timestamp::now().checked_add(from_now(text)?))
        .map_err(|_| bad())?;
    u64::try_from(moment.as_second()).map_err(|_| bad())
}

/// A date alone. One with a time that does not say of which zone is no moment.
fn date(text: &str) -> Result<Date, jiff::Error> {
    Date::strptime("%Y-%m-%d", text)
}

/// A length of time; a day has 24 hours.
fn from_now(text: &str) -> Result<SignedDuration, jiff::Error> {
    let days = text.trim().strip_suffix('d').and_then(|days| days.trim().parse::<i64>().ok());
    match days.and_then(|days| days.checked_mul(24)) {
        Some(hours) => Ok(SignedDuration::from_hours(hours)),
        None => text.parse(),
    }
}

/// A moment, to show.
pub(crate) fn show(at: u64) -> String {
    let known = i64::try_from(at).ok().and_then(|at| Timestamp::from_second(at).ok());
    known.map_or_else(|| at.to_string(), |at| at.to_string())
}
