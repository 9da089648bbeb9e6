//! What billing systems reported, for operators.

use crate::api::answer::{Answer, at_most};
use crate::api::writer::Operator;
use crate::auth::identity::Identity;
use crate::billing::attach::attach_once;
use crate::extract::{Asked, At, Body};
use crate::responses::{
    Addressed, Bodied, Guarded, OfSubscription, OfTenant, Once, Subscribed, Tenanted,
};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tiergate_store::{
    Backend, BillingListed, BillingPage, BillingProblem, SqlStore, Store, Tenants, WriteError,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of billing.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (show, assign) = (show::<DB>, assign::<DB>);
    let (unassigned, problems) = (unassigned::<DB>, problems::<DB>);
    OpenApiRouter::default()
        .routes(routes!(show))
        .routes(routes!(assign))
        .routes(routes!(unassigned))
        .routes(routes!(problems))
}

/// Some subscriptions.
#[derive(Serialize, ToSchema)]
struct Subscriptions {
    /// The subscriptions, in byte order of their identifiers.
    subscriptions: Vec<BillingListed>,
    /// The value of `after` for the next page; absent if these are the last ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
}

/// All subscriptions of a tenant.
#[derive(Serialize, ToSchema)]
struct TenantSubscriptions {
    /// The subscriptions, in byte order of their identifiers.
    subscriptions: Vec<BillingListed>,
}

/// Some reports that were not understood.
#[derive(Serialize, ToSchema)]
struct Problems {
    /// The reports, the last received one first.
    reports: Vec<BillingProblem>,
    /// The value of `after` for the next page; absent if these are the last ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
}

/// Which part of a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// Only what comes after this: the `next` of the previous page.
    pub(crate) after: Option<String>,
    /// The most entries to return, up to 1,000; defaults to 100.
    #[param(format = Int64, maximum = 4_294_967_295_u64)]
    pub(crate) limit: Option<u32>,
}

/// Returns a tenant's subscriptions, as billing systems reported them
///
/// For operators. What is not known for sure about a subscription is in its `doubts`.
#[utoipa::path(
    get, path = "/tenants/{tenant}/billing", tag = "Billing", operation_id = "showBilling",
    params(OfTenant),
    responses(
        (status = 200, description = "the subscriptions", body = TenantSubscriptions),
        Guarded, Tenanted,
    ),
)]
async fn show<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    At(tenant): At<String>,
) -> Answer<TenantSubscriptions> {
    identity.must_operate()?;
    let store = tenants.store();
    if store.find(&tenant).await?.is_none() {
        return Err(WriteError::UnknownTenant(tenant).into());
    }
    let subscriptions = store.billed(&tenant).await?.into_iter();
    let subscriptions = subscriptions.map(|(id, billed)| BillingListed::new(id, billed)).collect();
    Ok(Json(TenantSubscriptions { subscriptions }))
}

/// The reason for a change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AssignedBecause)]
struct Because {
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
}

/// Assigns a subscription to a tenant
///
/// For operators. The assignment replaces all others, also those that the subscription's own data
/// makes later. It is in the history of every tenant whose subscriptions it changes. The key counts
/// for this tenant and this subscription only: a retry changes nothing, even if the subscription was
/// assigned to another tenant meanwhile, and returns it as it is now.
#[utoipa::path(
    put, path = "/tenants/{tenant}/billing/{subscription}", tag = "Billing",
    operation_id = "assignSubscription",
    params(OfTenant, OfSubscription, Once), request_body = Because,
    responses(
        (status = 200, description = "the subscription is the tenant's", body = BillingListed),
        Guarded, Bodied, Subscribed,
    ),
)]
async fn assign<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    operator: Operator,
    At((tenant, subscription)): At<(String, String)>,
    Body(Because { reason }): Body<Because>,
) -> Answer<BillingListed> {
    let (by, key) = operator.by_and_key(reason)?;
    let store = tenants.store();
    attach_once(store, &subscription, &tenant, &by, &key).await?;
    let billed = store.billed_subscription(&subscription).await?.unwrap_or_default();
    Ok(Json(BillingListed::new(subscription, billed)))
}

/// Lists subscriptions that belong to no tenant, or to one that does not exist
///
/// For operators. They are deleted when they have belonged to nobody for 90 days, unless those of
/// tenants depend on them, or events about them came meanwhile.
#[utoipa::path(
    get, path = "/billing/unassigned", tag = "Billing", operation_id = "listUnassigned",
    params(After),
    responses(
        (status = 200, description = "one page of subscriptions", body = Subscriptions),
        Guarded, Addressed,
    ),
)]
async fn unassigned<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Asked(After { after, limit }): Asked<After>,
) -> Answer<Subscriptions> {
    identity.must_operate()?;
    let page = tenants.store().unassigned(after.as_deref(), at_most(limit)).await?;
    let BillingPage { rows: subscriptions, next, .. } = page;
    Ok(Json(Subscriptions { subscriptions, next }))
}

/// Lists reports of billing systems that were not understood, or not as a whole
///
/// For operators. Those of which nothing is used are kept for 90 days. The reports themselves are
/// not stored.
#[utoipa::path(
    get, path = "/billing/problems", tag = "Billing", operation_id = "listBillingProblems",
    params(After),
    responses(
        (status = 200, description = "one page of reports", body = Problems),
        Guarded, Addressed,
    ),
)]
async fn problems<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Asked(After { after, limit }): Asked<After>,
) -> Answer<Problems> {
    identity.must_operate()?;
    let page = tenants.store().billing_problems(after.as_deref(), at_most(limit)).await?;
    let BillingPage { rows: reports, next, .. } = page;
    Ok(Json(Problems { reports, next }))
}
