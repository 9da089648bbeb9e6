//! Trials that operators begin, extend and end.

use crate::api::answer::Answer;
use crate::api::reason::Why;
use crate::api::writer::Operator;
use crate::error::ApiError;
use crate::extract::{At, Body};
use crate::responses::{Bodied, Guarded, Keyed, OfTenant, Tenanted, Unwritten};
use crate::safe_integer::Moment;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tiergate_store::{Change, Store, Tenants, Written};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of trials.
pub(crate) fn routes<S: Store>() -> OpenApiRouter<Tenants<S>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (set_trial, end_trial) = (set_trial::<S>, end_trial::<S>);
    OpenApiRouter::default().routes(routes!(set_trial, end_trial))
}

/// A trial to begin, or to extend.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Tried {
    /// The tier; defaults to the one that the policy lets new tenants try.
    tier: Option<String>,
    /// When the trial ends, in seconds since 1970.
    until: Moment,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Begins, extends or shortens a tenant's trial
///
/// For operators. A trial is not a grant: a plan that is worth as much or more decides.
#[utoipa::path(
    put, path = "/tenants/{tenant}/trial", tag = "Tiers", operation_id = "setTrial",
    params(OfTenant, Keyed), request_body = Tried,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn set_trial<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Body(Tried { tier, until, reason }): Body<Tried>,
) -> Answer<Written> {
    let policy = tenants.tiers().policy();
    let own = || policy.catalog().trial.as_ref().map(|trial| trial.tier.clone());
    let tier = tier.or_else(own).ok_or(ApiError::NoTrial)?;
    Ok(Json(tenants.trial(&tenant, &tier, until.into(), &operator.by(reason)).await?))
}

/// Ends a tenant's trial
///
/// For operators.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/trial", tag = "Tiers", operation_id = "endTrial",
    params(OfTenant, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn end_trial<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Why(reason): Why,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.write(&tenant, Change::EndTrial, &by).await?))
}
