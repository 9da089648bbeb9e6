//! What operators do with tenants, over HTTP.

use crate::api::answer::{Answer, at_most};
use crate::api::listing::{__path_list, list};
use crate::api::reason::Why;
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{Asked, At, Body};
use crate::responses::{
    Addressed, Bodied, Guarded, Keyed, OfId, OfTenant, Taken, Tenanted, Unwritten,
};
use crate::safe_integer::SafeInteger;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tiergate_store::{Change, Event, Explanation, Store, StoreError, Stored, Tenants};
use tiergate_store::{WriteError, Written};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of tenants.
pub(crate) fn routes<S: Store>() -> OpenApiRouter<Tenants<S>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (list, create, show, delete) = (list::<S>, create::<S>, show::<S>, delete::<S>);
    let (history, explain) = (history::<S>, explain::<S>);
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, delete))
        .routes(routes!(history))
        .routes(routes!(explain))
}

/// A tenant to create.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewTenant {
    /// The tenant's identifier.
    #[schema(min_length = 1, max_length = 255)]
    tenant: String,
    /// The name that people know it by, if it has one.
    #[schema(min_length = 1, max_length = 255)]
    label: Option<String>,
    /// The tenant's edition, if it has one of its own.
    edition: Option<String>,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Creates a tenant
///
/// For operators. The tenant starts with what the policy gives to new tenants. If its identifier
/// differs from that of another tenant only in case, or in how Unicode writes the same characters,
/// the response names that tenant in `looksLike`: the new tenant is created all the same, but may
/// be a mistake.
#[utoipa::path(
    post, path = "/tenants", tag = "Tenants", operation_id = "createTenant",
    params(Keyed), request_body = NewTenant,
    responses(
        (status = 201, description = "the tenant was created", body = Written),
        Guarded, Bodied, Unwritten, Taken,
    ),
)]
async fn create<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    Body(new): Body<NewTenant>,
) -> Result<(StatusCode, Json<Written>), ApiError> {
    let by = operator.by(new.reason);
    let (label, edition) = (new.label.as_deref(), new.edition.as_deref());
    let written = tenants.create_labeled(&new.tenant, label, edition, &by).await?;
    Ok((StatusCode::CREATED, Json(written)))
}

/// Returns a tenant as it is stored
///
/// For operators, and for the tenant's own admin.
#[utoipa::path(
    get, path = "/tenants/{tenant}", tag = "Tenants", operation_id = "showTenant",
    params(OfTenant),
    responses(
        (status = 200, description = "the tenant's facts", body = Stored),
        Guarded, Tenanted,
    ),
)]
async fn show<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At(tenant): At<String>,
) -> Answer<Stored> {
    identity.must_look_after(&tenant)?;
    let stored = tenants.store().find(&tenant).await?;
    Ok(Json(stored.ok_or(WriteError::UnknownTenant(tenant))?))
}

/// Deletes a tenant
///
/// For operators. Its history stays.
#[utoipa::path(
    delete, path = "/tenants/{tenant}", tag = "Tenants", operation_id = "deleteTenant",
    params(OfTenant, Why, Keyed),
    responses(
        (status = 200, description = "the tenant was deleted", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn delete<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Why(reason): Why,
) -> Answer<Written> {
    Ok(Json(tenants.write(&tenant, Change::Delete, &operator.by(reason)).await?))
}

/// Which events to return.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Before {
    /// Only events before the one with this number.
    pub(crate) before: Option<SafeInteger>,
    /// The most events to return, up to 1,000; defaults to 100.
    #[param(format = Int64, maximum = 4_294_967_295_u64)]
    pub(crate) limit: Option<u32>,
}

/// Lists a tenant's events, the latest first
///
/// For operators. The events of a deleted tenant are listed, too; a tenant that never existed has
/// none.
#[utoipa::path(
    get, path = "/tenants/{tenant}/history", tag = "Tenants", operation_id = "history",
    params(OfTenant, Before),
    responses(
        (status = 200, description = "one page of events", body = Vec<Event>),
        Guarded, Addressed,
    ),
)]
async fn history<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At(tenant): At<String>,
    Asked(Before { before, limit }): Asked<Before>,
) -> Result<Json<Vec<Event>>, ApiError> {
    identity.must_operate()?;
    let limit = at_most(limit);
    let events: Result<_, StoreError> =
        tenants.store().history(&tenant, before.map(u64::from), limit).await;
    Ok(Json(events?))
}

/// Explains why a tenant may, or may not, use a feature
///
/// For operators: the rule that decides, and who wrote the facts that it decides from.
#[utoipa::path(
    get, path = "/tenants/{tenant}/explain/{id}", tag = "Tenants", operation_id = "explain",
    params(OfTenant, OfId),
    responses(
        (status = 200, description = "the explanation, in sentences", body = Explanation),
        Guarded, Tenanted,
    ),
)]
async fn explain<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At((tenant, feature)): At<(String, String)>,
) -> Answer<Explanation> {
    identity.must_operate()?;
    Ok(Json(tenants.explain(&tenant, &feature).await?))
}
