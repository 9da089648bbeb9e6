//! Why the server's own routes refuse a request.

use crate::api::preview::PreviewError;
use crate::billing::attach::AttachError;
use crate::error_chain::chain;
use crate::log_limiter::LogLimiter;
use crate::metrics::outcome::Outcome;
use crate::problem::{MapProblem, Problem};
use crate::problems::{self, ProblemKind};
use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tiergate::{CallError, CheckError, LoadError, UnavailableError};
use tiergate_store::{PolicyError, StoreError, WriteError};

/// Limits how often failures are logged.
static FAILURES: LogLimiter = LogLimiter::new();

/// The most revisions that a store may be behind for the response to invite a retry: a replica lags
/// by a few writes, and a revision that is further away never comes.
const SMALL_GAP: u64 = 10;

/// Why a request is refused. As a response it is a [`Problem`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The caller is not allowed to do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// There is no decision.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// Nothing was written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A policy is not published, activated or loaded.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// What a policy would change is not known.
    #[error(transparent)]
    Preview(#[from] PreviewError),
    /// A subscription is not assigned.
    #[error(transparent)]
    Attach(#[from] AttachError),
    /// There is no such file.
    #[error("no policy file is at this address: give the policy's whole digest and `.wasm`")]
    NoFile,
    /// The store gave no answer to an earlier request for the same thing.
    #[error("the store gave no answer")]
    Away,
    /// The store gave no answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// One request has too many items.
    #[error("one request may have at most {most} items")]
    TooMany {
        /// How many it may have.
        most: usize,
    },
    /// A tenant's own admin writes too often.
    #[error(
        "a tenant's own admin may write {most} times at once, and then {most} times a minute: retry \
         later"
    )]
    TooOften {
        /// How long to wait.
        wait: Duration,
        /// How many writes are allowed at once, and then in a minute.
        most: u32,
    },
    /// A tenant's own admin gives too long a reason.
    #[error("the reason that a tenant's own admin gives may have at most {most} bytes")]
    LongReason {
        /// How many bytes it may have.
        most: usize,
    },
    /// A trial is to begin without a tier, and the policy has no trial for new tenants.
    #[error("the active policy has no trial of its own: give the `tier` to try")]
    NoTrial,
    /// The idempotency key was used for another run.
    #[error("the idempotency key was used for another run: use a new one")]
    KeyReused,
    /// The same kind of work is under way for another request.
    #[error("{0}")]
    Busy(&'static str),
    /// A map breaks laws, and the request does not say why it is published anyway.
    #[error("the map breaks laws of plans: correct it, or give a reason to publish it anyway")]
    LawsBroken(Vec<MapProblem>),
    /// The answer takes too long for one response.
    #[error("the answer takes longer than a request may: ask with `Accept: text/event-stream`")]
    NeedsEvents,
    /// The server is not set up to do this with a billing system.
    #[error("{0}")]
    NoBilling(&'static str),
    /// There is no room for another stream.
    #[error("{0}")]
    TooManyStreams(&'static str),
    /// A value in the request is not valid, or does not go with another.
    #[error("{0}")]
    Invalid(&'static str),
    /// A header is missing or malformed.
    #[error("{0}")]
    Header(&'static str),
    /// The server is set up wrongly.
    #[error("the server cannot answer this")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ApiError {
    /// Returns the kind of problem that the response is.
    fn kind(&self) -> &'static ProblemKind {
        match self {
            Self::Forbidden(_) => &problems::FORBIDDEN,
            Self::Check(error) => check_kind(error),
            Self::Write(error) => write_kind(error),
            Self::Policy(error) => policy_kind(error),
            Self::Attach(AttachError::UnknownSubscription(_)) => &problems::UNKNOWN_SUBSCRIPTION,
            Self::Attach(AttachError::Write(error)) => write_kind(error),
            Self::NoFile => &problems::UNKNOWN_POLICY,
            Self::Store(_) | Self::Away | Self::Preview(_) => &problems::UNAVAILABLE,
            Self::TooMany { .. } => &problems::TOO_MANY,
            Self::TooOften { .. } => &problems::TOO_OFTEN,
            Self::LongReason { .. } | Self::NoTrial | Self::Invalid(_) => &problems::INVALID,
            Self::KeyReused => &problems::KEY_REUSED,
            Self::Busy(_) => &problems::BUSY,
            Self::LawsBroken(_) => &problems::LAWS_BROKEN,
            Self::NeedsEvents => &problems::NEEDS_EVENTS,
            Self::NoBilling(_) => &problems::NO_BILLING,
            Self::TooManyStreams(_) => &problems::TOO_MANY_STREAMS,
            Self::Header(_) => &problems::MALFORMED,
            Self::Internal(_) => &problems::MISCONFIGURED,
        }
    }

    /// Returns the problem, whose text reveals nothing about what is behind the server: the log
    /// does.
    pub(crate) fn problem(&self) -> Problem {
        let kind = self.kind();
        if kind.status.is_server_error()
            && let Some(left_out) = FAILURES.pass(kind.code)
        {
            tracing::error!(error = chain(self), left_out, "no answer");
        }
        if kind.status == problems::UNAVAILABLE.status {
            return Problem::new(kind, "temporarily unavailable: retry later");
        }
        let problems = match self {
            Self::LawsBroken(broken) => broken.clone(),
            _ => Vec::new(),
        };
        Problem { problems, ..Problem::new(kind, self) }
    }

    /// Returns the revision that the store has, if a later one was asked for.
    pub(crate) fn behind_at(&self) -> Option<u64> {
        match self {
            Self::Check(CheckError::Behind { found, .. }) => Some(*found),
            _ => None,
        }
    }

    /// Returns the outcome of a check that failed with this error; `None` if the request was at
    /// fault.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Check(CheckError::UnknownTenant(_)) => Some(Outcome::Denied),
            Self::Check(CheckError::UnknownCap(_)) => Some(Outcome::UnknownCap),
            Self::Check(_) if self.kind().status.is_server_error() => Some(Outcome::Unavailable),
            _ => None,
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

fn check_kind(error: &CheckError) -> &'static ProblemKind {
    match error {
        CheckError::UnknownTenant(_) => &problems::UNKNOWN_TENANT,
        CheckError::UnknownCap(_) => &problems::UNKNOWN_CAP,
        // The store was read just now: it is not away, it just does not have this revision.
        CheckError::Behind { .. } => &problems::BEHIND,
        CheckError::Policy(CallError::BadFacts(_)) => &problems::INVALID,
        _ => &problems::UNAVAILABLE,
    }
}

fn policy_kind(error: &PolicyError) -> &'static ProblemKind {
    match error {
        // This machine is at fault, not the file.
        PolicyError::Refused(
            LoadError::Engine(_)
            | LoadError::Compiler(_)
            | LoadError::Unavailable(UnavailableError::Busy),
        ) => &problems::UNAVAILABLE,
        PolicyError::Refused(_) => &problems::POLICY_REFUSED,
        PolicyError::Fails(_) | PolicyError::Unanswered { .. } => &problems::POLICY_FAILS,
        PolicyError::ShortPrefix(_) | PolicyError::Ambiguous { .. } => &problems::AMBIGUOUS_DIGEST,
        PolicyError::Unpublished { .. } => &problems::UNKNOWN_POLICY,
        PolicyError::NoneBefore { .. } => &problems::NONE_BEFORE,
        PolicyError::NoneActive => &problems::NONE_ACTIVE,
        PolicyError::PastEnd { .. } => &problems::PAST_END,
        PolicyError::Overtaken | PolicyError::OtherBefore { .. } => &problems::OVERTAKEN,
        PolicyError::KeyReused(_) => &problems::KEY_REUSED,
        PolicyError::BadText { .. } | PolicyError::UnknownTenant(_) => &problems::INVALID,
        PolicyError::TooManyWrites => &problems::BUSY,
        PolicyError::Failed { .. } => &problems::POLICY_UNAVAILABLE,
        PolicyError::Damaged { .. } => &problems::POLICY_DAMAGED,
        _ => &problems::UNAVAILABLE,
    }
}

fn write_kind(error: &WriteError) -> &'static ProblemKind {
    match error {
        WriteError::UnknownTenant(_) => &problems::UNKNOWN_TENANT,
        WriteError::TenantExists(_) => &problems::TENANT_EXISTS,
        WriteError::Unknown { what, .. } => unknown_kind(what),
        WriteError::Conflict { .. } => &problems::STALE_REVISION,
        WriteError::KeyReused { .. } => &problems::KEY_REUSED,
        WriteError::Unpublished { .. } => &problems::NO_SUCH_POLICY,
        WriteError::Unanswered { .. } => &problems::POLICY_FAILS,
        WriteError::PastEnd { .. } => &problems::PAST_END,
        WriteError::BadText { .. } | WriteError::BadFacts(_) => &problems::INVALID,
        _ => &problems::UNAVAILABLE,
    }
}

/// Returns the kind for something that a write names and the policy does not have.
fn unknown_kind(what: &str) -> &'static ProblemKind {
    match what {
        "tier" => &problems::NO_SUCH_TIER,
        "add-on" => &problems::NO_SUCH_ADD_ON,
        "feature" => &problems::NO_SUCH_FEATURE,
        "cap" => &problems::NO_SUCH_CAP,
        "edition" => &problems::NO_SUCH_EDITION,
        _ => &problems::NO_SUCH_THING,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.problem().into_response();
        let headers = response.headers_mut();
        match self {
            // Whole seconds, rounded up.
            Self::TooOften { wait, .. } => {
                headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
            }
            Self::Check(CheckError::Behind { wanted, found, .. })
                if wanted.saturating_sub(found) > SMALL_GAP =>
            {
                headers.remove(RETRY_AFTER);
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_this_machine_fails_at_is_unavailable() {
        for (error, status) in [
            (LoadError::Compiler("out of processes".to_owned()), 503),
            (LoadError::Engine("no signals".to_owned()), 503),
            (LoadError::Unavailable(UnavailableError::Busy), 503),
            (LoadError::Unavailable(UnavailableError::OutOfFuel), 422),
        ] {
            let response = ApiError::from(PolicyError::Refused(error)).into_response();
            assert_eq!(response.status().as_u16(), status);
        }
    }

    #[test]
    fn a_policy_that_failed_is_retried_when_it_is_tried_again() {
        let (digest, problem) = ("5f08".to_owned(), "it is damaged".to_owned());
        let failed = PolicyError::Failed { digest, problem };
        let response = ApiError::from(failed).into_response();
        assert_eq!(response.status().as_u16(), 503);
        assert_eq!(response.headers().get(RETRY_AFTER), Some(&HeaderValue::from_static("30")));
    }

    #[test]
    fn a_revision_that_is_far_away_is_not_waited_for() {
        for (wanted, retries) in [(8, true), (17, true), (18, false), (u64::MAX, false)] {
            let behind = CheckError::Behind { tenant: "acme".to_owned(), wanted, found: 7 };
            let response = ApiError::from(behind).into_response();
            assert_eq!(response.headers().contains_key(RETRY_AFTER), retries, "{wanted}");
        }
    }
}
