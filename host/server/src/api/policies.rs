//! Policies over HTTP: publishing, activating, rolling back, and pinning tenants to one.

use crate::api::answer::{Answer, at_most};
use crate::api::reason::Why;
use crate::api::tenants::Before;
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{Asked, At, Body, WasmFile};
use crate::responses::{
    Activating, Addressed, Bodied, Guarded, Keyed, OfDigest, OfTenant, Once, PolicyNamed, Tenanted,
    Unwritten, Uploaded,
};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tiergate::{Info, MAX_FILE};
use tiergate_store::{
    Activated, Activation, Backend, Change, PolicyError, Published, SqlStore, Store, StoredPolicy,
    Tenants, WriteError, Written,
};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of policies, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (list, publish, show) = (list::<DB>, publish::<DB>, show::<DB>);
    let (activations, activate, roll_back) = (activations::<DB>, activate::<DB>, roll_back::<DB>);
    let (pin, unpin) = (pin::<DB>, unpin::<DB>);
    OpenApiRouter::default()
        .routes(routes!(list, publish))
        .layer(DefaultBodyLimit::max(MAX_FILE))
        .routes(routes!(activations))
        .routes(routes!(roll_back))
        .routes(routes!(show))
        .routes(routes!(activate))
        .routes(routes!(pin, unpin))
}

/// Publishes a policy
///
/// For operators. The file is loaded and tried first; if it is not a sound policy, it is refused
/// with the reason. Its type is `application/wasm`, or `application/octet-stream`. The file's
/// digest does here what the idempotency key does elsewhere: if the same file is sent again, with
/// any key, it counts as published already.
#[utoipa::path(
    post, path = "/policies", tag = "Policies", operation_id = "publishPolicy",
    params(Once, Why),
    request_body(content = WasmFile, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "the policy was published", body = Published),
        (status = 200, description = "the policy had already been published", body = Published),
        Guarded, Uploaded,
    ),
)]
async fn publish<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    Why(reason): Why,
    WasmFile(file): WasmFile,
) -> Result<(StatusCode, Json<Published>), ApiError> {
    let by = operator.by_key(reason)?;
    let published = tenants.store().publish(&file, &by).await?;
    let status = if published.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(published)))
}

/// Lists the published policies, the oldest first
///
/// For operators.
#[utoipa::path(
    get, path = "/policies", tag = "Policies", operation_id = "listPolicies",
    responses((status = 200, description = "the policies", body = Vec<StoredPolicy>), Guarded),
)]
async fn list<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
) -> Answer<Vec<StoredPolicy>> {
    identity.must_operate()?;
    Ok(Json(tenants.store().policies().await?))
}

/// A published policy and its catalog.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyAndCatalog)]
struct Shown {
    /// The policy.
    #[serde(flatten)]
    policy: StoredPolicy,
    /// The tiers, features, caps, add-ons and editions that the policy knows.
    catalog: Info,
}

/// Returns a policy and its catalog
///
/// For operators.
#[utoipa::path(
    get, path = "/policies/{digest}", tag = "Policies", operation_id = "showPolicy",
    params(OfDigest),
    responses((status = 200, description = "the policy", body = Shown), Guarded, PolicyNamed),
)]
async fn show<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    At(digest): At<String>,
) -> Answer<Shown> {
    identity.must_operate()?;
    let store = tenants.store();
    let digest = store.find_policy(&digest).await?;
    let catalog = store.load_policy(&digest).await?.catalog().clone();
    let policy = store.policies().await?.into_iter().find(|it| it.digest == digest);
    let unpublished = || PolicyError::Unpublished { digest, known: Vec::new() };
    Ok(Json(Shown { policy: policy.ok_or_else(unpublished)?, catalog }))
}

/// Lists the activations of policies, the latest first
///
/// For operators.
#[utoipa::path(
    get, path = "/policies/activations", tag = "Policies", operation_id = "activations",
    params(Before),
    responses(
        (status = 200, description = "one page of activations", body = Vec<Activation>),
        Guarded, Addressed,
    ),
)]
async fn activations<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Asked(Before { before, limit }): Asked<Before>,
) -> Answer<Vec<Activation>> {
    identity.must_operate()?;
    let limit = at_most(limit);
    let before = before.map(u64::from);
    Ok(Json(tenants.store().activations(before, limit).await?))
}

/// The reason for a change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// How to activate a policy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Activate {
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// Whether to activate the policy even if it gives no answer for stored tenants; defaults to
    /// `false`.
    #[serde(default)]
    anyway: bool,
}

/// Activates a policy
///
/// For operators. The policy is first asked about a sample of the stored tenants, for at most 2
/// seconds: if it gives no answer for one of them, it is refused as `policy-fails`, unless `anyway`
/// is `true`. When the response arrives, the policy is active at this server, and soon at all
/// others that follow the store; a server that was given a policy's file keeps using that file. See
/// `impact` for what an activation would change.
#[utoipa::path(
    post, path = "/policies/{digest}/activate", tag = "Policies", operation_id = "activatePolicy",
    params(OfDigest, Once), request_body = Activate,
    responses(
        (status = 200, description = "the policy is active", body = Activated),
        Guarded, Bodied, PolicyNamed, Activating,
    ),
)]
async fn activate<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    At(digest): At<String>,
    Body(Activate { reason, anyway }): Body<Activate>,
) -> Answer<Activated> {
    let by = operator.by_key(reason)?;
    let store = tenants.store();
    let digest = store.find_policy(&digest).await?;
    let activated = match anyway {
        true => store.activate_anyway(&digest, &by).await?,
        false => store.activate_in(tenants.tiers().edition(), &digest, &by).await?,
    };
    Ok(Json(activated))
}

/// Rolls back to the policy that was active before
///
/// For operators. A second rollback goes one further back.
#[utoipa::path(
    post, path = "/policies/rollback", tag = "Policies", operation_id = "rollBackPolicy",
    params(Once), request_body = Because,
    responses(
        (status = 200, description = "the policy is active", body = Activated),
        Guarded, Bodied, Activating,
    ),
)]
async fn roll_back<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    Body(Because { reason }): Body<Because>,
) -> Answer<Activated> {
    let by = operator.by_key(reason)?;
    Ok(Json(tenants.store().roll_back(&by).await?))
}

/// The policy to pin a tenant to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Pinned {
    /// The policy's digest, or a unique prefix of it with at least 4 characters.
    digest: String,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// Whether to pin the tenant even if the policy gives no answer for it; defaults to `false`.
    #[serde(default)]
    anyway: bool,
}

/// Pins a tenant to a policy
///
/// For operators. The tenant stays on this policy, whichever one is active. If the policy gives no
/// answer for the tenant, it is refused as `policy-fails`, unless `anyway` is set.
#[utoipa::path(
    put, path = "/tenants/{tenant}/pin", tag = "Policies", operation_id = "pinTenant",
    params(OfTenant, Keyed), request_body = Pinned,
    responses(
        (status = 200, description = "the tenant is pinned", body = Written),
        Guarded, Tenanted, Bodied, Unwritten,
    ),
)]
async fn pin<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    At(tenant): At<String>,
    Body(Pinned { digest, reason, anyway }): Body<Pinned>,
) -> Answer<Written> {
    let by = operator.by(reason);
    let digest = match tenants.store().find_policy(&digest).await {
        Ok(digest) => digest,
        // Not 404: the tenant's route exists, only the policy that the body names does not.
        Err(PolicyError::Unpublished { digest, known }) => {
            return Err(WriteError::Unpublished { digest, known }.into());
        }
        Err(error) => return Err(error.into()),
    };
    let change = Change::Pin { digest: Some(digest) };
    let written = match anyway {
        true => tenants.store().write(&tenant, change, &by).await?,
        false => tenants.write(&tenant, change, &by).await?,
    };
    Ok(Json(written))
}

/// Unpins a tenant, so that the active policy decides about it again
///
/// For operators.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/pin", tag = "Policies", operation_id = "unpinTenant",
    params(OfTenant, Keyed, Why),
    responses(
        (status = 200, description = "the tenant is not pinned", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn unpin<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    At(tenant): At<String>,
    Why(reason): Why,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.write(&tenant, Change::Pin { digest: None }, &by).await?))
}
