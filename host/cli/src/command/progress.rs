//! Bars for what takes long.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of so many.
pub(crate) fn bar(total: u64) -> ProgressBar {
    let style = "{bar:40} {human_pos} of {human_len} ({per_sec}, {eta} left)";
    styled(ProgressBar::new(total), style)
}

/// A count that goes up to nobody knows how many.
pub(crate) fn counter(what: &str) -> ProgressBar {
    styled(ProgressBar::no_length(), &format!("{{spinner}} {{human_pos}} {what} ({{per_sec}})"))
}

/// A bar of a file's bytes.
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
