//! What a decision looks like when it is replayed.

use serde::Serialize;
use tiergate::{DecisionRecord, RecordedAnswer};

/// A recorded decision that was replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Replayed {
    /// The decision, as recorded.
    pub record: DecisionRecord,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: ReplayOutcome,
}

/// What came of a replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ReplayOutcome {
    /// The answer is the same.
    Same,
    /// The answer is the same because the tenant was pinned to its own policy: another one would not
    /// have decided.
    Pinned,
    /// The answer, or what it is based on, differs from what is recorded.
    Differs(ReplayedDecision),
    /// The question cannot be answered again.
    Unanswered(UnansweredError),
}

/// The answer of a replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReplayedDecision {
    /// The digest of the policy that answered.
    pub policy: String,
    /// The tenant's edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The answer.
    #[serde(flatten)]
    pub answer: ReplayedAnswer,
}

/// An answer, or why the policy gives none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ReplayedAnswer {
    /// The answer.
    Answer(RecordedAnswer),
    /// A check would fail.
    Problem {
        /// Why.
        problem: String,
    },
}

impl ReplayedAnswer {
    /// Returns whether access would be granted.
    pub fn is_allowed(&self) -> bool {
        match self {
            Self::Answer(answer) => answer.is_allowed(),
            Self::Problem { .. } => false,
        }
    }
}

/// Why a recorded decision cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnansweredError {
    /// The history does not have the revision, or has another one with its number: it is of another
    /// store, or the store was restored to an earlier state.
    #[error(
        "the history of the tenant `{tenant}` has no revision {revision}: is it the log's store, and \
         was it restored to an earlier state?"
    )]
    NoRevision {
        /// The tenant.
        tenant: String,
        /// The revision.
        revision: u64,
    },
    /// At that revision the tenant was deleted.
    #[error("the tenant `{tenant}` was deleted at revision {revision}")]
    Deleted {
        /// The tenant.
        tenant: String,
        /// The revision.
        revision: u64,
    },
    /// The policy is not in the store, or cannot be loaded.
    #[error("the policy `{policy}` is missing: {problem}")]
    NoPolicy {
        /// Its digest, or the beginning of it.
        policy: String,
        /// Why.
        problem: String,
    },
}
