//! The evaluation context of a request: whose flags it asks for.

use super::fault::{Code, Fault};
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{Object, bad};
use crate::serve::gathered::gathered;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A request to evaluate flags.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EvaluationRequest {
    /// The context.
    #[schema(value_type = EvaluationContext)]
    context: Object<EvaluationContext>,
}

/// Whose flags are evaluated. Anything else in it is ignored: what a tenant may do follows from
/// what is stored about the tenant.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EvaluationContext {
    /// The tenant, if the caller is an operator or a service. Everyone else gets the flags of their
    /// own tenant, whatever is here.
    #[serde(default)]
    targeting_key: Option<String>,
}

/// Reads the tenant that a request is about, if the caller is allowed to ask about it.
pub(crate) async fn tenant_of(request: Request, identity: &Identity) -> Result<String, Fault> {
    let Json(body) = Json::<Value>::from_request(gathered(request), &()).await.map_err(unread)?;
    let body: Object<EvaluationRequest> = serde_json::from_value(body)
        .map_err(|error| Fault::Bad(Code::InvalidContext, error.to_string()))?;
    let Object(EvaluationRequest { context: Object(EvaluationContext { targeting_key }) }) = body;
    match (targeting_key, &identity.tenant) {
        (Some(tenant), _) if identity.may_read_all() => Ok(tenant),
        (_, Some(own)) => Ok(own.clone()),
        (None, None) if identity.may_read_all() => {
            let words = "give the tenant as `context.targetingKey`";
            Err(Fault::Bad(Code::TargetingKeyMissing, words.to_owned()))
        }
        (_, None) => Err(ApiError::Forbidden("you belong to no tenant").into()),
    }
}

/// Returns why a body cannot be read: what is no JSON is a parse error of the protocol.
fn unread(error: JsonRejection) -> Fault {
    match error {
        JsonRejection::BytesRejection(error) => {
            Fault::Refused(Box::new(bad(error.status(), &error.body_text())))
        }
        error => Fault::Bad(Code::ParseError, error.body_text()),
    }
}
