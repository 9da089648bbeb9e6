//! What can go wrong with policies.

use crate::error::StoreError;
use crate::format::{format_time, quoted};
use tiergate::{CallError, CheckError, LoadError, Timestamp};

/// Why a policy was not published, activated or loaded.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// use tiergate_store::{By, PolicyError};
///
/// let error = store.publish(b"%PDF-1.7", &By::new("ann")).await.unwrap_err();
/// assert!(matches!(error, PolicyError::Refused(_)));
/// # Ok(()) }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The file is not a policy.
    #[error("the policy is refused: {0}")]
    Refused(LoadError),
    /// The policy gives no answer.
    #[error("the policy is refused: it fails on a tenant without facts: {0}")]
    Fails(CheckError),
    /// The policy gives no answer for a stored tenant.
    #[error(
        "the policy fails on the stored tenant `{tenant}`, after {asked} that it answered: {problem}"
    )]
    Unanswered {
        /// The tenant.
        tenant: String,
        /// How many tenants it answered before.
        asked: u64,
        /// How it fails.
        problem: CallError,
    },
    /// There is no such policy.
    #[error("no policy `{digest}` is published; the published ones: {}", quoted(.known.iter().map(String::as_str)))]
    Unpublished {
        /// The digest, or its beginning.
        digest: String,
        /// The digests of the published policies.
        known: Vec<String>,
    },
    /// Too little of a digest, which may be left by a typing error.
    #[error("`{0}` is too short for the beginning of a digest: give at least 4 characters")]
    ShortPrefix(String),
    /// More than one digest begins like that.
    #[error("`{prefix}` is the beginning of {}: give more characters", quoted(.digests.iter().map(String::as_str)))]
    Ambiguous {
        /// The beginning.
        prefix: String,
        /// The digests.
        digests: Vec<String>,
    },
    /// No other policy was active before.
    #[error("there is no policy to go back to: {}", none_before(.active.as_deref()))]
    NoneBefore {
        /// The digest of the active policy; `None` if no policy was ever active.
        active: Option<String>,
    },
    /// No policy is active, so there is none to keep tenants on.
    #[error("no policy is active to keep tenants on: activate this one without keeping any")]
    NoneActive,
    /// Tenants were to be kept until a moment that is not after now.
    #[error("tenants cannot be kept until {}: it is {} already", format_time(*.end), format_time(*.now))]
    PastEnd {
        /// The moment.
        end: Timestamp,
        /// The time now.
        now: Timestamp,
    },
    /// There is no tenant like this to release.
    #[error("there is no tenant `{0}` to release")]
    UnknownTenant(String),
    /// So many tenants are written to that an activation cannot decide about all of them.
    #[error("too many tenants are written to at the same time: retry later")]
    TooManyWrites,
    /// A rollback was to go back to one policy, but goes back to another.
    #[error(
        "a rollback goes back to `{before}` and not to `{expected}`: name that policy, or none"
    )]
    OtherBefore {
        /// The digest of the policy that was expected.
        expected: String,
        /// The digest of the policy that a rollback goes back to.
        before: String,
    },
    /// Someone else activated a policy in between.
    #[error("another policy was activated in the meantime: see which one, then retry")]
    Overtaken,
    /// The idempotency key was used for another activation before.
    #[error("the idempotency key `{0}` was used for another activation: use a new one")]
    KeyReused(String),
    /// The stored file is not the one that was published.
    #[error("the file stored for `{digest}` has the digest `{found}`: restore the database")]
    Damaged {
        /// The digest under which it was published.
        digest: String,
        /// The digest that the file has.
        found: String,
    },
    /// It could not be loaded a moment ago.
    #[error("{problem}; the policy `{digest}` is tried again after 30 seconds")]
    Failed {
        /// The digest.
        digest: String,
        /// Why it could not be loaded.
        problem: String,
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
    /// The store is unavailable. It is not known whether it still stored the change.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn none_before(active: Option<&str>) -> String {
    match active {
        Some(active) => format!("`{active}` is the first policy that was active"),
        None => "no policy was ever active".to_owned(),
    }
}
