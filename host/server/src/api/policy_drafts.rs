//! Policies that are not published: what they have, and what activating them would change.

use crate::api::answer::Answer;
use crate::api::impact::{Turn, compared, replaced};
use crate::api::policy_body::{PolicyBody, TierMap};
use crate::api::preview::of_map;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::problem::MapProblem;
use crate::responses::{Authored, Compared, Guarded, Uploaded};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use serde::Serialize;
use tiergate::{Info, MAX_FILE, Policy};
use tiergate_map::{Comparison, compare};
use tiergate_store::{Backend, PolicyError, SqlStore, Tenants};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of policies that are not published, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (preview_policy, draft_impact) = (preview_policy::<DB>, draft_impact::<DB>);
    OpenApiRouter::default()
        .routes(routes!(preview_policy))
        .routes(routes!(draft_impact))
        .layer(DefaultBodyLimit::max(MAX_FILE))
}

/// A policy that may not be published yet.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyPreview {
    /// The digest of its file.
    digest: String,
    /// The size of its file, in bytes.
    size: usize,
    /// Whether it is published.
    stored: bool,
    /// Whether it is the active one, at this server.
    active: bool,
    /// The tiers, features, caps, add-ons and editions that it knows.
    catalog: Info,
    /// What its map is warned of; empty for a policy's file.
    warnings: Vec<MapProblem>,
    /// The differences between the catalog of the active policy and its own.
    #[schema(value_type = Vec<Object>)]
    changes: Comparison,
}

/// Previews a policy, without storing it
///
/// For operators. The body is a policy's file, or a tier map, from which the server builds one. A map
/// that is refused lists all of its problems, with their places and how to mend them.
#[utoipa::path(
    post, path = "/policies/preview", tag = "Policies", operation_id = "previewPolicy",
    request_body(content(
        (crate::extract::WasmFile = "application/octet-stream"),
        (TierMap = "application/json"), (String = "application/toml"),
    )),
    responses(
        (status = 200, description = "the policy, and how it differs", body = PolicyPreview),
        Guarded, Uploaded, Authored,
    ),
)]
async fn preview_policy<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operating,
    body: PolicyBody,
) -> Answer<PolicyPreview> {
    let Operating = operator;
    let size = body.file.len();
    let policy = loaded(&body).await?;
    let (active, replaced) = (tenants.tiers().policy(), replaced(&tenants).await?);
    let known = tenants.store().policies().await?;
    let map_of = |policy: &Policy| of_map(policy.catalog());
    Ok(Json(PolicyPreview {
        digest: policy.digest().to_owned(),
        size,
        stored: known.iter().any(|it| it.digest == policy.digest()),
        active: active.digest() == policy.digest(),
        catalog: policy.catalog().clone(),
        warnings: body.warnings,
        changes: compare(&map_of(&replaced)?, &map_of(&policy)?),
    }))
}

/// Previews what activating a policy would change, without storing it
///
/// For operators. The body is that of the preview, the response that of a published policy's impact.
#[utoipa::path(
    post, path = "/policies/impact", tag = "Policies", operation_id = "draftImpact",
    request_body(content(
        (crate::extract::WasmFile = "application/octet-stream"),
        (TierMap = "application/json"), (String = "application/toml"),
    )),
    responses(
        (status = 200, description = "what would change", content((crate::api::preview::Preview = "application/json"), (String = "text/event-stream"))),
        Guarded, Uploaded, Authored, Compared,
    ),
)]
async fn draft_impact<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operating,
    Extension(turn): Extension<Turn>,
    headers: HeaderMap,
    body: PolicyBody,
) -> Result<Response, ApiError> {
    let Operating = operator;
    let turn = turn.take()?;
    let policy = loaded(&body).await?;
    // Others may build theirs meanwhile.
    drop(body);
    compared(tenants, policy, turn, &headers).await
}

/// Loads the policy of a body.
async fn loaded(body: &PolicyBody) -> Result<Policy, ApiError> {
    let file = body.file.clone();
    let load = move || Policy::from_bytes(&file);
    let loaded = tokio::task::spawn_blocking(load).await;
    let loaded = loaded.map_err(|error| ApiError::Internal(error.into()))?;
    Ok(loaded.map_err(PolicyError::Refused)?)
}

/// An operator who reads: anyone else is refused before the body is read.
struct Operating;

impl<S: Sync> axum::extract::FromRequestParts<S> for Operating {
    type Rejection = Response;

    async fn from_request_parts(
        request: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, Response> {
        use axum::response::IntoResponse;
        let identity = Identity::from_request_parts(request, state).await?;
        identity.must_operate().map_err(ApiError::into_response)?;
        Ok(Self)
    }
}
