//! Policies over HTTP: published, activated, rolled back, and pinned to.

use crate::body::{Asked, At, Body, WasmFile};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::operate::{Answer, Before, Why};
use crate::writing::Writing;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tiergate::{Info, MAX_FILE};
use tiergate_store::{
    Activated, Activation, Backend, Change, PolicyError, Published, SqlStore, StoredPolicy,
    Tenants, WriteError, Written,
};

/// The routes of policies, for operators.
pub(crate) fn routes<DB: Backend>(tenants: Tenants<SqlStore<DB>>) -> Router {
    let limit = DefaultBodyLimit::max(MAX_FILE);
    Router::new()
        .route("/policies", get(list::<DB>).post(publish::<DB>).layer(limit))
        .route("/policies/activations", get(activations::<DB>))
        .route("/policies/rollback", post(roll_back::<DB>))
        .route("/policies/{digest}", get(show::<DB>))
        .route("/policies/{digest}/activate", post(activate::<DB>))
        .route("/tenants/{tenant}/pin", put(pin::<DB>).delete(unpin::<DB>))
        .with_state(tenants)
}

/// The idempotency key is asked for as everywhere, and not looked at: the digest does what keys
/// do elsewhere, so the same file sent again, with whichever key, is published already.
async fn publish<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    writing: Writing,
    Asked(Why { reason }): Asked<Why>,
    WasmFile(file): WasmFile,
) -> Result<(StatusCode, Json<Published>), Failure> {
    let by = writing.operator(reason)?;
    let published = tenants.store().publish(&file, &by).await?;
    let status = if published.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(published)))
}

async fn list<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
) -> Answer<Vec<StoredPolicy>> {
    identity.must_operate()?;
    Ok(Json(tenants.store().policies().await?))
}

/// A published policy, and what it knows.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    policy: StoredPolicy,
    catalog: Info,
}

async fn show<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    At(digest): At<String>,
) -> Answer<Shown> {
    identity.must_operate()?;
    let store = tenants.store();
    let digest = store.find_policy(&digest).await?;
    let catalog = store.load_policy(&digest).await?.catalog().clone();
    let policy = store.policies().await?.into_iter().find(|it| it.digest == digest);
    let unpublished = || PolicyError::Unpublished { digest, known: Vec::new() };
    Ok(Json(Shown { policy: policy.ok_or_else(unpublished)?, catalog }))
}

async fn activations<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Asked(Before { before, limit }): Asked<Before>,
) -> Answer<Vec<Activation>> {
    identity.must_operate()?;
    let limit = limit.unwrap_or(100).min(1_000);
    Ok(Json(tenants.store().activations(before, limit).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Because {
    reason: Option<String>,
}

async fn activate<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    writing: Writing,
    At(digest): At<String>,
    Body(Because { reason }): Body<Because>,
) -> Answer<Activated> {
    let by = writing.operator(reason)?;
    let digest = tenants.store().find_policy(&digest).await?;
    Ok(Json(tenants.store().activate(&digest, &by).await?))
}

async fn roll_back<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    writing: Writing,
    Body(Because { reason }): Body<Because>,
) -> Answer<Activated> {
    let by = writing.operator(reason)?;
    Ok(Json(tenants.store().roll_back(&by).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pinned {
    digest: String,
    reason: Option<String>,
}

async fn pin<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    writing: Writing,
    At(tenant): At<String>,
    Body(Pinned { digest, reason }): Body<Pinned>,
) -> Answer<Written> {
    let by = writing.operator(reason)?;
    let digest = match tenants.store().find_policy(&digest).await {
        Ok(digest) => digest,
        // The tenant's route is there: it is what is written to it that is unknown.
        Err(PolicyError::Unpublished { digest, known }) => {
            return Err(WriteError::Unpublished { digest, known }.into());
        }
        Err(error) => return Err(error.into()),
    };
    let change = Change::Pin { digest: Some(digest) };
    Ok(Json(tenants.write(&tenant, change, &by).await?))
}

async fn unpin<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    writing: Writing,
    At(tenant): At<String>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    let by = writing.operator(reason)?;
    Ok(Json(tenants.write(&tenant, Change::Pin { digest: None }, &by).await?))
}
