//! Facts about a tenant beside what it is given: its edition, and its attributes.

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
    // `routes!` takes names alone, so each handler of this store has one here.
    let (set_edition, unset_edition) = (set_edition::<S>, unset_edition::<S>);
    let (set, unset) = (set::<S>, unset::<S>);
    OpenApiRouter::default().routes(routes!(set_edition, unset_edition)).routes(routes!(set, unset))
}

/// An edition to put a tenant in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InEdition {
    /// The edition.
    edition: String,
    /// Why, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Puts a tenant in an edition
///
/// For operators. It covers the deployment's.
#[utoipa::path(
    put, path = "/tenants/{tenant}/edition", tag = "Facts", operation_id = "setEdition",
    params(OfTenant, Keyed), request_body = InEdition,
    responses(
        (status = 200, description = "it is so now", body = Written),
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

/// Takes a tenant out of its edition
///
/// For operators. The deployment's holds again.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/edition", tag = "Facts", operation_id = "unsetEdition",
    params(OfTenant, Why, Keyed),
    responses(
        (status = 200, description = "it is so now", body = Written),
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

/// The value of an attribute.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Valued {
    /// Its value.
    #[schema(max_length = 4_000)]
    value: String,
    /// Why, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Sets an attribute of a tenant
///
/// For operators. Attributes are free facts, for policies with rules of their own.
#[utoipa::path(
    put, path = "/tenants/{tenant}/attributes/{id}", tag = "Facts", operation_id = "setAttribute",
    params(OfTenant, OfId, Keyed), request_body = Valued,
    responses(
        (status = 200, description = "it is so now", body = Written),
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
        (status = 200, description = "it is so now", body = Written),
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
