//! What a session shows of its tenant.

use serde::Serialize;
use tiergate::{Entitlements, Lapsed, Source, Tenant, contract};
use utoipa::ToSchema;

/// The state of a tenant. Of its facts it has what the policy is given: no actor and no reason.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionState)]
pub(crate) struct State {
    /// The tenant.
    tenant: String,
    /// The tenant's facts, with which to ask the policy. Everyone who is signed in for the tenant
    /// sees them, with all attributes: put nothing into an attribute that a member should not see.
    facts: Tenant,
    /// The policy that decides.
    pub(crate) policy: PolicyAt,
    /// What the policy decided at the server.
    entitlements: contract::Entitlements,
    /// The plan that ended because it was not paid for, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    lapsed: Option<Lapsed>,
    /// The revision of the facts.
    pub(crate) revision: u64,
}

/// The policy that decides, and the address of its file.
#[derive(Serialize, ToSchema)]
pub(crate) struct PolicyAt {
    /// The policy's digest.
    pub(crate) digest: String,
    /// The address of the policy's file. The file at an address never changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    url: Option<String>,
}

impl State {
    pub(crate) fn of(tenant: &str, entitlements: &Entitlements) -> Self {
        Self {
            tenant: tenant.to_owned(),
            facts: without_products(entitlements),
            policy: PolicyAt { digest: entitlements.policy().digest().to_owned(), url: None },
            entitlements: entitlements.to_contract(),
            lapsed: entitlements.lapsed().cloned(),
            revision: entitlements.revision(),
        }
    }

    /// Sets the address of the policy's file, which is below the same prefix.
    pub(crate) fn beside(mut self, prefix: &str) -> Self {
        self.policy.url = Some(format!("{prefix}/policies/{}.wasm", self.policy.digest));
        self
    }
}

/// What a plan begins with that names a product which the policy does not know.
pub(crate) const PRODUCT: &str = "product:";

/// Returns the facts without identifiers of the billing system: the products that the policy does
/// not know are numbered. The numbers keep their order, so the policy answers the same.
fn without_products(entitlements: &Entitlements) -> Tenant {
    let mut facts = entitlements.facts().clone();
    let is_unknown = |plan: &String| plan.starts_with(PRODUCT);
    let from_billing = |it: &&mut tiergate::Assignment| it.source == Source::Billing;
    let mut plans: Vec<&mut String> = facts
        .assignments
        .iter_mut()
        .filter(from_billing)
        .filter_map(|it| it.plan.as_mut())
        .filter(|plan| is_unknown(plan))
        .collect();
    plans.sort();
    for (number, plan) in plans.into_iter().enumerate() {
        *plan = format!("{PRODUCT}{number:06}");
    }
    facts
}

/// Returns a tag for a value, the same at every server: half of the digest of its JSON.
pub(crate) fn tag(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut tag = tiergate::digest(&serde_json::to_vec(value)?);
    tag.truncate(32);
    Ok(tag)
}
