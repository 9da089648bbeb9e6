//! What can go wrong.

use crate::words::quoted;
use tiergate::{BadFacts, CallError};

/// Why the store gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database is away, or refused.
    #[error("the store's database is unavailable: {0}")]
    Database(#[from] sqlx::Error),
    /// The database took too long.
    #[error("the store's database did not answer within {0} seconds")]
    TimedOut(u64),
    /// The tables could not be made.
    #[error("the store's tables cannot be made or brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// What is stored cannot be read.
    #[error("{what} in the store cannot be read: {problem}")]
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
    /// The active policy does not have what is given.
    #[error("the policy has no {what} `{id}`; it has {}", quoted(.known.iter().map(String::as_str)))]
    Unknown {
        /// What is given: `tier`, `add-on`, `feature`, `cap` or `edition`.
        what: &'static str,
        /// Its identifier.
        id: String,
        /// The identifiers that the policy has, in its order.
        known: Vec<String>,
    },
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
    BadFacts(#[from] BadFacts),
    /// The policy gave no answer.
    #[error(transparent)]
    Policy(#[from] CallError),
    /// The store is away. Whether it still stored the write is not known: write again, with the
    /// same idempotency key.
    #[error(transparent)]
    Store(#[from] StoreError),
}
