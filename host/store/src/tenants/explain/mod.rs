//! Why a tenant may use a feature, or may not, in sentences for those who look after the tenant.

pub(crate) mod overview;
pub(crate) mod overview_parts;
mod rule;
pub(crate) mod tier;
pub(crate) mod written;

use crate::events::event::Event;
use crate::format::format_time;
use crate::store::Store;
use crate::tenants::Tenants;
use rule::Facts;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use tiergate::{CheckError, Policy};

/// How many events an explanation searches for who wrote a fact.
const EVENTS: u32 = 1_000;

/// Why a tenant may, or may not, use a feature: the rule of the policy that decides, and the facts
/// that it decides from. It is displayed as sentences, one on each line.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// let explanation = tenants.explain("acme", "export").await?;
/// let text = explanation.to_string();
/// assert!(text.starts_with("`acme` may use `export`.\n- The tenant's tier, `pro`, includes it."));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Explanation {
    /// The tenant.
    pub tenant: String,
    /// The policy's decision.
    pub decision: tiergate::contract::Decision,
    /// The tenant's tier, and why.
    pub resolution: tiergate::Resolution,
    /// The rule and the facts, in sentences.
    pub because: Vec<String>,
    /// The revision of the facts.
    pub revision: u64,
    /// The digest of the policy that decides.
    pub digest: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let may = if self.decision.allowed { "may" } else { "may not" };
        write!(f, "`{}` {may} use `{}`.", self.tenant, self.decision.feature)?;
        self.because.iter().try_for_each(|line| write!(f, "\n- {line}"))
    }
}

impl<S: Store> Tenants<S> {
    /// Returns the events among which an explanation finds who wrote a fact, the last one first.
    async fn last_events(&self, tenant: &str) -> Result<Vec<Event>, CheckError> {
        let events = self.store().history(tenant, None, EVENTS).await;
        events.map_err(|error| CheckError::Facts(Arc::new(error)))
    }

    /// Returns the sentence about which policy decides.
    fn policy(&self, tenant: &str, policy: &Policy) -> String {
        let catalog = policy.catalog();
        let digest = policy.digest().get(..12).unwrap_or_default();
        let is_pin = |pin: Policy| pin.digest() == policy.digest();
        let pinned = match self.tiers().cached_pin(tenant).is_some_and(is_pin) {
            true => ": the tenant is pinned to it",
            false => "",
        };
        format!(
            "The policy that decides is {} {} ({digest}){pinned}.",
            catalog.name, catalog.version
        )
    }

    /// Explains whether a tenant may use a feature now.
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
    /// # let tenants = tenants().await?;
    /// let explanation = tenants.explain("acme", "ai").await?;
    /// assert!(!explanation.decision.allowed);
    /// assert!(explanation.because[1].contains("assistant"));
    /// # Ok(()) }
    /// ```
    pub async fn explain(&self, tenant: &str, feature: &str) -> Result<Explanation, CheckError> {
        let decision = self.tiers().entitlements(tenant).await?.peek_feature(feature);
        let of = decision.entitlements();
        let policy = self.policy(tenant, of.policy());
        let events = self.last_events(tenant).await?;
        let facts = Facts { of, events: &events, now: self.tiers().now() };
        let mut because = facts.rule(&decision);
        because.extend(facts.tier());
        because.extend(facts.billing());
        because.extend(
            decision.valid_until.map(|until| {
                format!("This answer holds until {} at the latest.", format_time(until))
            }),
        );
        because.push(policy);
        Ok(Explanation {
            tenant: tenant.to_owned(),
            decision: tiergate::contract::Decision::clone(&decision),
            resolution: of.resolution().clone(),
            because,
            revision: of.revision(),
            digest: of.policy().digest().to_owned(),
        })
    }
}
