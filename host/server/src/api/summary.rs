//! Counts for those who look after all tenants.

use crate::api::answer::Answer;
use crate::auth::identity::Identity;
use crate::metrics::background::Background;
use crate::responses::Guarded;
use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tiergate::Timestamp;
use tiergate_store::{Backend, DecidingPolicy, SqlStore, Tenants};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The route of counts, for operators.
pub(crate) fn routes<DB: Backend>() -> OpenApiRouter<Tenants<SqlStore<DB>>> {
    // `routes!` takes only names, so the handler of this store has one here.
    let summary = summary::<DB>;
    OpenApiRouter::default().routes(routes!(summary))
}

/// How long after unassigned subscriptions were counted they are counted again: each are looked at.
const UNASSIGNED: Duration = Duration::from_secs(10);

/// What is counted in the background, because it takes long.
#[derive(Clone)]
pub(crate) struct Census {
    asked: Arc<Background<Asked>>,
    unassigned: Arc<Background<u64>>,
}

impl Default for Census {
    fn default() -> Self {
        let unassigned = Arc::new(Background::with_pause(UNASSIGNED));
        Self { asked: Arc::default(), unassigned }
    }
}

/// What the policy answers about all tenants.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AskedTenants)]
struct Asked {
    /// How many are misconfigured.
    misconfigured: u64,
    /// How many have a plan from billing that is past due, or ended because of that.
    past_due: u64,
    /// How many have a policy that gives no answer.
    unanswered: u64,
    /// When they were counted, in seconds since 1970.
    at: Timestamp,
}

/// Counts of what an operator looks after.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Summary {
    /// How many tenants there are.
    tenants: u64,
    /// How many policies are published.
    policies: u64,
    /// How many subscriptions belong to no tenant, as of the last 10 seconds; absent before the first
    /// count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unassigned: Option<u64>,
    /// The active policy, by which this server decides.
    policy: DecidingPolicy,
    /// What the policy answers about all tenants, as of the last count; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    asked: Option<Asked>,
}

/// Returns counts of tenants, policies and subscriptions without a tenant
///
/// For operators. What the policy must be asked about each tenant for is counted in the background, at
/// most every 5 minutes: the first request begins that.
#[utoipa::path(
    get, path = "/summary", tag = "Tenants", operation_id = "summary",
    responses((status = 200, description = "the counts", body = Summary), Guarded),
)]
async fn summary<DB: Backend>(
    State(tenants): State<Tenants<SqlStore<DB>>>,
    identity: Identity,
    Extension(census): Extension<Census>,
) -> Answer<Summary> {
    identity.must_operate()?;
    let counted = tenants.clone();
    let asked = census.asked.last(async move {
        match counted.census().await {
            Ok(it) => Some(Asked {
                misconfigured: it.misconfigured,
                past_due: it.past_due,
                unanswered: it.unanswered,
                at: counted.tiers().now(),
            }),
            Err(error) => {
                tracing::warn!(%error, "tenants cannot be counted");
                None
            }
        }
    });
    let store = tenants.store().clone();
    let unassigned = census
        .unassigned
        .last(async move { store.billing_counts().await.ok().map(|it| it.unassigned) });
    let counts = tenants.store().counts().await?;
    Ok(Json(Summary {
        tenants: counts.tenants,
        policies: counts.policies,
        unassigned,
        policy: DecidingPolicy::active(&tenants.tiers().policy()),
        asked,
    }))
}
