//! Where the store is.

use crate::exit::BadInput;
use std::path::Path;

/// Where the tenants and policies are, and how to answer.
#[derive(clap::Args)]
pub(super) struct Place {
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TIERGATE_STORE", default_value = "sqlite:tiergate.db", global = true)]
    #[arg(hide_env_values = true)]
    pub(super) store: String,
    /// The edition of tenants that have none of their own.
    #[arg(long, env = "TIERGATE_EDITION", global = true)]
    pub(super) deployment_edition: Option<String>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// What `--store` says.
pub(super) enum Address<'a> {
    Sqlite(&'a Path),
    Postgres(&'a str),
}

impl<'a> Address<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, BadInput> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(Path::new(path.strip_prefix("//").unwrap_or(path))));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text));
        }
        // Not the text itself: it may hold a password.
        let scheme = text.split(':').next().unwrap_or_default();
        Err(BadInput(format!(
            "`{scheme}…` is no store: give sqlite:PATH or postgres://USER@HOST/DATABASE"
        )))
    }
}
