//! Listing tenants: all of them, or those on a tier, from a source, or misconfigured.

use crate::api::answer::{Answer, at_most};
use crate::auth::identity::Identity;
use crate::extract::Asked;
use crate::responses::{Addressed, Guarded};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tiergate::Resolution;
use tiergate_store::{
    DecidedBy, Filter, Found, Page, PastDue, Resolved, Search, Store, Stored, Tenants,
};
use utoipa::{IntoParams, ToSchema};

/// Which tenants.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Find {
    /// Only tenants whose identifiers begin with this.
    #[serde(default)]
    prefix: String,
    /// Only tenants whose identifiers or labels contain this, in upper or lower case.
    search: Option<String>,
    /// Only tenants after this one: the `next` of the previous page.
    after: Option<String>,
    /// The most tenants to return, up to 1,000; defaults to 100.
    #[param(format = Int64, maximum = 4_294_967_295_u64)]
    limit: Option<u32>,
    /// Only tenants that are on this tier now.
    tier: Option<String>,
    /// Only tenants whose tier is now decided by this source.
    #[param(inline)]
    source: Option<DecidedBy>,
    /// Only tenants that are, or are not, misconfigured: on a plan or in an edition that the policy
    /// does not know, or without any.
    misconfigured: Option<bool>,
    /// Only tenants that have, or do not have, a plan from billing that is past due, or ended because
    /// of that.
    past_due: Option<bool>,
}

/// A tenant of a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedTenant)]
pub(crate) struct Listed {
    #[serde(flatten)]
    stored: Stored,
    /// The tenant's tier, if the request has `tier`, `source`, `misconfigured` or `pastDue`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    resolution: Option<Resolution>,
    /// What of billing is past due, if the request has one of these, and anything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    past_due: Option<PastDue>,
}

/// Some of the tenants.
#[derive(Serialize, ToSchema)]
pub(crate) struct Listing {
    /// The tenants, in byte order of their identifiers; with `search`, first those whose identifiers
    /// begin with it.
    tenants: Vec<Listed>,
    /// The value of `after` for the next page; absent if these are the last tenants. A page may
    /// have fewer tenants than `limit`, or none, and still have a `next`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
    /// How many of the tenants that were looked at the policy gives no answer for; absent if the
    /// policy was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unanswered: Option<u64>,
}

impl Find {
    fn filter(&self) -> Filter {
        let Self { tier, source, misconfigured, past_due, .. } = self;
        let (source, misconfigured, past_due) = (*source, *misconfigured, *past_due);
        Filter { tier: tier.clone(), source, misconfigured, past_due }
    }
}

impl From<Page> for Listing {
    fn from(Page { tenants, next, .. }: Page) -> Self {
        let listed = |stored| Listed { stored, resolution: None, past_due: None };
        Self { tenants: tenants.into_iter().map(listed).collect(), next, unanswered: None }
    }
}

impl From<Found> for Listing {
    fn from(Found { tenants, next, unanswered, .. }: Found) -> Self {
        let listed =
            |Resolved { stored, resolution, past_due, .. }| Listed { stored, resolution, past_due };
        let tenants = tenants.into_iter().map(listed).collect();
        Self { tenants, next, unanswered: Some(unanswered) }
    }
}

/// Lists tenants, in byte order of their identifiers
///
/// For operators. With `tier`, `source`, `misconfigured` or `pastDue` the policy is asked about each tenant:
/// one request looks at no more than 10,000 tenants, and `next` continues from there.
#[utoipa::path(
    get, path = "/tenants", tag = "Tenants", operation_id = "listTenants",
    params(Find),
    responses(
        (status = 200, description = "one page of tenants", body = Listing),
        Guarded, Addressed,
    ),
)]
pub(crate) async fn list<S: Store>(
    State(tenants): State<Tenants<S>>,
    identity: Identity,
    Asked(find): Asked<Find>,
) -> Answer<Listing> {
    identity.must_operate()?;
    let (filter, limit) = (find.filter(), at_most(find.limit));
    let search = Search { prefix: find.prefix, part: find.search, after: find.after, limit };
    if filter.is_empty() {
        return Ok(Json(tenants.store().list(&search).await?.into()));
    }
    Ok(Json(tenants.find(&search, &filter).await?.into()))
}
