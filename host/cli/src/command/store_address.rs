//! The address of the store.

use crate::exit::BadInput;
use anyhow::Result;
use std::path::{Path, PathBuf};
use tiergate_store::{PostgresStore, SqliteStore, StoreError};

/// The store of the tenants and policies, and the output format.
#[derive(clap::Args)]
pub(super) struct Place {
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TIERGATE_STORE", default_value = "sqlite:tiergate.db", global = true)]
    #[arg(hide_env_values = true)]
    pub(super) store: String,
    /// The edition of tenants that do not have their own.
    #[arg(long, env = "TIERGATE_EDITION", global = true)]
    pub(super) deployment_edition: Option<String>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// A parsed `--store`.
pub(super) enum Address<'a> {
    Sqlite(&'a Path),
    Postgres(&'a str),
}

impl<'a> Address<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, BadInput> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path == ":memory:" {
                let words = "`sqlite:` needs the path of a file, such as sqlite:tiers.db";
                return Err(BadInput(words.to_owned()));
            }
            return Ok(Self::Sqlite(Path::new(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text));
        }
        // Not the text itself: it may hold a password.
        let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
        let what = match scheme.chars().all(char::is_alphanumeric) && !scheme.is_empty() {
            true => format!("`{scheme}://…`"),
            false => "the given text".to_owned(),
        };
        Err(BadInput(format!(
            "{what} is not a valid store: give sqlite:PATH or postgres://USER@HOST/DATABASE"
        )))
    }
}

/// Opens an SQLite store. A path that cannot be opened is reported as bad input.
pub(super) async fn open(path: &Path) -> Result<SqliteStore> {
    let opened = SqliteStore::open(path).await;
    Ok(opened.map_err(|error| BadInput(format!("`{}`: {error}", path.display())))?)
}

/// Connects to a PostgreSQL store. An invalid address is reported as bad input.
pub(super) async fn connect(url: &str) -> Result<PostgresStore> {
    connected(PostgresStore::connect(url).await)
}

/// Returns a PostgreSQL store that was connected to. An invalid address is reported as bad input.
pub(super) fn connected(store: Result<PostgresStore, StoreError>) -> Result<PostgresStore> {
    match store {
        Err(StoreError::Database(error @ sqlx::Error::Configuration(_))) => {
            Err(BadInput(format!("the store's address is not valid: {error}")).into())
        }
        connected => Ok(connected?),
    }
}

/// Parses a path from the environment or the command line. It may be empty, which means no path.
pub(super) fn path(text: &str) -> Result<PathBuf, std::convert::Infallible> {
    Ok(PathBuf::from(text))
}
