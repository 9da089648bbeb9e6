//! What operators give beside tiers, and what a tenant's own admin may switch off.

use crate::body::{Asked, At, Body};
use crate::failure::Failure;
use crate::operate::{Answer, Why};
use crate::writing::Writing;
use axum::extract::State;
use axum::routing::put;
use axum::{Json, Router};
use serde::Deserialize;
use tiergate::{Limit, Switcher, Timestamp};
use tiergate_store::{By, Change, Store, Tenants, Written};

/// The routes of add-ons, features, caps, editions and attributes.
pub(crate) fn routes<S: Store>(tenants: Tenants<S>) -> Router {
    Router::new()
        .route("/tenants/{tenant}/add-ons/{id}", put(give::<S>).delete(take::<S>))
        .route("/tenants/{tenant}/features/{id}", put(switch::<S>).delete(unswitch::<S>))
        .route("/tenants/{tenant}/caps/{id}", put(set_cap::<S>).delete(unset_cap::<S>))
        .route("/tenants/{tenant}/edition", put(set_edition::<S>).delete(unset_edition::<S>))
        .route("/tenants/{tenant}/attributes/{id}", put(set::<S>).delete(unset::<S>))
        .with_state(tenants)
}

/// An end and a reason, of whatever is given.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Given {
    reason: Option<String>,
    until: Option<Timestamp>,
}

async fn give<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, add_on)): At<(String, String)>,
    Body(Given { reason, until }): Body<Given>,
) -> Answer<Written> {
    let change = Change::GiveAddOn { add_on, expires_at: until };
    Ok(Json(tenants.write(&tenant, change, &writing.operator(reason)?).await?))
}

async fn take<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, add_on)): At<(String, String)>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    let by = writing.operator(reason)?;
    Ok(Json(tenants.write(&tenant, Change::TakeAddOn { add_on }, &by).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Switched {
    enabled: bool,
    reason: Option<String>,
    until: Option<Timestamp>,
}

/// A tenant's own admin switches off, an operator off and on.
async fn switch<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, feature)): At<(String, String)>,
    Body(Switched { enabled, reason, until }): Body<Switched>,
) -> Answer<Written> {
    let (by, who) = switcher(writing, &tenant, reason)?;
    if enabled && by == Switcher::Tenant {
        return Err(Failure::Forbidden("a tenant's own admin can only switch off"));
    }
    let change = Change::SwitchFeature { feature, enabled, by, expires_at: until };
    Ok(Json(tenants.write(&tenant, change, &who).await?))
}

async fn unswitch<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, feature)): At<(String, String)>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    let (by, who) = switcher(writing, &tenant, reason)?;
    Ok(Json(tenants.write(&tenant, Change::UnswitchFeature { feature, by }, &who).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Limited {
    limit: Limit,
    reason: Option<String>,
    until: Option<Timestamp>,
}

async fn set_cap<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, cap)): At<(String, String)>,
    Body(Limited { limit, reason, until }): Body<Limited>,
) -> Answer<Written> {
    let change = Change::SetCap { cap, limit, expires_at: until };
    Ok(Json(tenants.write(&tenant, change, &writing.operator(reason)?).await?))
}

async fn unset_cap<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, cap)): At<(String, String)>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    let by = writing.operator(reason)?;
    Ok(Json(tenants.write(&tenant, Change::UnsetCap { cap }, &by).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InEdition {
    edition: String,
    reason: Option<String>,
}

async fn set_edition<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At(tenant): At<String>,
    Body(InEdition { edition, reason }): Body<InEdition>,
) -> Answer<Written> {
    let change = Change::SetEdition { edition: Some(edition) };
    Ok(Json(tenants.write(&tenant, change, &writing.operator(reason)?).await?))
}

async fn unset_edition<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At(tenant): At<String>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    let by = writing.operator(reason)?;
    Ok(Json(tenants.write(&tenant, Change::SetEdition { edition: None }, &by).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Valued {
    value: String,
    reason: Option<String>,
}

async fn set<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, name)): At<(String, String)>,
    Body(Valued { value, reason }): Body<Valued>,
) -> Answer<Written> {
    let change = Change::SetAttribute { name, value: Some(value) };
    Ok(Json(tenants.write(&tenant, change, &writing.operator(reason)?).await?))
}

async fn unset<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    At((tenant, name)): At<(String, String)>,
    Asked(Why { reason }): Asked<Why>,
) -> Answer<Written> {
    let by = writing.operator(reason)?;
    Ok(Json(tenants.write(&tenant, Change::SetAttribute { name, value: None }, &by).await?))
}

/// Who switches: an operator, or the tenant's own admin.
fn switcher(
    writing: Writing,
    tenant: &str,
    reason: Option<String>,
) -> Result<(Switcher, By), Failure> {
    if writing.is_operator() {
        return Ok((Switcher::Operator, writing.operator(reason)?));
    }
    Ok((Switcher::Tenant, writing.tenant_admin(tenant, reason)?))
}
