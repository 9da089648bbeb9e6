//! Who would lose and who would gain what if a policy were activated, page by page or all at once.

use crate::accept::{Format, preferred};
use crate::api::answer::at_most;
use crate::api::impact::{Turn, published, replaced};
use crate::api::impact_export::{Export, exported};
use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{Asked, At};
use crate::responses::{Addressed, Compared, Guarded, OfDigest, PolicyNamed};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use tiergate_store::{Backend, ImpactOnly, ImpactPage, ImpactSearch, SqlStore, Tenants};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The route of the tenants that a policy would change something for, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so the handler of this store has one here.
    let impact_tenants = impact_tenants::<DB>;
    OpenApiRouter::default().routes(routes!(impact_tenants))
}

/// Which tenants of an impact.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Find {
    /// Only tenants that lose anything, that gain anything, or that move to another tier.
    #[param(inline)]
    only: Option<ImpactOnly>,
    /// Only tenants after this one: the `next` of the previous page.
    after: Option<String>,
    /// The most tenants to return, up to 1,000; defaults to 100.
    #[param(format = Int64, maximum = 4_294_967_295_u64)]
    limit: Option<u32>,
}

/// Lists the tenants for which activating a policy would change anything
///
/// For operators: who loses and who gains what, as `impact` counts it and as an activation that keeps
/// `losers` decides it. One request looks at no more than 10,000 tenants, and `next` continues from
/// there. With `Accept: application/x-ndjson` or `text/csv` the answer has all of them after `after`,
/// however many there are, as they are at one moment of the policies' time; `limit` does not count then. Each
/// server does this for one request at a time.
#[utoipa::path(
    get, path = "/policies/{digest}/impact/tenants", tag = "Policies",
    operation_id = "policyImpactTenants",
    params(OfDigest, Find),
    responses(
        (status = 200, description = "one page of tenants, or all", content(
            (ImpactPage = "application/json"), (String = "application/x-ndjson"),
            (String = "text/csv"),
        )),
        Guarded, Addressed, PolicyNamed, Compared,
    ),
)]
async fn impact_tenants<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Extension(turn): Extension<Turn>,
    At(digest): At<String>,
    Asked(Find { only, after, limit }): Asked<Find>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    identity.must_operate()?;
    let turn = turn.take()?;
    let new = published(tenants.store(), &digest).await?;
    let old = replaced(&tenants).await?;
    let search = ImpactSearch { only, after, ..ImpactSearch::default() };
    let format = preferred(&headers, &[Format::Json, Format::Lines, Format::Csv]);
    if format != Format::Json {
        return Ok(exported(Export { tenants, old, new, search, format, _turn: turn }));
    }
    let search = ImpactSearch { limit: at_most(limit), ..search };
    let edition = tenants.tiers().edition();
    Ok(Json(tenants.store().impact_tenants(&old, &new, edition, &search).await?).into_response())
}
