//! Whether a tenant may take more of something that is capped.

use crate::contract::{CapState, Limit};
use crate::entitlements::Entitlements;
use crate::facts::Facts;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::policy::validate_facts;
use crate::tiers::Tiers;
use crate::tiers::denial::{CapReachedError, CheckError, TierAccessError};

/// Whether more of a cap may be taken.
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
    /// The identifier of the lowest offered tier that would allow the amount, if it is refused and
    /// there is such a tier.
    pub minimum_tier: Option<String>,
    /// The identifiers of the add-ons of which one more would allow the amount, if it is refused.
    pub add_ons: Vec<String>,
}

impl<F: Facts> Tiers<F> {
    /// Checks whether a tenant that has `used` of a cap in use may take `amount` more, which must
    /// be at least 1.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision: allow nothing then.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>) -> Result<(), tiergate::CheckError> {
    /// let room = tiers.check_cap("acme", "maxNotes", 4, 1).await?;
    /// println!("{}: {:?} left", room.allowed, room.remaining);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn check_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, CheckError> {
        self.entitlements(tenant).await?.check_cap(cap, used, amount)
    }

    /// Returns the decision if a tenant that has `used` of a cap in use may take `amount` more,
    /// which must be at least 1.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] if it may not, with the message to show;
    /// [`TierAccessError::Unavailable`] if there is no decision.
    pub async fn require_cap(
        &self,
        tenant: &str,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError> {
        self.entitlements(tenant).await?.require_cap(cap, used, amount)
    }
}

impl Entitlements {
    /// Checks whether the tenant, with `used` of a cap in use, may take `amount` more, which must
    /// be at least 1.
    ///
    /// # Errors
    ///
    /// [`CheckError::UnknownCap`] if the policy has no such cap; [`CheckError::Policy`] if a number
    /// is out of range or the policy fails.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate::{MemoryFacts, Policy, Tenant, Tiers};
    /// # let file = tiergate_author::build(&tiergate_map::Map::from_json("notes.json", r#"{
    /// #   "name": "notes", "version": "1.0.0",
    /// #   "tiers": [{"id": "free", "label": "Free", "caps": {"maxNotes": 5}}],
    /// #   "defaultTier": "free", "whenMissing": {"tier": "free", "misconfigured": true},
    /// #   "whenUnknown": {"tier": "free", "misconfigured": true}}"#)?)?;
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// # let facts = MemoryFacts::new();
    /// # facts.put("acme", Tenant::new());
    /// # let tiers = Tiers::new(Policy::from_bytes(&file)?, facts);
    /// let entitlements = tiers.entitlements("acme").await?;
    /// assert_eq!(entitlements.check_cap("maxNotes", 4, 1)?.remaining, Some(1));
    /// assert!(!entitlements.check_cap("maxNotes", 4, 2)?.allowed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_cap(&self, cap: &str, used: u64, amount: u64) -> Result<CapDecision, CheckError> {
        let state = self.cap(cap).ok_or_else(|| CheckError::UnknownCap(cap.to_owned()))?.clone();
        validate_facts::check_numbers(&[("used", used), ("amount", amount)])
            .map_err(CallError::from)?;
        validate_facts::check_amount(amount).map_err(CallError::from)?;
        let allowed = state.blocked_at.is_none_or(|block| used + amount <= block);
        let (minimum_tier, add_ons) = match allowed {
            true => (None, Vec::new()),
            false => self.what_helps(cap, used, amount)?,
        };
        Ok(CapDecision {
            allowed,
            warn: state.warn_at.is_some_and(|warn| used >= warn),
            remaining: match state.limit {
                Limit::AtMost(max) => Some(max.saturating_sub(used)),
                Limit::Unlimited => None,
            },
            minimum_tier,
            add_ons,
            state,
        })
    }

    /// Returns the decision if the tenant, with `used` of a cap in use, may take `amount` more,
    /// which must be at least 1.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] if the tenant may not, with the message to show;
    /// [`TierAccessError::Unavailable`] if there is no decision.
    pub fn require_cap(
        &self,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<CapDecision, TierAccessError> {
        let decision = self.check_cap(cap, used, amount)?;
        if decision.allowed {
            return Ok(decision);
        }
        Err(TierAccessError::CapReached(Box::new(CapReachedError {
            message: self.cap_message(
                &decision.state,
                used.saturating_add(amount),
                decision.minimum_tier.as_deref(),
                &decision.add_ons,
            ),
            lapsed: self
                .lapsed()
                .filter(|_| self.would_fit(cap, used.saturating_add(amount)))
                .cloned(),
            state: decision.state,
            used,
            amount,
            tier: self.tier().to_owned(),
            minimum_tier: decision.minimum_tier,
            add_ons: decision.add_ons,
            upgrade_url: self.catalog().upgrade_url.clone(),
        })))
    }

    /// Asks the policy which tier, and which add-ons, would allow what is refused.
    fn what_helps(
        &self,
        cap: &str,
        used: u64,
        amount: u64,
    ) -> Result<(Option<String>, Vec<String>), CheckError> {
        let answer = self.policy().check_cap(self.facts(), cap, used, amount, self.now)?;
        let answer = answer.ok_or_else(|| {
            let text = format!("`check-cap` does not know the cap `{cap}` of the catalog");
            CallError::from(UnavailableError::BadAnswer(text))
        })?;
        Ok((answer.minimum_tier, answer.add_ons))
    }
}
