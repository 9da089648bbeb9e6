//! What operators do, over HTTP.

use crate::body::{Asked, At, Body};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::writing::Writing;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tiergate::{Resolution, Timestamp};
use tiergate_store::{Change, Event, Explanation, Page, Search, Store, Stored, Tenants, Written};
use tiergate_store::{StoreError, WriteError};

/// The routes that operators use.
pub(crate) fn routes<S: Store>(tenants: Tenants<S>) -> Router {
    Router::new()
        .route("/tiers", get(tiers::<S>))
        .route("/grants", post(grant_many::<S>))
        .route("/tenants", get(list::<S>).post(create::<S>))
        .route("/tenants/{tenant}", get(show::<S>).delete(delete::<S>))
        .route("/tenants/{tenant}/tier", get(tier::<S>).put(grant::<S>).delete(revoke::<S>))
        .route("/tenants/{tenant}/history", get(history::<S>))
        .route("/tenants/{tenant}/explain/{id}", get(explain::<S>))
        .with_state(tenants)
}

pub(crate) type Answer<T> = Result<Json<T>, Failure>;

/// A tier that can be given.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TierOption {
    id: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    offered: bool,
}

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

/// Why, in the query of a `DELETE`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    pub(crate) reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewTenant {
    tenant: String,
    edition: Option<String>,
    reason: Option<String>,
}

async fn create<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    Body(new): Body<NewTenant>,
) -> Result<(StatusCode, Json<Written>), Failure> {
    let by = writing.operator(new.reason)?;
    let written = tenants.create(&new.tenant, new.edition.as_deref(), &by).await?;
    Ok((StatusCode::CREATED, Json(written)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Find {
    #[serde(default)]
    prefix: String,
    after: Option<String>,
    limit: Option<u32>,
}

async fn list<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    Asked(Find { prefix, after, limit }): Asked<Find>,
) -> Answer<Page> {
    identity.must_operate()?;
    let limit = limit.unwrap_or(100).min(1_000);
    Ok(Json(tenants.store().list(&Search { prefix, after, limit }).await?))
}

async fn show<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At(tenant): At<String>,
) -> Answer<Stored> {
    identity.must_look_after(&tenant)?;
    let stored = tenants.store().find(&tenant).await?;
    Ok(Json(stored.ok_or(WriteError::UnknownTenant(tenant))?))
}

async fn tier<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At(tenant): At<String>,
) -> Answer<Resolution> {
    identity.must_look_after(&tenant)?;
    Ok(Json(tenants.tiers().resolve(&tenant).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Granted {
    tier: String,
    reason: Option<String>,
    until: Option<Timestamp>,
}

async fn grant<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At(tenant): At<String>,
    Body(Granted { tier, reason, until }): Body<Granted>,
) -> Answer<Written> {
    let by = writing.operator(reason)?;
    Ok(Json(tenants.grant(&tenant, &tier, until, &by).await?))
}

async fn revoke<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At(tenant): At<String>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    Ok(Json(tenants.revoke(&tenant, &writing.operator(reason)?).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Cohort {
    tenants: Vec<String>,
    tier: String,
    reason: Option<String>,
    until: Option<Timestamp>,
}

/// How many tenants one request may grant to.
const MOST_GRANTS: usize = 1_000;

/// What a grant to many came to for each, in their order.
#[derive(Serialize)]
#[serde(untagged)]
enum Each {
    Written(Written),
    Problem { tenant: String, problem: Box<crate::problem::Problem> },
}

async fn grant_many<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    Body(Cohort { tenants: names, tier, reason, until }): Body<Cohort>,
) -> Answer<Vec<Each>> {
    let by = writing.operator(reason)?;
    if names.len() > MOST_GRANTS {
        return Err(Failure::TooMany { most: MOST_GRANTS });
    }
    let change = Change::Grant { tier, expires_at: until };
    let answers = tenants.write_many(&names, change, &by).await?;
    let each = |(tenant, answer)| match answer {
        Ok(written) => Each::Written(written),
        Err(error) => {
            let problem = Box::new(Failure::Write(error).problem());
            Each::Problem { tenant, problem }
        }
    };
    Ok(Json(names.into_iter().zip(answers).map(each).collect()))
}

async fn delete<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At(tenant): At<String>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    Ok(Json(tenants.write(&tenant, Change::Delete, &writing.operator(reason)?).await?))
}

/// Which page of a history, in the query.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Before {
    pub(crate) before: Option<u64>,
    pub(crate) limit: Option<u32>,
}

async fn history<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At(tenant): At<String>,
    Asked(Before { before, limit }): Asked<Before>,
) -> Result<Json<Vec<Event>>, Failure> {
    identity.must_operate()?;
    let limit = limit.unwrap_or(100).min(1_000);
    let events: Result<_, StoreError> = tenants.store().history(&tenant, before, limit).await;
    Ok(Json(events?))
}

async fn explain<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    At((tenant, feature)): At<(String, String)>,
) -> Answer<Explanation> {
    identity.must_operate()?;
    Ok(Json(tenants.explain(&tenant, &feature).await?))
}
