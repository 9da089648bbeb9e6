//! Tiers that operators grant and revoke.

use crate::api::answer::Answer;
use crate::api::reason::Why;
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{At, Body};
use crate::responses::{Bodied, Guarded, Keyed, OfTenant, Tenanted, Trusted, Unguarded, Unwritten};
use crate::safe_integer::Moment;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tiergate::Resolution;
use tiergate_store::{Change, Store, Tenants, Written};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of tiers.
pub(crate) fn routes<S: Store>() -> OpenApiRouter<Tenants<S>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (tiers, grant_many) = (tiers::<S>, grant_many::<S>);
    let (tier, grant, revoke) = (tier::<S>, grant::<S>, revoke::<S>);
    OpenApiRouter::default()
        .routes(routes!(tiers))
        .routes(routes!(grant_many))
        .routes(routes!(tier, grant, revoke))
}

/// A tier that can be granted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TierOption {
    /// The tier's identifier.
    id: String,
    /// The tier's name, to show.
    label: String,
    /// What the tier is for, to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// Whether the tier is offered to customers.
    offered: bool,
}

/// Lists the tiers of the policy, the lowest first
///
/// For operators.
#[utoipa::path(
    get, path = "/tiers", tag = "Tiers", operation_id = "listTiers",
    responses(
        (status = 200, description = "the tiers", body = Vec<TierOption>),
        Unguarded, Trusted,
    ),
)]
async fn tiers<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
) -> Answer<Vec<TierOption>> {
    identity.must_operate()?;
    let policy = tenants.tiers().policy();
    let option = |tier: &tiergate::Tier| TierOption {
        id: tier.id.clone(),
        label: tier.label.clone(),
        description: tier.description.clone(),
        offered: tier.offered,
    };
    Ok(Json(policy.catalog().tiers.iter().map(option).collect()))
}

/// Returns the tier that a tenant has, and why
///
/// For operators, and for the tenant's own admin.
#[utoipa::path(
    get, path = "/tenants/{tenant}/tier", tag = "Tiers", operation_id = "showTier",
    params(OfTenant),
    responses(
        (status = 200, description = "the tenant's tier", body = Resolution),
        Guarded, Tenanted,
    ),
)]
async fn tier<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At(tenant): At<String>,
) -> Answer<Resolution> {
    identity.must_look_after(&tenant)?;
    Ok(Json(tenants.tiers().resolve(&tenant).await?))
}

/// A tier to grant.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Granted {
    /// The tier.
    tier: String,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// When the grant ends, in seconds since 1970; if absent, it never ends.
    until: Option<Moment>,
}

/// Grants a tenant a tier
///
/// For operators. The grant overrides the tier from billing, until the grant ends or for good.
#[utoipa::path(
    put, path = "/tenants/{tenant}/tier", tag = "Tiers", operation_id = "grantTier",
    params(OfTenant, Keyed), request_body = Granted,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn grant<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Body(Granted { tier, reason, until }): Body<Granted>,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.grant(&tenant, &tier, until.map(u64::from), &by).await?))
}

/// Revokes the tier that an operator granted
///
/// For operators. The tier from billing applies again.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/tier", tag = "Tiers", operation_id = "revokeTier",
    params(OfTenant, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn revoke<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Why(reason): Why,
) -> Answer<Written> {
    Ok(Json(tenants.revoke(&tenant, &operator.by(reason)).await?))
}

/// A tier to grant to many tenants.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Cohort {
    /// The tenants.
    #[schema(max_items = 1_000)]
    tenants: Vec<String>,
    /// The tier.
    tier: String,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// When the grant ends, in seconds since 1970; if absent, it never ends.
    until: Option<Moment>,
}

/// How many tenants one request may grant to.
const MOST_GRANTS: usize = 1_000;

/// The result for one tenant of a grant to many.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = WrittenOrProblem)]
enum Each {
    Written(Written),
    Problem { tenant: String, problem: Box<crate::problem::Problem> },
}

/// Grants many tenants a tier
///
/// For operators. Each tenant has a result of its own.
#[utoipa::path(
    post, path = "/grants", tag = "Tiers", operation_id = "grantMany",
    params(Keyed), request_body = Cohort,
    responses(
        (status = 200, description = "a result for each, in the same order", body = Vec<Each>),
        Guarded, Bodied, Unwritten,
    ),
)]
async fn grant_many<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    Body(Cohort { tenants: names, tier, reason, until }): Body<Cohort>,
) -> Answer<Vec<Each>> {
    let by = operator.by(reason);
    if names.len() > MOST_GRANTS {
        return Err(ApiError::TooMany { most: MOST_GRANTS });
    }
    let change = Change::Grant { tier, expires_at: until.map(u64::from) };
    let answers = tenants.write_many(&names, change, &by).await?;
    let each = |(tenant, answer)| match answer {
        Ok(written) => Each::Written(written),
        Err(error) => {
            let problem = Box::new(ApiError::Write(error).problem());
            Each::Problem { tenant, problem }
        }
    };
    Ok(Json(names.into_iter().zip(answers).map(each).collect()))
}
