//! The log: its filter and its format.

use crate::exit::BadInput;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// The format of the log.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Format {
    /// Lines of text.
    Text,
    /// One JSON object per line.
    Json,
}

/// Starts logging to standard error.
pub(super) fn start(filter: &str, format: Format) -> Result<(), BadInput> {
    let bad = |error: &dyn std::fmt::Display| {
        BadInput(format!("`{filter}` is not a valid log filter: {error}; give one such as info"))
    };
    let filter = EnvFilter::try_new(filter).map_err(|error| bad(&error))?;
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    let started = match format {
        Format::Text => log.try_init(),
        Format::Json => log.json().try_init(),
    };
    started.map_err(|error| BadInput(format!("cannot start logging: {error}")))
}
