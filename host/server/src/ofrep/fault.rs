//! Why flags are not evaluated, as the protocol reports it.

use crate::error::ApiError;
use crate::problems;
use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tiergate::CheckError;
use utoipa::ToSchema;

/// Why flags are not evaluated.
pub(crate) enum Fault {
    /// The request is at fault.
    Bad(Code, String),
    /// The request is refused before its context matters.
    Refused(Box<Response>),
    /// There is no answer.
    Api(ApiError),
}

/// An error code of OpenFeature.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = FlagErrorCode)]
pub(crate) enum Code {
    /// The request is not valid JSON, or its address is malformed.
    ParseError,
    /// The caller must name the tenant by `context.targetingKey`.
    TargetingKeyMissing,
    /// The context is malformed, or names a tenant that does not exist.
    InvalidContext,
    /// There is no such feature or cap.
    FlagNotFound,
}

/// Why a flag, or all flags, are not evaluated.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EvaluationFailure)]
pub(crate) struct Failure {
    /// The flag's key, if the request names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key: Option<String>,
    /// The cause.
    error_code: Code,
    /// A sentence about it.
    error_details: String,
}

impl Fault {
    /// Returns the response to a request that names this flag, or to one for all flags.
    pub(crate) fn about(self, key: Option<&str>) -> Response {
        let (error_code, error_details) = match self {
            Self::Bad(code, details) => (code, details),
            Self::Refused(response) => return *response,
            Self::Api(error) => return error.into_response(),
        };
        let status = match error_code {
            Code::FlagNotFound => problems::NO_ROUTE.status,
            _ => problems::MALFORMED.status,
        };
        let key = key.map(str::to_owned);
        (status, Json(Failure { key, error_code, error_details })).into_response()
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Check(error @ CheckError::UnknownTenant(_)) => {
                Self::Bad(Code::InvalidContext, error.to_string())
            }
            error => Self::Api(error),
        }
    }
}
