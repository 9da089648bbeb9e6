//! The names that people know tenants by.

use crate::api::answer::Answer;
use crate::api::reason::Why;
use crate::api::writer::Operator;
use crate::extract::{At, Body};
use crate::responses::{Bodied, Guarded, Keyed, OfTenant, Tenanted, Unwritten};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tiergate_store::{Change, Store, Tenants, Written};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of labels.
pub(crate) fn routes<S: Store>() -> OpenApiRouter<Tenants<S>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (set_label, unset_label) = (set_label::<S>, unset_label::<S>);
    OpenApiRouter::default().routes(routes!(set_label, unset_label))
}

/// The label to give to a tenant.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Labeled {
    /// The label.
    #[schema(min_length = 1, max_length = 255)]
    label: String,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Sets the name that people know a tenant by
///
/// For operators. No policy reads it: it is to show, and to search by.
#[utoipa::path(
    put, path = "/tenants/{tenant}/label", tag = "Tenants", operation_id = "setLabel",
    params(OfTenant, Keyed), request_body = Labeled,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn set_label<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Body(Labeled { label, reason }): Body<Labeled>,
) -> Answer<Written> {
    let change = Change::SetLabel { label: Some(label) };
    Ok(Json(tenants.write(&tenant, change, &operator.by(reason)).await?))
}

/// Removes the name that people know a tenant by
///
/// For operators.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/label", tag = "Tenants", operation_id = "unsetLabel",
    params(OfTenant, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn unset_label<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At(tenant): At<String>,
    Why(reason): Why,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.write(&tenant, Change::SetLabel { label: None }, &by).await?))
}
