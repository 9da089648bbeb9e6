//! What can go wrong.

use crate::format::quoted;
use std::error::Error;
use std::sync::Arc;
use tiergate::{CallError, InvalidFactsError};

/// Why the store gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database is away.
    #[error("the store's database is unavailable: {0}")]
    Database(sqlx::Error),
    /// The database refused a statement.
    #[error("the store's database refused: {0}")]
    Refused(sqlx::Error),
    /// A transaction of the caller's sees what was before others wrote.
    #[error("the transaction's isolation is `{0}`: write in one that is `read committed`")]
    Isolation(String),
    /// A query does not have a column that is needed.
    #[error("the query has no column `{column}`; it has {}", quoted(.columns.iter().map(String::as_str)))]
    NoColumn {
        /// What is needed.
        column: &'static str,
        /// What there is.
        columns: Vec<String>,
    },
    /// A write ended without an answer.
    #[error("the write was given up: {0}")]
    GivenUp(#[from] tokio::task::JoinError),
    /// The server ended before a write had an answer.
    #[error("the write was given up: the server ends")]
    Unanswered,
    /// What kept a write from being written kept others that waited with it, too.
    #[error(transparent)]
    Shared(Arc<StoreError>),
    /// The database took too long.
    #[error("the store's database did not answer within {0} seconds")]
    TimedOut(u64),
    /// The tables could not be made.
    #[error("the store's tables cannot be made or brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A newer server has changed the tables so that this one cannot work with them.
    #[error(
        "the store's tables have the migration `{migration}` of a newer tiergate, and this one \
         knows those up to {known}: update it"
    )]
    TooNew {
        /// The first migration that it cannot work with.
        migration: u64,
        /// The last one that it knows.
        known: u64,
    },
    /// A newer server has written what this one does not know.
    #[error("{what} in the store is of a newer tiergate: {problem}; update this one")]
    Newer {
        /// What cannot be read.
        what: String,
        /// What is not known.
        problem: String,
    },
    /// What is stored cannot be read.
    #[error(
        "{what} in the store cannot be read: {problem}; `tiergate tenant verify --repair` makes facts anew"
    )]
    Corrupt {
        /// Where.
        what: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// There is no such tenant.
    #[error("there is no tenant `{0}`: create it first")]
    UnknownTenant(String),
    /// There is such a tenant already.
    #[error("there is a tenant `{0}` already")]
    TenantExists(String),
    /// The policy that decides the tenant does not have what is given.
    #[error("the policy{} has no {what} `{id}`; it has {}", if *.pinned { " that the tenant is pinned to" } else { "" }, quoted(.known.iter().map(String::as_str)))]
    Unknown {
        /// What is given: `tier`, `add-on`, `feature`, `cap` or `edition`.
        what: &'static str,
        /// Its identifier.
        id: String,
        /// The identifiers that the policy has, in its order.
        known: Vec<String>,
        /// Whether the tenant is pinned to that policy; if not, it is the active one.
        pinned: bool,
    },
    /// There is no such policy to pin to.
    #[error("no policy `{digest}` is published; published are {}", quoted(.known.iter().map(String::as_str)))]
    Unpublished {
        /// The digest.
        digest: String,
        /// The digests of those that are.
        known: Vec<String>,
    },
    /// The policy that the tenant is pinned to cannot be asked.
    #[error("the policy that the tenant is pinned to cannot be asked: {0}")]
    Pinned(Arc<dyn Error + Send + Sync>),
    /// The tenant was pinned to another policy, or to none any more, while its change was checked.
    #[error("the tenant `{0}` was given another policy in the meantime: see which, and ask again")]
    Repinned(String),
    /// An end that is past already.
    #[error("the end, {end}, is not after now, {now} (seconds since 1970)")]
    PastEnd {
        /// The end.
        end: u64,
        /// The time of the write.
        now: u64,
    },
    /// A text that cannot be stored.
    #[error("the {what} `{text}` cannot be stored: {problem}")]
    BadText {
        /// What it is for.
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
        /// The revision that the write was for.
        wanted: u64,
        /// The revision that the tenant has.
        found: u64,
    },
    /// The idempotency key came with another write before.
    #[error("the idempotency key `{key}` was used for another write to `{tenant}`: take a new one")]
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
    /// The store is away. Whether it still stored the write is not known: write again, with the
    /// same idempotency key.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// Says that something stored cannot be read, and whether that is because a newer server of the
    /// same database wrote it: there is nothing to repair then.
    pub(crate) fn unread(what: String, problem: String) -> Self {
        // So serde names a value that an enumeration does not have.
        if problem.starts_with("unknown variant") {
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

/// Whether a database's code says that it cannot answer now: of PostgreSQL the classes of lost
/// connections, missing resources, interventions and lost races, a lock that was waited for in vain
/// and a transaction that was idle for too long; of SQLite busy, locked, and what the disk does.
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
