//! The questions that a policy answers: one call of its component each.

use crate::contract::{
    Assignment, CapDecision, Decision, Effect, Entitlements, Resolution, Subscription, Tenant,
    Timestamp,
};
use crate::policy::call_error::{CallError, UnavailableError};
use crate::policy::{Policy, requires, validate_facts};

impl Policy {
    /// Returns the tier that the tenant has at `now`, and why.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// let resolution = policy.resolve(&acme, tiergate::now())?;
    /// assert_eq!(resolution.tier, "pro");
    /// assert_eq!(resolution.source, Some(tiergate::Source::Billing));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resolve(&self, tenant: &Tenant, now: Timestamp) -> Result<Resolution, CallError> {
        validate_facts::check(tenant, &[("now", now)])?;
        Ok(self.0.guest.call(&self.0.guest.functions.resolve, (tenant, now))?)
    }

    /// Checks whether the tenant may use a feature at `now`, and returns why.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// assert!(policy.check(&acme, "export", tiergate::now())?.allowed);
    /// let ai = policy.check(&acme, "ai", tiergate::now())?;
    /// assert_eq!((ai.allowed, ai.add_ons), (false, vec!["assistant".to_owned()]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(
        &self,
        tenant: &Tenant,
        feature: &str,
        now: Timestamp,
    ) -> Result<Decision, CallError> {
        validate_facts::check(tenant, &[("now", now)])?;
        let ask = |feature: &str| -> Result<Decision, UnavailableError> {
            self.0.guest.call(&self.0.guest.functions.check, (tenant, feature, now))
        };
        let decision = ask(feature)?;
        requires::check(feature, &decision, |needed| {
            let known = self.feature(needed).map(|_| ask(needed));
            Ok(known.transpose()?.map(|decision| decision.allowed))
        })?;
        Ok(decision)
    }

    /// Checks whether the tenant, with `used` of a cap in use, may take `amount` more at `now`, which
    /// must be at least 1. Returns `None` if the catalog has no such cap.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// let room = policy.check_cap(&acme, "maxNotes", 90, 1, tiergate::now())?.ok_or("no such cap")?;
    /// assert!(room.allowed && room.warn);
    /// assert_eq!(room.remaining, Some(10));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_cap(
        &self,
        tenant: &Tenant,
        cap: &str,
        used: u64,
        amount: u64,
        now: Timestamp,
    ) -> Result<Option<CapDecision>, CallError> {
        validate_facts::check(tenant, &[("used", used), ("amount", amount), ("now", now)])?;
        validate_facts::check_amount(amount)?;
        Ok(self
            .0
            .guest
            .call(&self.0.guest.functions.check_cap, (tenant, cap, used, amount, now))?)
    }

    /// Returns everything that the tenant may do at `now`.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the facts break the contract's rules or the policy fails.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let acme = serde_json::from_str(r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#)?;
    /// let answer = policy.entitle(&acme, tiergate::now())?;
    /// assert_eq!(answer.features.iter().filter(|it| it.allowed).count(), 2);
    /// assert_eq!(answer.caps[0].limit, tiergate::Limit::AtMost(100));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn entitle(&self, tenant: &Tenant, now: Timestamp) -> Result<Entitlements, CallError> {
        validate_facts::check(tenant, &[("now", now)])?;
        let answer: Entitlements =
            self.0.guest.call(&self.0.guest.functions.entitle, (tenant, now))?;
        for decision in &answer.features {
            requires::check(&decision.feature, decision, |needed| {
                let known = self.feature(needed).and_then(|at| answer.features.get(at));
                Ok(known.filter(|it| it.feature == needed).map(|it| it.allowed))
            })?;
        }
        Ok(answer)
    }

    /// Returns what a new tenant starts with at `now`. A returning one, which was a tenant before,
    /// gets no second trial.
    ///
    /// # Errors
    ///
    /// [`CallError`] if `now` is too large or the policy fails.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let now = tiergate::now();
    /// let start = policy.on_signup(now, false)?;
    /// assert_eq!(start[0].plan.as_deref(), Some("free"));
    /// assert_eq!(start[1].expires_at, Some(now + 14 * 86_400)); // the trial
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_signup(&self, now: Timestamp, returning: bool) -> Result<Vec<Assignment>, CallError> {
        validate_facts::check_number("now", now)?;
        Ok(self.0.guest.call(&self.0.guest.functions.on_signup, (now, returning))?)
    }

    /// Returns the effect of all of a tenant's subscriptions together.
    ///
    /// # Errors
    ///
    /// [`CallError`] if the subscriptions break the contract's rules or the policy
    /// fails.
    ///
    /// # Examples
    ///
    /// ```
    /// # let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    /// # let policy = tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?;
    /// let subscriptions: Vec<tiergate::Subscription> = serde_json::from_str(
    ///     r#"[{"id": "sub-1", "status": "active", "items": [{"names": ["notes-pro"], "quantity": 1}]}]"#,
    /// )?;
    /// let effect = policy.on_billing(&subscriptions)?;
    /// assert_eq!(effect.assignments[0].plan.as_deref(), Some("pro"));
    /// assert!(effect.unknown_products.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_billing(&self, subscriptions: &[Subscription]) -> Result<Effect, CallError> {
        validate_facts::check_subscriptions(subscriptions)?;
        Ok(self.0.guest.call(&self.0.guest.functions.on_billing, (subscriptions,))?)
    }
}
