//! What is logged, and how.

use crate::exit::BadInput;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// How to log.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Format {
    /// Lines to read.
    Text,
    /// A JSON object on each line.
    Json,
}

/// Logs to the standard error from here on.
pub(super) fn start(filter: &str, format: Format) -> Result<(), BadInput> {
    let bad = |error: &dyn std::fmt::Display| {
        BadInput(format!("`{filter}` is no log filter: {error}; give one such as info"))
    };
    let filter = EnvFilter::try_new(filter).map_err(|error| bad(&error))?;
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    let started = match format {
        Format::Text => log.try_init(),
        Format::Json => log.json().try_init(),
    };
    started.map_err(|error| BadInput(format!("cannot log: {error}")))
}
