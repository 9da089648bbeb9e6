//! Progress bars for operations that take long.

use indicatif::{ProgressBar, ProgressStyle};

/// Returns a bar for a known number of items.
pub(crate) fn bar(total: u64) -> ProgressBar {
    let style = "{bar:40} {human_pos} of {human_len} ({per_sec}, {eta} left)";
    styled(ProgressBar::new(total), style)
}

/// Returns a counter for an unknown number of items.
pub(crate) fn counter(what: &str) -> ProgressBar {
    styled(ProgressBar::no_length(), &format!("{{spinner}} {{human_pos}} {what} ({{per_sec}})"))
}

/// Returns a bar for the bytes of a file.
pub(crate) fn bytes(total: u64) -> ProgressBar {
    let style = "{bar:40} {bytes} of {total_bytes} ({eta} left)";
    styled(ProgressBar::new(total), style)
}

fn styled(bar: ProgressBar, style: &str) -> ProgressBar {
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
