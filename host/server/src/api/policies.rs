//! Policies over HTTP: publishing and reading them, and pinning tenants to one.

use crate::api::answer::Answer;
use crate::api::policy_body::{PolicyBody, TierMap};
use crate::api::reason::{Anyway, Why};
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{At, Body, WasmFile};
use crate::responses::{
    self, Authored, Bodied, Guarded, Keyed, OfDigest, OfTenant, Once, PolicyNamed, Tenanted,
    Unwritten, Uploaded,
};
use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tiergate::{Info, MAX_FILE};
use tiergate_store::{
    Backend, Change, PolicyError, Published, SqlStore, Store, StoredPolicy, Tenants, WriteError,
    Written,
};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of policies, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (list, publish, show) = (list::<DB>, publish::<DB>, show::<DB>);
    let (pin, unpin) = (pin::<DB>, unpin::<DB>);
    OpenApiRouter::default()
        .routes(routes!(list, publish))
        .layer(DefaultBodyLimit::max(MAX_FILE))
        .routes(routes!(show))
        .routes(routes!(pin, unpin))
}

/// Publishes a policy
///
/// For operators. The file is loaded and tried first; if it is not a sound policy, it is refused
/// with the reason. Its type is `application/wasm`, or `application/octet-stream`. A tier map, as
/// `application/json` or `application/toml`, is built first; the same map results in the same file.
/// The file's
/// digest does here what the idempotency key does elsewhere: if the same file is sent again, with
/// any key, it counts as published already. A map that breaks laws of plans is refused as
/// `laws-broken`, with their places, unless `Tiergate-Anyway` says why it is published: that is stored
/// with the reason.
#[utoipa::path(
    post, path = "/policies", tag = "Policies", operation_id = "publishPolicy",
    params(Once, Why, Anyway),
    request_body(content(
        (WasmFile = "application/octet-stream"), (TierMap = "application/json"),
        (String = "application/toml"),
    )),
    responses(
        (status = 201, description = "the policy was published", body = Published),
        (status = 200, description = "the policy had already been published", body = Published),
        Guarded, Uploaded, Authored, responses::Published,
    ),
)]
async fn publish<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    Why(reason): Why,
    Anyway(anyway): Anyway,
    mut body: PolicyBody,
) -> Result<(StatusCode, Json<Published>), ApiError> {
    let digest = tiergate::digest(&body.file);
    let is_stored = tenants.store().policies().await?.iter().any(|it| it.digest == digest);
    let broken = if is_stored { Vec::new() } else { body.broken_laws().await? };
    let reason = match (broken.len(), anyway) {
        (0, _) => reason,
        (_, None) => return Err(ApiError::LawsBroken(broken)),
        (laws, Some(anyway)) => {
            let reason = reason.map(|it| format!("{it}; ")).unwrap_or_default();
            Some(format!("{reason}published despite broken laws ({laws}): {anyway}"))
        }
    };
    let by = operator.by_key(reason)?;
    let published = tenants.store().publish(&body.file, &by).await?;
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
    let digest = named(tenants.store(), &digest).await?;
    let change = Change::Pin { digest: Some(digest) };
    let written = match anyway {
        true => tenants.store().write(&tenant, change, &by).await?,
        false => tenants.write(&tenant, change, &by).await?,
    };
    Ok(Json(written))
}

/// Returns the digest of a policy that a request names, though not by its address.
pub(crate) async fn named<DB: Backend>(
    store: &SqlStore<DB>,
    prefix: &str,
) -> Result<String, ApiError> {
    store.find_policy(prefix).await.map_err(|error| match error {
        // Not 404: the route exists, only the policy does not.
        PolicyError::Unpublished { digest, known } => {
            WriteError::Unpublished { digest, known }.into()
        }
        error => error.into(),
    })
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
