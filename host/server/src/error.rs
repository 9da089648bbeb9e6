//! Why the server's own routes refuse a request.

use crate::api::preview::PreviewError;
use crate::gate::refusal::chain;
use crate::metrics::outcome::Outcome;
use crate::problem::{BEHIND, Problem};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tiergate::{CallError, CheckError, LoadError};
use tiergate_store::{PolicyError, StoreError, WriteError};

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
    #[error("a tenant's own admin may write at most {most} times a minute: retry later")]
    TooOften {
        /// How long to wait.
        wait: Duration,
        /// How many writes a minute are allowed.
        most: u32,
    },
    /// A tenant's own admin gives too long a reason.
    #[error("the reason that a tenant's own admin gives may have at most {most} bytes")]
    LongReason {
        /// How many bytes it may have.
        most: usize,
    },
    /// There is no room for another stream.
    #[error("{0}")]
    TooManyStreams(&'static str),
    /// A header is missing or malformed.
    #[error("{0}")]
    Header(&'static str),
    /// The server is set up wrongly.
    #[error("the server cannot answer this")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ApiError {
    /// Returns the response's status and the code of the cause.
    fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Check(error) => check_kind(error),
            Self::Write(error) => write_kind(error),
            Self::Policy(error) => policy_kind(error),
            Self::NoFile => (StatusCode::NOT_FOUND, "unknown-policy"),
            Self::Store(_) | Self::Away | Self::Preview(_) => UNAVAILABLE,
            Self::TooMany { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too-many"),
            Self::TooOften { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-often"),
            Self::LongReason { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "bad-request"),
            Self::TooManyStreams(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many-streams"),
            Self::Header(_) => (StatusCode::BAD_REQUEST, "bad-request"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "misconfigured"),
        }
    }

    /// Returns the problem, whose text reveals nothing about what is behind the server: the log
    /// does.
    pub(crate) fn problem(&self) -> Problem {
        let (status, code) = self.kind();
        if status.is_server_error() {
            tracing::error!(error = chain(self), "no answer");
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Problem::new(status, code, "temporarily unavailable: retry later");
        }
        Problem::new(status, code, self)
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
            Self::Check(_) if self.kind().0.is_server_error() => Some(Outcome::Unavailable),
            _ => None,
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

const UNAVAILABLE: (StatusCode, &str) = (StatusCode::SERVICE_UNAVAILABLE, "unavailable");

fn check_kind(error: &CheckError) -> (StatusCode, &'static str) {
    match error {
        CheckError::UnknownTenant(_) => (StatusCode::NOT_FOUND, "unknown-tenant"),
        CheckError::UnknownCap(_) => (StatusCode::NOT_FOUND, "unknown-cap"),
        // The store was read just now: it is not away, it just does not have this revision.
        CheckError::Behind { .. } => (StatusCode::CONFLICT, BEHIND),
        CheckError::Policy(CallError::BadFacts(_)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "bad-request")
        }
        _ => UNAVAILABLE,
    }
}

fn policy_kind(error: &PolicyError) -> (StatusCode, &'static str) {
    match error {
        PolicyError::Refused(LoadError::Engine(_)) => UNAVAILABLE,
        PolicyError::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "policy-refused"),
        PolicyError::Fails(_) | PolicyError::Unanswered { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "policy-fails")
        }
        PolicyError::ShortPrefix(_) => (StatusCode::UNPROCESSABLE_ENTITY, "ambiguous-digest"),
        PolicyError::Unpublished { .. } => (StatusCode::NOT_FOUND, "unknown-policy"),
        PolicyError::Ambiguous { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "ambiguous-digest"),
        PolicyError::NoneBefore { .. } => (StatusCode::CONFLICT, "none-before"),
        PolicyError::Overtaken => (StatusCode::CONFLICT, "overtaken"),
        PolicyError::KeyReused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"),
        PolicyError::BadText { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "bad-request"),
        PolicyError::Failed { .. } => (StatusCode::SERVICE_UNAVAILABLE, "policy-unavailable"),
        PolicyError::Damaged { .. } => (StatusCode::INTERNAL_SERVER_ERROR, "policy-damaged"),
        _ => UNAVAILABLE,
    }
}

fn write_kind(error: &WriteError) -> (StatusCode, &'static str) {
    match error {
        WriteError::UnknownTenant(_) => (StatusCode::NOT_FOUND, "unknown-tenant"),
        WriteError::TenantExists(_) => (StatusCode::CONFLICT, "tenant-exists"),
        WriteError::Unknown { what, .. } => {
            let code = match *what {
                "tier" => "unknown-tier",
                "add-on" => "unknown-add-on",
                "feature" => "unknown-feature",
                "cap" => "unknown-cap",
                "edition" => "unknown-edition",
                _ => "unknown",
            };
            (StatusCode::UNPROCESSABLE_ENTITY, code)
        }
        WriteError::Conflict { .. } => (StatusCode::PRECONDITION_FAILED, "stale-revision"),
        WriteError::KeyReused { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"),
        WriteError::Unpublished { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "unknown-policy"),
        WriteError::Unanswered { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "policy-fails"),
        WriteError::PastEnd { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "past-end"),
        WriteError::BadText { .. } | WriteError::BadFacts(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "bad-request")
        }
        _ => UNAVAILABLE,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.problem().into_response();
        if let Self::TooOften { wait, .. } = self {
            // Whole seconds, rounded up.
            let seconds = HeaderValue::from(wait.as_secs() + 1);
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}
