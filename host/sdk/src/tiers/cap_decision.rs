//! Whether a tenant may take more of something that is capped.

use crate::contract::{CapState, Limit};
use crate::entitlements::Entitlements;
use crate::facts::Facts;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::policy::validate_facts;
use crate::record::decided::Answer;
use crate::tiers::Tiers;
use crate::tiers::access_error::{CapReachedError, CheckError, TierAccessError};
use std::sync::Arc;

/// Whether more of a cap may be taken.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tiers = tiers()?;
/// let room = tiers.check_cap("acme", "maxNotes", 85, 20).await?;
/// assert!(!room.allowed && room.warn);
/// assert_eq!(room.remaining, Some(15));
/// assert_eq!(room.minimum_tier, None); // the next tier is not offered
/// # Ok(()) }
/// ```
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
    /// there is such a tier; `None` also if the policy gives no answer about that.
    pub minimum_tier: Option<String>,
    /// The identifiers of the add-ons of which one more would allow the amount, if it is refused.
    pub add_ons: Vec<String>,
}

/// Whether an amount of a cap may be taken.
pub(crate) struct Room<'a> {
    /// The cap's position in the catalog.
    at: usize,
    pub(crate) state: &'a Arc<CapState>,
    pub(crate) allowed: bool,
    pub(crate) warn: bool,
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
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let room = tiers.check_cap("acme", "maxNotes", 4, 1).await?;
    /// assert!(room.allowed);
    /// assert_eq!(room.remaining, Some(96));
    /// # Ok(()) }
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
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// assert!(tiers.require_cap("acme", "maxNotes", 4, 1).await.is_ok());
    /// let error = tiers.require_cap("acme", "maxNotes", 100, 1).await.unwrap_err();
    /// assert_eq!(error.to_string(), "This would go past your limit of 100 notes. Add Assistant.");
    /// # Ok(()) }
    /// ```
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
    /// be at least 1. If the tiers have a [log](crate::TiersBuilder::decision_log), the decision is
    /// recorded.
    ///
    /// # Errors
    ///
    /// [`CheckError::UnknownCap`] if the policy has no such cap; [`CheckError::Policy`] if a number
    /// is out of range.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?;
    /// assert_eq!(acme.check_cap("maxNotes", 4, 1)?.remaining, Some(96));
    /// assert!(!acme.check_cap("maxNotes", 4, 97)?.allowed);
    /// # Ok(()) }
    /// ```
    pub fn check_cap(&self, cap: &str, used: u64, amount: u64) -> Result<CapDecision, CheckError> {
        let Room { at, state, allowed, warn } = self.room(cap, used, amount)?;
        self.record(Answer::Cap { at, used, amount, allowed, warn });
        let (minimum_tier, add_ons) = match allowed {
            true => (None, Vec::new()),
            false => self.what_helps(cap, used, amount),
        };
        Ok(CapDecision {
            allowed,
            warn,
            remaining: match state.limit {
                Limit::AtMost(max) => Some(max.saturating_sub(used)),
                Limit::Unlimited => None,
            },
            minimum_tier,
            add_ons,
            state: CapState::clone(state),
        })
    }

    /// Returns whether an amount may be taken, without what would help. Nothing is recorded.
    pub(crate) fn room(&self, cap: &str, used: u64, amount: u64) -> Result<Room<'_>, CheckError> {
        let known = self.computed.policy.cap(cap);
        let known = known.and_then(|at| Some((at, self.computed.caps.get(at)?)));
        let (at, state) = known.ok_or_else(|| CheckError::UnknownCap(cap.to_owned()))?;
        validate_facts::check_numbers(&[("used", used), ("amount", amount)])
            .map_err(CallError::from)?;
        validate_facts::check_amount(amount).map_err(CallError::from)?;
        let allowed = state.blocked_at.is_none_or(|block| used + amount <= block);
        Ok(Room { at, state, allowed, warn: state.warn_at.is_some_and(|warn| used >= warn) })
    }

    /// Returns the decision if the tenant, with `used` of a cap in use, may take `amount` more,
    /// which must be at least 1.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::CapReached`] if the tenant may not, with the message to show;
    /// [`TierAccessError::Unavailable`] if there is no decision.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?;
    /// assert!(acme.require_cap("maxNotes", 4, 96).is_ok());
    /// assert!(acme.require_cap("maxNotes", 4, 97).is_err());
    /// # Ok(()) }
    /// ```
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

    /// Asks the policy which tier, and which add-ons, would allow what is refused. A policy that
    /// fails, or may take long, changes nothing of the refusal.
    fn what_helps(&self, cap: &str, used: u64, amount: u64) -> (Option<String>, Vec<String>) {
        if self.computed.is_unhelpful() {
            return (None, Vec::new());
        }
        match self.policy().check_cap(self.facts(), cap, used, amount, self.now) {
            Ok(Some(answer)) => (answer.minimum_tier, answer.add_ons),
            // That is nothing of the policy's.
            Err(CallError::Unavailable(UnavailableError::Busy)) => (None, Vec::new()),
            Ok(None) | Err(_) => {
                self.computed.note_unhelpful();
                (None, Vec::new())
            }
        }
    }
}
