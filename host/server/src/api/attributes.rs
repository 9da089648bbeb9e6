//! Facts about a tenant that are not entitlements: its edition and its attributes.

use crate::api::answer::Answer;
use crate::api::reason::Why;
use crate::api::writer::Operator;
use crate::extract::{At, Body};
use crate::responses::{Bodied, Guarded, Keyed, OfId, OfTenant, Tenanted, Unwritten};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tiergate_store::{Change, Store, Tenants, Written};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of editions and attributes.
pub(crate) fn routes<S: Store>() -> OpenApiRouter<Tenants<S>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (set_edition, unset_edition) = (set_edition::<S>, unset_edition::<S>);
    let (set, unset) = (set::<S>, unset::<S>);
    OpenApiRouter::default().routes(routes!(set_edition, unset_edition)).routes(routes!(set, unset))
}

/// The edition to assign to a tenant.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InEdition {
    /// The edition.
    edition: String,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Sets a tenant's edition
///
/// For operators. It overrides the edition of the deployment.
#[utoipa::path(
    put, path = "/tenants/{tenant}/edition", tag = "Facts", operation_id = "setEdition",
    params(OfTenant, Keyed), request_body = InEdition,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn set_edition<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Body(InEdition { edition, reason }): Body<InEdition>,
) -> Answer<Written> {
    let change = Change::SetEdition { edition: Some(edition) };
    Ok(Json(tenants.write(&tenant, change, &operator.by(reason)).await?))
}

/// Removes a tenant's edition
///
/// For operators. The edition of the deployment applies again.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/edition", tag = "Facts", operation_id = "unsetEdition",
    params(OfTenant, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn unset_edition<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Why(reason): Why,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.write(&tenant, Change::SetEdition { edition: None }, &by).await?))
}

/// The value to set an attribute to.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Valued {
    /// The attribute's value.
    #[schema(max_length = 4_000)]
    value: String,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Sets an attribute of a tenant
///
/// For operators. Attributes are facts of any kind, for policies that have their own rules.
#[utoipa::path(
    put, path = "/tenants/{tenant}/attributes/{id}", tag = "Facts", operation_id = "setAttribute",
    params(OfTenant, OfId, Keyed), request_body = Valued,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn set<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At((tenant, name)): At<(String, String)>,
    Body(Valued { value, reason }): Body<Valued>,
) -> Answer<Written> {
    let change = Change::SetAttribute { name, value: Some(value) };
    Ok(Json(tenants.write(&tenant, change, &operator.by(reason)).await?))
}

/// Removes an attribute of a tenant
///
/// For operators.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/attributes/{id}", tag = "Facts",
    operation_id = "unsetAttribute",
    params(OfTenant, OfId, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn unset<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At((tenant, name)): At<(String, String)>,
    Why(reason): Why,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.write(&tenant, Change::SetAttribute { name, value: None }, &by).await?))
}
