//! Times on the command line.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Parses the end of something: an RFC 3339 date or time, seconds since 1970, or a duration from
/// now, such as `14d` or `36h`. Something that ends on a date holds until the end of that day, in
/// UTC unless the date has an offset, such as `2026-12-31+02:00`.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let bad = || {
        format!(
            "`{text}` is not a valid time: give 2026-12-31, 2026-12-31T18:00:00Z, seconds since \
             1970, or a duration from now, such as 14d or 36h"
        )
    };
    if let Ok(seconds) = text.parse() {
        tiergate::check_moment("--until", seconds).map_err(|error| error.to_string())?;
        return Ok(seconds);
    }
    let moment = text
        .parse::<Timestamp>()
        .or_else(|_| end_of_day(text))
        .or_else(|_| Timestamp::now().checked_add(from_now(text)?))
        .map_err(|_| bad())?;
    u64::try_from(moment.as_second()).map_err(|_| bad())
}

/// Returns the first moment after a date. A date with a time must have an offset, so it is refused
/// here.
fn end_of_day(text: &str) -> Result<Timestamp, jiff::Error> {
    let parsed = BrokenDownTime::parse("%Y-%m-%d", text)
        .or_else(|_| BrokenDownTime::parse("%Y-%m-%dZ", text))
        .or_else(|_| BrokenDownTime::parse("%Y-%m-%d%:z", text))?;
    let zone = parsed.offset().map_or(TimeZone::UTC, Offset::to_time_zone);
    Ok(parsed.to_date()?.tomorrow()?.to_zoned(zone)?.timestamp())
}

/// Parses a duration, in which a day has 24 hours.
fn from_now(text: &str) -> Result<SignedDuration, jiff::Error> {
    let days = text.trim().strip_suffix('d').and_then(|days| days.trim().parse::<i64>().ok());
    match days.and_then(|days| days.checked_mul(24)) {
        Some(hours) => Ok(SignedDuration::from_hours(hours)),
        None => text.parse(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use tiergate_store::format_time;

    #[test]
    fn a_date_ends_with_its_day() {
        for (text, end) in [
            ("2030-06-26", "2030-06-27T00:00:00Z"),
            ("2030-06-26Z", "2030-06-27T00:00:00Z"),
            ("2030-06-26+02:00", "2030-06-26T22:00:00Z"),
            ("2030-06-26-05:30", "2030-06-27T05:30:00Z"),
            ("2028-02-28", "2028-02-29T00:00:00Z"),
            ("2030-06-26T18:00:00Z", "2030-06-26T18:00:00Z"),
            ("1908662400", "2030-06-26T00:00:00Z"),
            ("253402300799", "253402300799 seconds after 1970"),
        ] {
            assert_eq!(parse(text).map(format_time).as_deref(), Ok(end), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in ["1908662400000", "253402300800", "9007199254740991"] {
            let error = parse(text).unwrap_err();
            assert!(error.contains("looks like milliseconds"), "{error}");
        }
        for text in ["2030-06-26T18:00", "2030-13-01", "2030-06-26 +02:00", "-1", "soon", ""] {
            assert!(parse(text).unwrap_err().contains("is not a valid time"), "{text}");
        }
    }
}
