//! Whether a tenant may take more of what is capped.

use crate::contract::{CapState, Limit};
use crate::entitlements::Entitlements;
use crate::facts::Facts;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::policy::validate_facts;
use crate::tiers::Tiers;
use crate::tiers::denial::{CapReachedError, CheckError, TierAccessError};

/// Whether more of something may be taken.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CapDecision {
    /// What the cap comes to.
    pub state: CapState,
    /// Whether the amount may be taken.
    pub allowed: bool,
    /// Whether what is in use already is to be warned of.
    pub warn: bool,
    /// The limit less what is in use, not below 0; none: unlimited.
    pub remaining: Option<u64>,
    /// Where it is refused, the identifier of the lowest offered tier at which it would
    /// be allowed.
    pub minimum_tier: Option<String>,
}

impl<F: Facts> Tiers<F> {
    /// Whether one more may be taken of something of which `used` is in use.
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision: let nobody through.
    pub async fn check_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
    ) -> Result<CapDecision, CheckError> {
        self.check_cap_amount(tenant, cap, used, 1).await
    }

    /// Whether `amount` more, at least 1, may be taken.
    ///
    /// # Errors
    ///
    /// [`CheckError`] where there is no decision: let nobody through.
    pub async fn check_cap_amount(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, CheckError> {
        let entitlements = self.entitlements(tenant).await?;
        self.check_cap_of(&entitlements, cap, used, amount)
    }

    /// Lets a tenant through that may take `amount` more of something.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] where it may not, with the words to show;
    /// [`TierAccessError::Unavailable`] where there is no decision.
    pub async fn require_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError> {
        self.require_cap_of(&self.entitlements(tenant).await?, cap, used, amount)
    }

    /// The same of entitlements that are known: by their policy and facts.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] where the tenant may not;
    /// [`TierAccessError::Unavailable`] where there is no decision.
    pub fn require_cap_of(
        &self,
        entitlements: &Entitlements,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError> {
        let decision = self.check_cap_of(entitlements, cap, used, amount)?;
        if decision.allowed {
            return Ok(decision);
        }
        Err(TierAccessError::CapReached(Box::new(CapReachedError {
            message: entitlements.cap_message(&decision.state, decision.minimum_tier.as_deref()),
            state: decision.state,
            used,
            amount,
            tier: entitlements.tier().to_owned(),
            minimum_tier: decision.minimum_tier,
            upgrade_url: entitlements.catalog().upgrade_url.clone(),
        })))
    }

    /// The same of entitlements that are known: by their policy and facts.
    ///
    /// # Errors
    ///
    /// [`CheckError::UnknownCap`] where the policy has no such cap; [`CheckError::Policy`] where
    /// the numbers are no good or the policy fails.
    pub fn check_cap_of(
        &self,
        entitlements: &Entitlements,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, CheckError> {
        let state = entitlements.cap(cap);
        let state = state.ok_or_else(|| CheckError::UnknownCap(cap.to_owned()))?.clone();
        validate_facts::check_numbers(&[("used", used), ("amount", amount)])
            .map_err(CallError::from)?;
        validate_facts::check_amount(amount).map_err(CallError::from)?;
        let allowed = state.blocked_at.is_none_or(|block| used + amount <= block);
        let mut decision = CapDecision {
            allowed,
            warn: state.warn_at.is_some_and(|warn| used >= warn),
            remaining: match state.limit {
                Limit::AtMost(max) => Some(max.saturating_sub(used)),
                Limit::Unlimited => None,
            },
            minimum_tier: None,
            state,
        };
        if !allowed {
            decision.minimum_tier = self.minimum_tier(entitlements, cap, used, amount)?;
        }
        Ok(decision)
    }

    /// Asks the policy what tier would allow what was refused.
    fn minimum_tier(
        &self,
        entitlements: &Entitlements,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<Option<String>, CheckError> {
        let computed = &entitlements.computed;
        let now = self.now();
        let answer = computed.policy.check_cap(&computed.facts, cap, used, amount, now)?;
        let answer = answer.ok_or_else(|| {
            let text = format!("`check-cap` does not know the cap `{cap}` of the catalog");
            CallError::from(UnavailableError::BadAnswer(text))
        })?;
        Ok(answer.minimum_tier)
    }
}
