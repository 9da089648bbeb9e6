//! Tenants that activations kept on earlier policies: listing and releasing them.

use crate::api::answer::{Answer, at_most};
use crate::api::policies;
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{Asked, Body};
use crate::responses::{Addressed, Bodied, Guarded, Once, Releasing};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tiergate_store::{Backend, KeptPage, Release, Released, SqlStore, Tenants};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How many tenants one request may name.
const MOST: usize = 1_000;

/// The routes of kept tenants, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (kept, release) = (kept::<DB>, release::<DB>);
    OpenApiRouter::default().routes(routes!(kept)).routes(routes!(release))
}

/// Which kept tenants.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Find {
    /// Only tenants that are kept on this policy: its digest, or a unique prefix of it with at least 4
    /// characters.
    policy: Option<String>,
    /// Only tenants after this one: the `next` of the previous page.
    after: Option<String>,
    /// The most tenants to return, up to 1,000; defaults to 100.
    #[param(format = Int64, maximum = 4_294_967_295_u64)]
    limit: Option<u32>,
}

/// Lists the tenants that activations kept on earlier policies
///
/// For operators: who kept them, when and why, and how many there are on each policy. A tenant that is
/// pinned by hand is not among them.
#[utoipa::path(
    get, path = "/policies/kept", tag = "Policies", operation_id = "keptTenants",
    params(Find),
    responses(
        (status = 200, description = "one page of kept tenants", body = KeptPage),
        Guarded, Addressed, Releasing,
    ),
)]
async fn kept<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Asked(Find { policy, after, limit }): Asked<Find>,
) -> Answer<KeptPage> {
    identity.must_operate()?;
    let limit = at_most(limit);
    let policy = digest_of(&tenants, policy).await?;
    Ok(Json(tenants.store().kept(policy.as_deref(), after.as_deref(), limit).await?))
}

/// Which kept tenants to release; all if neither `policy` nor `tenants` is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    /// Only those that are kept on this policy: its digest, or a unique prefix of it with at least 4
    /// characters.
    policy: Option<String>,
    /// Only these tenants.
    #[schema(max_items = 1_000)]
    tenants: Option<Vec<String>>,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Releases kept tenants, so that the active policy decides them again
///
/// For operators. A request goes on for at most 20 seconds; as long as `more` is `true`, send it
/// again. If a tenant that it names does not exist, none is released. The idempotency key is not
/// needed to retry: a tenant that is not kept, or is released already, is left alone.
#[utoipa::path(
    post, path = "/policies/kept/release", tag = "Policies", operation_id = "releaseTenants",
    params(Once), request_body = Which,
    responses(
        (status = 200, description = "how many were released", body = Released),
        Guarded, Bodied, Releasing,
    ),
)]
async fn release<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    Body(Which { policy, tenants: named, reason }): Body<Which>,
) -> Answer<Released> {
    let by = operator.by_key(reason)?;
    if policy.is_some() && named.is_some() {
        return Err(ApiError::Invalid("give `policy` or `tenants`, not both"));
    }
    let policy = digest_of(&tenants, policy).await?;
    let which = match (&policy, &named) {
        (_, Some(named)) if named.len() > MOST => return Err(ApiError::TooMany { most: MOST }),
        (_, Some(named)) => Release::Tenants(named),
        (Some(policy), None) => Release::On(policy),
        (None, None) => Release::All,
    };
    Ok(Json(tenants.store().release(which, &by).await?))
}

/// Returns the digest of the policy that is given, if one is.
async fn digest_of<DB: Backend>(
    tenants: &Tenants<SqlStore<DB>>,
    policy: Option<String>,
) -> Result<Option<String>, ApiError> {
    match policy {
        Some(prefix) => Ok(Some(policies::named(tenants.store(), &prefix).await?)),
        None => Ok(None),
    }
}
