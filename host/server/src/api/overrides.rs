//! What operators grant in addition to tiers, and what a tenant's own admin may switch off.

use crate::api::answer::Answer;
use crate::api::reason::Why;
use crate::api::write_rate::OwnWrites;
use crate::api::writer::{Operator, Writing};
use crate::error::ApiError;
use crate::extract::{At, Body};
use crate::responses::{Bodied, Guarded, Keyed, OfId, OfTenant, Rated, Tenanted, Unwritten};
use crate::safe_integer::{Moment, SafeInteger};
use axum::extract::State;
use axum::{Extension, Json};
use serde::Deserialize;
use tiergate::{Limit, Switcher};
use tiergate_store::{By, Change, Store, Tenants, Written};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of add-ons, features and caps.
pub(crate) fn routes<S: Store>() -> OpenApiRouter<Tenants<S>> {
    // `routes!` takes only names, so each handler of this store has one here.
    let (give, take, switch, unswitch) = (give::<S>, take::<S>, switch::<S>, unswitch::<S>);
    let (set_cap, unset_cap) = (set_cap::<S>, unset_cap::<S>);
    OpenApiRouter::default()
        .routes(routes!(give, take))
        .routes(routes!(switch, unswitch))
        .routes(routes!(set_cap, unset_cap))
}

/// The end of a grant, and its reason.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Given {
    /// How many of it; defaults to 1.
    #[serde(default = "one")]
    #[schema(value_type = u64, default = 1, minimum = 1, maximum = 9_007_199_254_740_991u64)]
    quantity: SafeInteger,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// When the add-on ends, in seconds since 1970; if absent, it never ends.
    until: Option<Moment>,
}

fn one() -> SafeInteger {
    SafeInteger(1)
}

/// Gives a tenant an add-on
///
/// For operators. The add-on ends at `until`, or never.
#[utoipa::path(
    put, path = "/tenants/{tenant}/add-ons/{id}", tag = "Overrides", operation_id = "giveAddOn",
    params(OfTenant, OfId, Keyed), request_body = Given,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn give<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At((tenant, add_on)): At<(String, String)>,
    Body(Given { quantity, reason, until }): Body<Given>,
) -> Answer<Written> {
    let (quantity, expires_at) = (quantity.0, until.map(u64::from));
    let change = Change::GiveAddOn { add_on, quantity, expires_at };
    Ok(Json(tenants.write(&tenant, change, &operator.by(reason)).await?))
}

/// Ends an add-on that an operator gave
///
/// For operators. An add-on that is paid for stays.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/add-ons/{id}", tag = "Overrides", operation_id = "takeAddOn",
    params(OfTenant, OfId, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn take<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At((tenant, add_on)): At<(String, String)>,
    Why(reason): Why,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.write(&tenant, Change::TakeAddOn { add_on }, &by).await?))
}

/// Whether to switch a feature on or off.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Switched {
    /// `true` switches the feature on, `false` switches it off.
    enabled: bool,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// When the switch ends, in seconds since 1970; if absent, it never ends.
    until: Option<Moment>,
}

/// Switches a feature off or on for a tenant
///
/// For operators, and for the tenant's own admin, who can only switch a feature off: by default 10
/// times at once, and then once every 6 seconds, with a reason of at most 200 bytes.
#[utoipa::path(
    put, path = "/tenants/{tenant}/features/{id}", tag = "Overrides",
    operation_id = "switchFeature",
    params(OfTenant, OfId, Keyed), request_body = Switched,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten, Rated,
    ),
)]
async fn switch<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    Extension(rate): Extension<OwnWrites>,
    At((tenant, feature)): At<(String, String)>,
    Body(Switched { enabled, reason, until }): Body<Switched>,
) -> Answer<Written> {
    let (by, who) = switcher(writing, &tenant, reason, &rate)?;
    if enabled && by == Switcher::Tenant {
        return Err(ApiError::Forbidden("a tenant's own admin can only switch off"));
    }
    let change = Change::SwitchFeature { feature, enabled, by, expires_at: until.map(u64::from) };
    Ok(Json(tenants.write(&tenant, change, &who).await?))
}

/// Removes a switch, so that the plan decides again
///
/// For operators, and for the tenant's own admin: each can remove only their own switch. For the
/// admin's rate limit it counts like switching off.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/features/{id}", tag = "Overrides",
    operation_id = "unswitchFeature",
    params(OfTenant, OfId, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten, Rated,
    ),
)]
async fn unswitch<S: Store>(
    State(tenants): State<Tenants<S>>,
    writing: Writing,
    Extension(rate): Extension<OwnWrites>,
    At((tenant, feature)): At<(String, String)>,
    Why(reason): Why,
) -> Answer<Written> {
    let (by, who) = switcher(writing, &tenant, reason, &rate)?;
    Ok(Json(tenants.write(&tenant, Change::UnswitchFeature { feature, by }, &who).await?))
}

/// A cap to set.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Limited {
    /// The limit.
    limit: Limit,
    /// The reason, for those who read the history.
    #[schema(max_length = 4_000)]
    reason: Option<String>,
    /// When the limit ends, in seconds since 1970; if absent, it never ends.
    until: Option<Moment>,
}

/// Sets a tenant's own limit for a cap
///
/// For operators. It overrides the limit that is paid for.
#[utoipa::path(
    put, path = "/tenants/{tenant}/caps/{id}", tag = "Overrides", operation_id = "setCap",
    params(OfTenant, OfId, Keyed), request_body = Limited,
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Bodied, Tenanted, Unwritten,
    ),
)]
async fn set_cap<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At((tenant, cap)): At<(String, String)>,
    Body(Limited { limit, reason, until }): Body<Limited>,
) -> Answer<Written> {
    let change = Change::SetCap { cap, limit, expires_at: until.map(u64::from) };
    Ok(Json(tenants.write(&tenant, change, &operator.by(reason)).await?))
}

/// Removes a limit that an operator set
///
/// For operators. The limit that is paid for, or that of the plan, applies again.
#[utoipa::path(
    delete, path = "/tenants/{tenant}/caps/{id}", tag = "Overrides", operation_id = "unsetCap",
    params(OfTenant, OfId, Why, Keyed),
    responses(
        (status = 200, description = "the change was applied", body = Written),
        Guarded, Tenanted, Unwritten,
    ),
)]
async fn unset_cap<S: Store>(
    State(tenants): State<Tenants<S>>,
    operator: Operator,
    At((tenant, cap)): At<(String, String)>,
    Why(reason): Why,
) -> Answer<Written> {
    let by = operator.by(reason);
    Ok(Json(tenants.write(&tenant, Change::UnsetCap { cap }, &by).await?))
}

/// How many bytes the reason of a tenant's own admin may have: a sentence or two. What the admin
/// writes stays in the history for good.
const OWN_REASON: usize = 200;

/// Returns who switches a feature: an operator, or the tenant's own admin.
fn switcher(
    writing: Writing,
    tenant: &str,
    reason: Option<String>,
    rate: &OwnWrites,
) -> Result<(Switcher, By), ApiError> {
    if writing.is_operator() {
        return Ok((Switcher::Operator, writing.looking_after(tenant, reason)?));
    }
    if reason.as_ref().is_some_and(|reason| reason.len() > OWN_REASON) {
        return Err(ApiError::LongReason { most: OWN_REASON });
    }
    let by = writing.looking_after(tenant, reason)?;
    rate.count(tenant)?;
    Ok((Switcher::Tenant, by))
}
