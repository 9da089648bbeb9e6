//! Everything that is stored about a tenant, and what a policy receives of it.

use crate::contract::{Giver, Source, Subscription, Tenant};
use crate::facts::entitled;
use crate::policy::Policy;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::policy::validate_facts::{self, InvalidFactsError};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Everything that is stored about a tenant: the contract's facts, and its subscriptions as the
/// billing system has them.
///
/// Whenever the tenant's entitlements are computed, the policy that decides says what the
/// subscriptions amount to. So another policy, or one with other rules for billing, decides at once,
/// and nothing needs to be written again.
///
/// # Examples
///
/// ```
/// use tiergate::{Tenant, TenantFacts};
///
/// let facts = TenantFacts::from(Tenant::new());
/// assert_eq!(facts.subscriptions, None);
/// assert!(facts.check().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenantFacts {
    /// The contract's facts. If subscriptions are known, those from billing do not count.
    #[serde(flatten)]
    pub tenant: Tenant,
    /// All of the tenant's subscriptions; absent until the first one is known, and until then an
    /// imported plan is all that billing says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub subscriptions: Option<Vec<Subscription>>,
}

impl TenantFacts {
    /// Checks whether the facts keep the contract's rules.
    ///
    /// # Errors
    ///
    /// [`InvalidFactsError`] if they do not.
    pub fn check(&self) -> Result<(), InvalidFactsError> {
        self.tenant.check()?;
        validate_facts::check_subscriptions(self.subscriptions.as_deref().unwrap_or_default())
    }

    /// Returns the subscriptions that a policy receives: of those that stand for a customer's
    /// [entitlements](crate::ENTITLEMENTS_ID_PREFIX) only the items that the policy lists. `None` if none was
    /// ever known.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the subscriptions break the contract's rules or the policy fails.
    pub fn subscriptions_for(
        &self,
        policy: &Policy,
    ) -> Result<Option<Cow<'_, [Subscription]>>, CallError> {
        self.subscriptions.as_deref().map(|all| entitled::listed(policy, all)).transpose()
    }

    /// Returns what a policy receives: the contract's facts, in which what the subscriptions amount
    /// to by this policy takes the place of everything from billing.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the subscriptions break the contract's rules or the policy fails.
    pub fn as_billed_by(&self, policy: &Policy) -> Result<Cow<'_, Tenant>, CallError> {
        let Some(subscriptions) = self.subscriptions_for(policy)? else {
            return Ok(Cow::Borrowed(&self.tenant));
        };
        let effect = policy.on_billing(&subscriptions)?;
        let mut tenant = self.tenant.clone();
        tenant.assignments.retain(|it| it.source != Source::Billing);
        tenant.assignments.extend(effect.assignments);
        tenant.add_ons.retain(|held| held.giver != Giver::Billing);
        tenant.add_ons.extend(effect.add_ons);
        tenant.caps.retain(|held| held.giver != Giver::Billing);
        tenant.caps.extend(effect.caps);
        match tenant.check() {
            Ok(()) => Ok(Cow::Owned(tenant)),
            Err(error) => {
                let text = format!("`on-billing` gives facts that break the contract: {error}");
                Err(UnavailableError::BadAnswer(text).into())
            }
        }
    }
}

impl From<Tenant> for TenantFacts {
    fn from(tenant: Tenant) -> Self {
        Self { tenant, subscriptions: None }
    }
}
