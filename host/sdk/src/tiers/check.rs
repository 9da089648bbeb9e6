//! Questions about tenants by name, answered from the cache if it has their facts.

use crate::contract::{Resolution, Timestamp};
use crate::decision::Decision;
use crate::entitlements::Entitlements;
use crate::facts::Facts;
use crate::facts::cache::Found;
use crate::policy::Policy;
use crate::policy::call_error::{CallError, UnavailableError};
use crate::tiers::access_error::{CheckError, TierAccessError};
use crate::tiers::lookup::Lookup;
use crate::tiers::{Tiers, slow_call};

impl<F: Facts> Tiers<F> {
    /// Checks whether a tenant may use a feature, and returns why.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision: let nobody through.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let decision = tiers.check("acme", "export").await?;
    /// assert!(decision.allowed);
    /// assert_eq!(decision.reason, tiergate::Reason::Tier("pro".into()));
    /// # Ok(()) }
    /// ```
    pub async fn check(&self, tenant: &str, feature: &str) -> Result<Decision, CheckError> {
        Ok(self.entitlements(tenant).await?.feature(feature))
    }

    /// Returns `Ok` if a tenant may use a feature.
    ///
    /// # Errors
    ///
    /// [`TierAccessError::Denied`] if it may not, with the message to show;
    /// [`TierAccessError::Unavailable`] if there is no decision.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// tiers.require("acme", "export").await?;
    /// let error = tiers.require("acme", "ai").await.unwrap_err();
    /// assert_eq!(error.to_string(), "Assistant requires the Assistant add-on.");
    /// # Ok(()) }
    /// ```
    pub async fn require(&self, tenant: &str, feature: &str) -> Result<(), TierAccessError> {
        self.check(tenant, feature).await?.require()
    }

    /// Returns a tenant's tier, and why it is that one.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// assert_eq!(tiers.resolve("acme").await?.tier, "pro");
    /// # Ok(()) }
    /// ```
    pub async fn resolve(&self, tenant: &str) -> Result<Resolution, CheckError> {
        Ok(self.entitlements(tenant).await?.resolution().clone())
    }

    /// Returns everything that a tenant may do. The answer is ready if the tenant's facts are
    /// cached and the policy has answered on them, or does so without delay.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let acme = tiers.entitlements("acme").await?;
    /// assert!(acme.tier() == "pro" && acme.feature("export").allowed);
    /// # Ok(()) }
    /// ```
    pub fn entitlements(&self, tenant: &str) -> Lookup<'static, Result<Entitlements, CheckError>> {
        self.at_least(tenant, 0)
    }

    /// Returns everything that a tenant may do by facts of this revision or a later one. A
    /// revision is what a write returned, at this server or at another. Checks of the tenant that
    /// begin here after this has its answer are decided by such facts too.
    ///
    /// # Errors
    ///
    /// [`CheckError`] if there is no decision; [`CheckError::Behind`] if the store does not have
    /// that revision. A revision that the store is known to have lost, because it was put back to
    /// an earlier state, is answered by what the store has.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let revision = tiers.facts().put("acme", tiergate::Tenant::new());
    /// assert_eq!(tiers.at_least("acme", revision).await?.tier(), "free");
    /// let error = tiers.at_least("acme", revision + 1).await.unwrap_err();
    /// assert!(matches!(error, tiergate::CheckError::Behind { .. }));
    /// # Ok(()) }
    /// ```
    pub fn at_least(
        &self,
        tenant: &str,
        revision: u64,
    ) -> Lookup<'static, Result<Entitlements, CheckError>> {
        self.at_least_by(&self.0.policy.load(), tenant, revision)
    }

    /// Returns the same as [`at_least`](Self::at_least) by the given policy, so that several
    /// answers can be by one policy. A tenant that is pinned to a policy stays with its own.
    ///
    /// # Errors
    ///
    /// As [`at_least`](Self::at_least).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// let policy = tiers.policy();
    /// let acme = tiers.at_least_by(&policy, "acme", 0).await?;
    /// assert_eq!(acme.policy().digest(), policy.digest());
    /// # Ok(()) }
    /// ```
    pub fn at_least_by(
        &self,
        policy: &Policy,
        tenant: &str,
        revision: u64,
    ) -> Lookup<'static, Result<Entitlements, CheckError>> {
        let moment = self.0.clock.read();
        match self.0.cache.find(tenant, revision, moment.system) {
            Some(found) => self.answer(found, policy, moment.now),
            None => {
                let read = self.clone().read(tenant.to_owned(), revision, policy.clone());
                Lookup::pending(read)
            }
        }
    }

    /// Returns the policy that a tenant is pinned to by the facts that are cached here; `None` if
    /// the active policy decides, or if the tenant's facts are not cached.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tiers = tiers()?;
    /// tiers.facts().put_pinned("old", tiergate::Tenant::new(), policy()?);
    /// assert!(tiers.cached_pin("old").is_none()); // not cached yet
    /// tiers.entitlements("old").await?;
    /// assert!(tiers.cached_pin("old").is_some());
    /// # Ok(()) }
    /// ```
    pub fn cached_pin(&self, tenant: &str) -> Option<Policy> {
        let found = self.0.cache.find(tenant, 0, self.0.clock.read().system)?;
        found.entry.pin().cloned()
    }

    /// Answers by cached facts. A policy that took too long before is asked on a thread of its own,
    /// so that nobody else waits for it.
    pub(super) fn answer(
        &self,
        found: Found,
        policy: &Policy,
        now: Timestamp,
    ) -> Lookup<'static, Result<Entitlements, CheckError>> {
        if let Some(known) = found.entry.known(policy, now) {
            return Lookup::ready(self.mark(&found, known));
        }
        if !found.entry.is_slow(policy) {
            return Lookup::ready(self.work_out(&found, policy, now));
        }
        let (tiers, policy) = (self.clone(), policy.clone());
        Lookup::pending(async move {
            let answer = slow_call::call(move || tiers.work_out(&found, &policy, now)).await;
            answer.unwrap_or_else(|| Err(CallError::from(UnavailableError::Busy).into()))
        })
    }

    fn work_out(
        &self,
        found: &Found,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Entitlements, CheckError> {
        self.mark(found, found.entry.entitlements(policy, now, &self.0.cache.computed))
    }

    /// Marks an answer as stale if the facts are.
    fn mark(
        &self,
        found: &Found,
        answer: Result<Entitlements, CallError>,
    ) -> Result<Entitlements, CheckError> {
        let entitlements = answer?;
        if !found.stale {
            return Ok(entitlements);
        }
        self.0.cache.stale.add();
        Ok(entitlements.stale())
    }
}
