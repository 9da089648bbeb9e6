//! The address of the store.

use crate::exit::BadInput;
use crate::printed::warn;
use anyhow::Result;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::net::IpAddr;
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

/// Opens an SQLite store. A path that is not one of a store is reported as bad input.
pub(super) async fn open(path: &Path) -> Result<SqliteStore> {
    let opened = SqliteStore::open(path).await;
    opened.map_err(|error| match is_bad_path(&error) {
        true => BadInput(format!("`{}`: {error}", path.display())).into(),
        false => anyhow::Error::new(error).context(format!("`{}`", path.display())),
    })
}

/// SQLite's code for a file that cannot be opened, <https://sqlite.org/rescode.html>.
const CANNOT_OPEN: u32 = 14;

/// SQLite's code for a file that is not a database.
const NOT_A_DATABASE: u32 = 26;

/// Checks whether a path is mistaken, rather than the database being locked, failing or too new.
fn is_bad_path(error: &StoreError) -> bool {
    let (StoreError::Database(error) | StoreError::Refused(error)) = error else { return false };
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    // The lowest byte is the kind of error; the others have details.
    code.is_some_and(|code| [CANNOT_OPEN, NOT_A_DATABASE].contains(&(code & 0xff)))
}

/// Returns the host of a PostgreSQL store if its responses may cross a network without TLS, which is
/// only preferred by default.
pub(super) fn host_without_tls(url: &str) -> Option<String> {
    let options = url.parse::<PgConnectOptions>().ok()?;
    let host = options.get_host();
    let here = host.starts_with('/')
        || host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let mode = options.get_ssl_mode();
    let may_lack = matches!(mode, PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer);
    (!here && may_lack).then(|| host.to_owned())
}

/// Prints a warning if a database may be reached without TLS.
pub(super) fn warn_without_tls(url: &str) {
    if let Some(host) = host_without_tls(url) {
        warn(format_args!(
            "the database at `{host}` may be reached without TLS: add ?sslmode=verify-full to its \
             address"
        ));
    }
}

/// Connects to a PostgreSQL store. An invalid address is reported as bad input.
pub(super) async fn connect(url: &str) -> Result<PostgresStore> {
    warn_without_tls(url);
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
