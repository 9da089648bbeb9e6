//! Checks over HTTP, for services in any language.

use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::extract::{Asked, At, Body};
use crate::gate::unknown::{self, Kind};
use crate::metrics::layer::Checks;
use crate::metrics::outcome::Outcome;
use crate::responses::{Bodied, Capped, Current, Guarded, OfTenant, Tenanted};
use crate::safe_integer::SafeInteger;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tiergate::contract::{CapState, Decision};
use tiergate::{CheckError, Entitlements, Facts, Policy, Reason, Tiers};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes that check.
pub(crate) fn routes<F: Facts>() -> OpenApiRouter<Tiers<F>> {
    // `routes!` takes only names, so each handler of these facts has one here.
    let (check, check_cap, entitlements) = (check::<F>, check_cap::<F>, entitlements::<F>);
    OpenApiRouter::default()
        .routes(routes!(check))
        .routes(routes!(check_cap))
        .routes(routes!(entitlements))
}

/// A question: whether the tenant may use a feature.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Question {
    /// The feature.
    pub(crate) feature: String,
    /// The lowest revision of the tenant's facts that is acceptable.
    #[serde(default)]
    pub(crate) at_least: SafeInteger,
}

/// A question: whether the tenant may use more of a cap.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CapQuestion {
    /// The cap.
    cap: String,
    /// How much is in use.
    used: SafeInteger,
    /// How much more the tenant would use; defaults to 1.
    #[serde(default = "one")]
    #[schema(value_type = u64, minimum = 1, maximum = 9_007_199_254_740_991_u64)]
    amount: SafeInteger,
    /// The lowest revision of the tenant's facts that is acceptable.
    #[serde(default)]
    at_least: SafeInteger,
}

fn one() -> SafeInteger {
    SafeInteger(1)
}

/// What an answer is based on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct By {
    /// The tenant.
    tenant: String,
    /// The revision of the tenant's facts.
    revision: u64,
    /// The digest of the policy.
    digest: String,
    /// Whether the facts may have changed since.
    stale: bool,
}

impl By {
    fn of(tenant: &str, entitlements: &Entitlements) -> Self {
        Self {
            tenant: tenant.to_owned(),
            revision: entitlements.revision(),
            digest: entitlements.policy().digest().to_owned(),
            stale: entitlements.is_stale(),
        }
    }
}

/// The answer: whether the tenant may use the feature.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// Whether the tenant may use the feature, and why.
    pub(crate) decision: Decision,
    /// A sentence to show if the feature is denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    message: Option<String>,
    #[serde(flatten)]
    by: By,
}

/// The answer: whether the tenant may use more of the cap.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CapAnswer {
    /// The cap's limit, and from which use on it warns and blocks.
    state: CapState,
    /// Whether the amount may be used.
    allowed: bool,
    /// Whether to warn about how much is already in use.
    warn: bool,
    /// The limit minus what is in use; absent if it is unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    remaining: Option<u64>,
    /// The lowest offered tier at which the amount would be allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    minimum_tier: Option<String>,
    /// If the amount is refused, the add-ons of which one more would allow it.
    add_ons: Vec<String>,
    #[serde(flatten)]
    by: By,
}

/// The answer: everything that the tenant may do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AllAnswer {
    /// The tenant's tier, features, caps and add-ons.
    entitlements: tiergate::contract::Entitlements,
    #[serde(flatten)]
    by: By,
}

/// Checks whether a tenant may use a feature
///
/// For operators and services, and for anyone about their own tenant. A feature that the policy
/// does not have is denied.
#[utoipa::path(
    post, path = "/tenants/{tenant}/check", tag = "Checks", operation_id = "check",
    params(OfTenant), request_body = Question,
    responses(
        (status = 200, description = "whether the tenant may use it, and why", body = Answer),
        Guarded, Bodied, Tenanted, Current,
    ),
)]
async fn check<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    checks: Checks,
    At(tenant): At<String>,
    Body(question): Body<Question>,
) -> Result<Json<Answer>, ApiError> {
    let Question { feature, at_least } = question;
    let entitled = entitled(&tiers, &tiers.policy(), &identity, &tenant, at_least.0).await;
    let answer = entitled.map(|it| Answer::of(&tenant, &it, &feature));
    checks.count_answer(answer, |it| Outcome::of_decision(&it.decision)).map(Json)
}

/// Returns what a tenant may do, if the caller is allowed to ask about it.
pub(crate) async fn entitled<F: Facts>(
    tiers: &Tiers<F>,
    policy: &Policy,
    identity: &Identity,
    tenant: &str,
    at_least: u64,
) -> Result<Entitlements, ApiError> {
    identity.must_read(tenant)?;
    Ok(tiers.at_least_by(policy, tenant, at_least).await?)
}

impl Answer {
    pub(crate) fn of(tenant: &str, entitlements: &Entitlements, feature: &str) -> Self {
        let decision = entitlements.feature(feature);
        if decision.reason == Reason::UnknownFeature {
            unknown::asked(Kind::Feature, feature);
        }
        let message = decision.message();
        let by = By::of(tenant, entitlements);
        Self { decision: Decision::clone(&decision), message, by }
    }
}

/// Checks whether a tenant may use more of a cap
///
/// For operators and services, and for anyone about their own tenant.
#[utoipa::path(
    post, path = "/tenants/{tenant}/check-cap", tag = "Checks", operation_id = "checkCap",
    params(OfTenant), request_body = CapQuestion,
    responses(
        (status = 200, description = "whether it may, and what is left", body = CapAnswer),
        Guarded, Bodied, Capped, Current,
    ),
)]
async fn check_cap<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    checks: Checks,
    At(tenant): At<String>,
    Body(question): Body<CapQuestion>,
) -> Result<Json<CapAnswer>, ApiError> {
    let answer = cap_answer(&tiers, &identity, &tenant, &question).await;
    checks.count_answer(answer, |it| Outcome::of_answer(it.allowed)).map(Json)
}

async fn cap_answer<F: Facts>(
    tiers: &Tiers<F>,
    identity: &Identity,
    tenant: &str,
    question: &CapQuestion,
) -> Result<CapAnswer, ApiError> {
    let at_least = question.at_least.0;
    let entitlements = entitled(tiers, &tiers.policy(), identity, tenant, at_least).await?;
    let CapQuestion { cap, used, amount, .. } = question;
    let decision = entitlements.check_cap(cap, used.0, amount.0).inspect_err(|error| {
        if matches!(error, CheckError::UnknownCap(_)) {
            unknown::asked(Kind::Cap, cap);
        }
    })?;
    Ok(CapAnswer {
        state: decision.state,
        allowed: decision.allowed,
        warn: decision.warn,
        remaining: decision.remaining,
        minimum_tier: decision.minimum_tier,
        add_ons: decision.add_ons,
        by: By::of(tenant, &entitlements),
    })
}

/// The query of a request for everything that a tenant may do.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Least {
    /// The lowest revision of the tenant's facts that is acceptable.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) at_least: SafeInteger,
}

/// Returns everything that a tenant may do
///
/// For operators and services, and for anyone about their own tenant.
#[utoipa::path(
    get, path = "/tenants/{tenant}/entitlements", tag = "Checks", operation_id = "entitlements",
    params(OfTenant, Least),
    responses(
        (status = 200, description = "the tenant's entitlements", body = AllAnswer),
        Guarded, Tenanted, Current,
    ),
)]
async fn entitlements<F: Facts>(
    State(tiers): State<Tiers<F>>,
    identity: Identity,
    At(tenant): At<String>,
    Asked(Least { at_least }): Asked<Least>,
) -> Result<Json<AllAnswer>, ApiError> {
    let entitlements = entitled(&tiers, &tiers.policy(), &identity, &tenant, at_least.0).await?;
    let by = By::of(&tenant, &entitlements);
    Ok(Json(AllAnswer { entitlements: entitlements.to_contract(), by }))
}
