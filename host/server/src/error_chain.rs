//! Errors together with their causes, for logs.

use std::error::Error;

/// Formats an error together with its causes, of which the last is often the one that helps.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
