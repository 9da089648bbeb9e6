//! The OpenFeature Remote Evaluation Protocol, 0.3,
//! <https://github.com/open-feature/protocol>: what a tenant may do, for OpenFeature's providers.
//!
//! Changes are streamed by the sessions' stream, `session/events.rs`.

mod context;
mod fault;
mod flag;

use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::gate::unknown::{self, Kind};
use crate::metrics::layer::Checks;
use crate::metrics::outcome::Outcome;
use crate::responses::{Evaluated, Guarded};
use crate::session::{self, Signed};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{OriginalUri, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use context::{EvaluationRequest, tenant_of};
use fault::{Code, Failure, Fault};
use flag::{BasedOn, Flag};
use headers::{ETag, HeaderMapExt, IfNoneMatch};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiergate::{CheckError, Entitlements, Facts, Tiers};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes that evaluate flags.
pub(crate) fn routes<F: Facts>() -> OpenApiRouter<Tiers<F>> {
    // `routes!` takes only names, so each handler of these facts has one here.
    let (evaluate_flag, evaluate_flags) = (evaluate_flag::<F>, evaluate_flags::<F>);
    OpenApiRouter::default().routes(routes!(evaluate_flag)).routes(routes!(evaluate_flags))
}

/// Evaluates a flag
///
/// For OpenFeature's providers on servers. A feature is a boolean, a cap is a number, and `tier` is
/// a string. Operators and services name the tenant by `context.targetingKey`; everyone else gets
/// what holds for their own tenant.
#[utoipa::path(
    post, path = "/ofrep/v1/evaluate/flags/{key}", tag = "OpenFeature",
    operation_id = "evaluateFlag",
    params(("key" = String, Path, description = "A feature, a cap, or `tier`.")),
    request_body = EvaluationRequest,
    responses(
        Guarded, Evaluated,
        (status = 200, description = "the flag", body = Flag),
        (status = 400, description = "the request is at fault", body = Failure),
        (status = 404, description = "there is no such feature or cap", body = Failure),
    ),
)]
async fn evaluate_flag<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    checks: Checks,
    key: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Json<Flag>, Response> {
    let Path(key) = key.map_err(|error| malformed(error.body_text()).about(Some("")))?;
    let flag = flag(&tiers, &identity, &checks, &key, request).await;
    flag.map(Json).map_err(|fault| fault.about(Some(&key)))
}

async fn flag<F: Facts>(
    tiers: &Tiers<F>,
    identity: &Identity,
    checks: &Checks,
    key: &str,
    request: Request,
) -> Result<Flag, Fault> {
    let tenant = tenant_of(request, identity).await?;
    let entitlements = tiers.entitlements(&tenant).await.map_err(|error| {
        let error = ApiError::from(error);
        checks.count(error.outcome());
        error
    })?;
    let flag = Flag::of(&entitlements, key);
    match &flag {
        Some(flag) => {
            checks.count(flag.allows().map(Outcome::of_answer));
            if flag.allows().is_some() {
                // A question about one feature is a decision, which is recorded here.
                drop(entitlements.feature(key));
            }
        }
        None => {
            unknown::asked(Kind::Feature, key);
            checks.count(Some(Outcome::UnknownFeature));
        }
    }
    let missing = || Fault::Bad(Code::FlagNotFound, format!("there is no feature or cap `{key}`"));
    flag.map(|it| it.alone(&entitlements)).ok_or_else(missing)
}

/// The query of a request for all flags, after an event that says that they changed.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct Changed {
    /// The event's `etag`, so that the answer is as new as the event or newer.
    #[serde(default)]
    #[param(required = false)]
    flag_config_etag: String,
    /// When the flags changed: seconds since 1970, or a date and time of RFC 3339. It makes no
    /// difference.
    #[param(nullable = false)]
    flag_config_last_modified: Option<String>,
}

impl Changed {
    /// Checks that what it has is of the protocol's form.
    fn check(&self) -> Result<(), Fault> {
        match &self.flag_config_last_modified {
            Some(text) if text.parse::<u64>().is_err() && text.parse::<Timestamp>().is_err() => {
                Err(malformed(format!("`{text}` is not a valid time: `flagConfigLastModified`")))
            }
            _ => Ok(()),
        }
    }
}

/// All flags of a tenant.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EvaluatedFlags)]
struct Flags {
    /// The flags: features, caps and `tier`.
    flags: Vec<Flag>,
    /// What they are based on.
    metadata: BasedOn,
    /// The streams that notify of changes; absent if the caller has no session, because a browser
    /// sends no token with the request for a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    event_streams: Option<[EventStream; 1]>,
}

/// A stream that notifies of changes.
#[derive(Serialize, ToSchema)]
#[schema(as = FlagEventStream)]
struct EventStream {
    /// `sse`: server-sent events.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its address at this server.
    endpoint: Endpoint,
}

/// The address of a stream, without the origin.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FlagEventEndpoint)]
struct Endpoint {
    /// The path.
    request_uri: String,
}

/// Evaluates all flags
///
/// For OpenFeature's providers in browsers. Features are booleans, caps are numbers, and `tier` is a
/// string. Operators and services name the tenant by `context.targetingKey`; everyone else gets what
/// holds for their own tenant.
#[utoipa::path(
    post, path = "/ofrep/v1/evaluate/flags", tag = "OpenFeature", operation_id = "evaluateFlags",
    params(Changed), request_body = EvaluationRequest,
    responses(
        Guarded, Evaluated,
        (status = 200, description = "the flags, with an `ETag`", body = Flags),
        (status = 304, description = "the flags are those that `If-None-Match` names"),
        (status = 400, description = "the request is at fault", body = Failure),
    ),
)]
async fn evaluate_flags<F: Facts>(
    State(tiers): State<Tiers<F>>,
    OriginalUri(uri): OriginalUri,
    identity: Identity,
    session: Option<Extension<Signed>>,
    changed: Result<Query<Changed>, QueryRejection>,
    request: Request,
) -> Result<Response, Response> {
    let known = request.headers().clone();
    let flags = flags(&tiers, &identity, changed, request).await;
    let (entitlements, tenant) = flags.map_err(|fault| fault.about(None))?;
    let prefix = uri.path().strip_suffix("/ofrep/v1/evaluate/flags").unwrap_or_default();
    let is_followed = session.is_some_and(|Extension(it)| it.is_of(&tenant));
    let flags = Flags {
        flags: Flag::all(&entitlements),
        metadata: BasedOn::of(&entitlements),
        event_streams: is_followed.then(|| [EventStream::beside(prefix)]),
    };
    flags.unless_known(&known).map_err(IntoResponse::into_response)
}

/// Returns what the flags follow from, and the tenant.
async fn flags<F: Facts>(
    tiers: &Tiers<F>,
    identity: &Identity,
    changed: Result<Query<Changed>, QueryRejection>,
    request: Request,
) -> Result<(Entitlements, String), Fault> {
    let Query(changed) = changed.map_err(|error| malformed(error.body_text()))?;
    changed.check()?;
    let tenant = tenant_of(request, identity).await?;
    // An event's tag is the revision of the tenant's facts; any other text is somebody else's.
    let revision = changed.flag_config_etag.parse().unwrap_or_default();
    let entitled = match tiers.at_least(&tenant, revision).await {
        Err(CheckError::Behind { .. }) => tiers.entitlements(&tenant).await,
        entitled => entitled,
    };
    Ok((entitled.map_err(ApiError::from)?, tenant))
}

fn malformed(details: String) -> Fault {
    Fault::Bad(Code::ParseError, details)
}

impl EventStream {
    /// Returns the stream, which is below the same prefix.
    fn beside(prefix: &str) -> Self {
        let request_uri = format!("{prefix}{}", session::FLAG_EVENTS);
        Self { kind: "sse", endpoint: Endpoint { request_uri } }
    }
}

impl Flags {
    /// Returns the response to a client that knows flags with some tag, or none.
    fn unless_known(self, request: &HeaderMap) -> Result<Response, ApiError> {
        let tag: Option<ETag> = format!("\"{}\"", session::tag(&self)?).parse().ok();
        let known = request.typed_get::<IfNoneMatch>().zip(tag.as_ref());
        let is_known = known.is_some_and(|(known, tag)| !known.precondition_passes(tag));
        let mut response = match is_known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Json(self).into_response(),
        };
        tag.into_iter().for_each(|tag| response.headers_mut().typed_insert(tag));
        Ok(response)
    }
}
