//! Which format a request prefers, by its `Accept` header, of those that a route offers.

use axum::http::HeaderMap;
use headers::HeaderMapExt;
use headers_accept::Accept;
use mediatype::{MediaType, Name, names};

/// A format in which a route can respond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// JSON, and problems in JSON.
    Json,
    /// A page.
    Html,
    /// Server-sent events.
    Events,
    /// JSON, one object a line.
    Lines,
    /// A table.
    Csv,
}

/// The media types of each format. Those that come first are preferred by the server.
static TYPES: [(Format, MediaType<'_>); 6] = [
    (Format::Json, MediaType::new(names::APPLICATION, names::JSON)),
    (
        Format::Json,
        MediaType::from_parts(
            names::APPLICATION,
            Name::new_unchecked("problem"),
            Some(names::JSON),
            &[],
        ),
    ),
    (Format::Html, MediaType::new(names::TEXT, names::HTML)),
    (Format::Events, MediaType::new(names::TEXT, Name::new_unchecked("event-stream"))),
    (Format::Lines, MediaType::new(names::APPLICATION, Name::new_unchecked("x-ndjson"))),
    (Format::Csv, MediaType::new(names::TEXT, names::CSV)),
];

/// Returns the format that a request prefers of those that its route offers. Defaults to JSON: if
/// `Accept` is absent or malformed, if it accepts anything, and if it accepts none of the formats,
/// because a response in JSON is more useful than none.
pub(crate) fn preferred(request: &HeaderMap, offered: &[Format]) -> Format {
    let Some(accept) = request.typed_get::<Accept>() else { return Format::Json };
    let offered = || TYPES.iter().filter(|(format, _)| offered.contains(format));
    let best = accept.negotiate(offered().map(|(_, kind)| kind));
    offered().find(|(_, kind)| Some(kind) == best).map_or(Format::Json, |(format, _)| *format)
}
