//! Everything about a tenant, and what a change to it would do.

use crate::api::answer::Answer;
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{At, Body};
use crate::problem::Problem;
use crate::problems::INVALID;
use crate::responses::{Bodied, Guarded, OfTenant, Tenanted, Unwritten};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use tiergate_store::{
    Backend, BillingListed, Change, ChangePreview, Overview, PolicyError, SqlStore, Tenants,
    WriteError,
};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes about one tenant, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (overview, preview) = (overview::<DB>, preview::<DB>);
    OpenApiRouter::default().routes(routes!(overview)).routes(routes!(preview))
}

/// Everything about a tenant, with its subscriptions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TenantOverview {
    #[serde(flatten)]
    overview: Overview,
    /// The subscriptions, as billing systems reported them.
    subscriptions: Vec<BillingListed>,
}

/// Returns everything about a tenant
///
/// For operators: what the tenant may do, by which facts, and who wrote these, when and why. An event
/// that is not among the tenant's last 1,000 is not found.
#[utoipa::path(
    get, path = "/tenants/{tenant}/overview", tag = "Tenants", operation_id = "overview",
    params(OfTenant),
    responses(
        (status = 200, description = "everything about the tenant", body = TenantOverview),
        Guarded, Tenanted,
    ),
)]
async fn overview<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    At(tenant): At<String>,
) -> Answer<TenantOverview> {
    identity.must_operate()?;
    let overview = tenants.overview(&tenant).await?;
    let subscriptions = tenants.store().billed(&tenant).await?.into_iter();
    let subscriptions = subscriptions.map(|(id, billed)| BillingListed::new(id, billed)).collect();
    Ok(Json(TenantOverview { overview, subscriptions }))
}

/// Previews what a change to a tenant would do
///
/// For operators. Nothing is written. The body is the change as the history shows it, such as
/// `{"kind": "grant", "tier": "pro"}`; a change that creates, deletes or imports a tenant, or that
/// comes from billing, has no preview. It is refused like the write.
#[utoipa::path(
    post, path = "/tenants/{tenant}/preview", tag = "Tenants", operation_id = "previewChange",
    params(OfTenant), request_body = Change,
    responses(
        (status = 200, description = "what would differ", body = ChangePreview),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn preview<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    At(tenant): At<String>,
    Body(Proposed(change)): Body<Proposed>,
) -> Result<Json<ChangePreview>, Response> {
    identity.must_operate().map_err(ApiError::into_response)?;
    if !has_preview(&change) {
        let words = "a change of this kind has no preview: only operators' own changes have one";
        return Err(Problem::new(&INVALID, words).into_response());
    }
    let refused = |error: ApiError| error.into_response();
    let change = by_whole_digest(&tenants, change).await.map_err(refused)?;
    let preview = tenants.preview(&tenant, change).await;
    preview.map(Json).map_err(|error| refused(error.into()))
}

/// A change as the history shows it, which has no `null`.
struct Proposed(Change);

impl<'de> Deserialize<'de> for Proposed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(from)?;
        if let Some((name, _)) = fields.iter().find(|(_, value)| value.is_null()) {
            return Err(D::Error::custom(format_args!("`{name}` is null: leave it out")));
        }
        Change::deserialize(Value::Object(fields)).map(Self).map_err(D::Error::custom)
    }
}

/// Checks whether a change is one that operators make to a tenant that exists, and stays.
fn has_preview(change: &Change) -> bool {
    !matches!(
        change,
        Change::Create { .. }
            | Change::Bill { .. }
            | Change::Import { .. }
            | Change::EndImport { .. }
            | Change::Delete
            | Change::Rebuild
    )
}

/// Returns a change in which the digest of a pin is whole.
async fn by_whole_digest<DB: Backend>(
    tenants: &Tenants<SqlStore<DB>>,
    change: Change,
) -> Result<Change, ApiError> {
    let Change::Pin { digest: Some(digest) } = change else { return Ok(change) };
    match tenants.store().find_policy(&digest).await {
        Ok(digest) => Ok(Change::Pin { digest: Some(digest) }),
        // Not 404: the tenant's route exists, only the policy that the body names does not.
        Err(PolicyError::Unpublished { digest, known }) => {
            Err(WriteError::Unpublished { digest, known }.into())
        }
        Err(error) => Err(error.into()),
    }
}
