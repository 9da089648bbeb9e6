//! Whether a tenant may take more of something that is capped.

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
    /// The cap's state.
    pub state: CapState,
    /// Whether the amount may be taken.
    pub allowed: bool,
    /// Whether to warn about what is in use already.
    pub warn: bool,
    /// The limit less what is in use, at least 0; `None` if the cap is unlimited.
    pub remaining: Option<u64>,
    /// If it is refused, the identifier of the lowest offered tier at which it would be allowed.
    pub minimum_tier: Option<String>,
}

impl<F: Facts> Tiers<F> {
    /// Checks whether one more may be taken, with `used` in use.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision: allow nothing then.
    pub async fn check_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
    ) -> Result<CapDecision, CheckError> {
        self.check_cap_amount(tenant, cap, used, 1).await
    }

    /// Checks whether `amount` more, at least 1, may be taken.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision: allow nothing then.
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

    /// Returns `Ok` if the tenant may take `amount` more.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] if the tenant may not, with the message to show;
    /// [`TierAccessError::Unavailable`] if there is no decision.
    pub async fn require_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError> {
        self.require_cap_of(&self.entitlements(tenant).await?, cap, used, amount)
    }

    /// Decides as [`require_cap`](Self::require_cap), by the policy and the facts of these
    /// entitlements.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] if the tenant may not; [`TierAccessError::Unavailable`] if
    /// there is no decision.
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

    /// Decides as [`check_cap_amount`](Self::check_cap_amount), by the policy and the facts of
    /// these entitlements.
    ///
    /// # Errors
    ///
    /// [`CheckError::UnknownCap`] if the policy has no such cap; [`CheckError::Policy`] if the
    /// numbers are not valid or the policy fails.
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

    /// Asks the policy which tier would allow what was refused.
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
