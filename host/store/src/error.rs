//! What can go wrong.

use crate::format::{format_time, quoted};
use std::error::Error;
use std::sync::Arc;
use tiergate::{CallError, InvalidFactsError};

/// Why the store gave no answer.
///
/// # Examples
///
/// ```
/// use tiergate_store::{StoreError, WriteError};
///
/// /// The status of a response to a write.
/// fn status(error: &WriteError) -> u16 {
///     if matches!(error, WriteError::Store(_)) { 503 } else { 422 }
/// }
/// assert_eq!(status(&StoreError::TimedOut(5).into()), 503);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database is unavailable.
    #[error("the store's database is unavailable: {0}")]
    Database(sqlx::Error),
    /// The database refused a statement.
    #[error("the store's database refused a statement: {0}")]
    Refused(sqlx::Error),
    /// A transaction of the caller's sees the state from before others wrote.
    #[error("the transaction's isolation is `{0}`: write in one that is `read committed`")]
    Isolation(String),
    /// A query lacks a column that is needed.
    #[error("the query has no column `{column}`; it has {}", quoted(.columns.iter().map(String::as_str)))]
    NoColumn {
        /// The missing column.
        column: &'static str,
        /// The columns that the query has.
        columns: Vec<String>,
    },
    /// A write ended without an answer.
    #[error("the write was abandoned: {0}")]
    GivenUp(#[from] tokio::task::JoinError),
    /// The server shut down before a write had an answer.
    #[error("the write was abandoned: the server is shutting down")]
    Unanswered,
    /// What failed a write failed others that waited with it, too.
    #[error(transparent)]
    Shared(Arc<StoreError>),
    /// The database took too long.
    #[error("the store's database did not answer within {0} seconds")]
    TimedOut(u64),
    /// The database did not answer a moment ago, so nothing was asked or written.
    #[error(
        "the store's database does not answer, and is tried by one call at a time: retry later"
    )]
    Lost,
    /// The tables could not be created.
    #[error("the store's tables cannot be created or brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A newer server has changed the tables in a way that this one cannot work with.
    #[error(
        "the store's tables have the migration `{migration}` of a newer tiergate, but this one \
         knows migrations up to {known}: update it"
    )]
    TooNew {
        /// The first migration that this server cannot work with.
        migration: u64,
        /// The last migration that this server knows.
        known: u64,
    },
    /// A newer server has written something that this one does not know.
    #[error("{what} in the store was written by a newer tiergate: {problem}; update this one")]
    Newer {
        /// What cannot be read.
        what: String,
        /// What is not known.
        problem: String,
    },
    /// Something stored cannot be read.
    #[error(
        "{what} in the store cannot be read: {problem}; `tiergate tenant verify --repair` rebuilds facts"
    )]
    Corrupt {
        /// What cannot be read.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Why nothing was written.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate_store::{By, WriteError};
///
/// let error = tenants.grant("acme", "gold", None, &By::new("ann")).await.unwrap_err();
/// assert!(matches!(error, WriteError::Unknown { what: "tier", .. }));
/// # Ok(()) }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// There is no such tenant.
    #[error("there is no tenant `{0}`: create it first")]
    UnknownTenant(String),
    /// There is already such a tenant.
    #[error("the tenant `{0}` exists already")]
    TenantExists(String),
    /// The policy that decides the tenant does not have what the change gives.
    #[error("the policy{} has no {what} `{id}`; it has {}", if *.pinned { " that the tenant is pinned to" } else { "" }, quoted(.known.iter().map(String::as_str)))]
    Unknown {
        /// What the change gives: `tier`, `add-on`, `feature`, `cap` or `edition`.
        what: &'static str,
        /// Its identifier.
        id: String,
        /// The identifiers that the policy has, in its order.
        known: Vec<String>,
        /// Whether the tenant is pinned to that policy; if not, it is the active one.
        pinned: bool,
    },
    /// There is no such policy to pin to.
    #[error("no policy `{digest}` is published; the published ones: {}", quoted(.known.iter().map(String::as_str)))]
    Unpublished {
        /// The digest.
        digest: String,
        /// The digests of the published policies.
        known: Vec<String>,
    },
    /// The policy that the tenant is pinned to cannot be asked.
    #[error("the policy that the tenant is pinned to cannot be asked: {0}")]
    Pinned(Arc<dyn Error + Send + Sync>),
    /// The policy to pin a tenant to cannot decide it.
    #[error("the policy `{digest}` cannot decide the tenant `{tenant}`: {problem}")]
    Unanswered {
        /// The tenant.
        tenant: String,
        /// The digest of the policy.
        digest: String,
        /// Why it cannot.
        problem: Arc<dyn Error + Send + Sync>,
    },
    /// The tenant was pinned to another policy, or unpinned, while its change was checked.
    #[error("the tenant `{0}` is decided by another policy now: see which one, then retry")]
    Repinned(String),
    /// The end has already passed.
    #[error("the end, {}, is in the past: it is {} now", format_time(*end), format_time(*now))]
    PastEnd {
        /// The end.
        end: u64,
        /// The time of the write.
        now: u64,
    },
    /// A text that cannot be stored.
    #[error("the {what} `{text}` cannot be stored: {problem}")]
    BadText {
        /// What the text is for.
        what: &'static str,
        /// Its beginning.
        text: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Someone else wrote in between.
    #[error("the tenant `{tenant}` is at revision {found}, not {wanted}: read it again")]
    Conflict {
        /// The tenant.
        tenant: String,
        /// The revision that the write expected.
        wanted: u64,
        /// The revision that the tenant has.
        found: u64,
    },
    /// The idempotency key was used for another write before.
    #[error("the idempotency key `{key}` was used for another write to `{tenant}`: use a new one")]
    KeyReused {
        /// The tenant.
        tenant: String,
        /// The key.
        key: String,
    },
    /// The facts would break the contract's rules.
    #[error(transparent)]
    BadFacts(#[from] InvalidFactsError),
    /// The policy gave no answer.
    #[error(transparent)]
    Policy(#[from] CallError),
    /// The store is unavailable. It is not known whether it still stored the write: write again,
    /// with the same idempotency key.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// Returns the error for stored text that cannot be read: [`Newer`](Self::Newer) if a newer
    /// server of the same database wrote it, so that there is nothing to repair.
    pub(crate) fn unread(what: String, problem: String) -> Self {
        // serde names an unknown value of an enumeration, or an unknown key, like this.
        if problem.starts_with("unknown variant") || problem.starts_with("unknown field") {
            Self::Newer { what, problem }
        } else {
            Self::Corrupt { what, problem }
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code());
        match code {
            Some(code) if !is_of_being_away(&code) => Self::Refused(error),
            _ => Self::Database(error),
        }
    }
}

/// Checks whether a database's code means that it cannot answer now. For PostgreSQL these are the
/// classes of lost connections, missing resources, interventions and lost races, a lock timeout and
/// a transaction that was idle for too long; for SQLite busy, locked, and errors of the disk.
///
/// Sources: <https://www.postgresql.org/docs/current/errcodes-appendix.html>,
/// <https://www.sqlite.org/rescode.html>.
fn is_of_being_away(code: &str) -> bool {
    if code.len() == 5 && code.is_char_boundary(2) {
        let classes = ["08", "40", "53", "57", "58", "55P03", "25P03"];
        return classes.iter().any(|class| code.starts_with(class));
    }
    // The primary code is in the last 8 bits.
    let primary = code.parse::<u32>().unwrap_or_default() & 0xff;
    [5, 6, 7, 8, 10, 11, 13, 14].contains(&primary)
}
