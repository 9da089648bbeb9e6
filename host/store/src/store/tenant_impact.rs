//! What another policy would change for one tenant, by name.

use crate::events::event::Stored;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tiergate::contract::{CapState, Entitlements};
use tiergate::{CallError, Limit, Policy, TenantFacts, Timestamp, UnavailableError};

/// What another policy would change for one tenant.
///
/// A tenant *loses* something if one of these is so at the moment of the comparison:
///
/// - a feature that it may use is no longer allowed;
/// - a limit, a warning or a block of a cap comes at a lower usage, or the new policy does not have
///   the cap;
/// - its tier is another one, which the new policy ranks below, or the new policy does not have the
///   tier that it is on;
/// - the new policy gives no answer for it, but the old one does.
///
/// It *gains* something if the opposite is so. It can do both. What ends by itself later does not
/// count before that.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// use tiergate_store::ImpactSearch;
///
/// let (old, new) = (policy()?, policy()?);
/// let page = store.impact_tenants(&old, &new, None, &ImpactSearch::default()).await?;
/// assert!(page.tenants.is_empty()); // nobody loses or gains anything
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TenantImpact {
    /// The tenant.
    pub tenant: String,
    /// The name that people know it by, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub label: Option<String>,
    /// Whether it loses anything.
    pub loses: bool,
    /// Whether it gains anything.
    pub gains: bool,
    /// Whether the new policy gives no answer for it; then nothing else is compared.
    pub unanswered: bool,
    /// Its tier by the old policy; absent if that gives no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tier_before: Option<String>,
    /// Its tier by the new policy; absent if that gives no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tier_after: Option<String>,
    /// The features that it may no longer use.
    pub lost: Vec<String>,
    /// The features that it may use, but could not before.
    pub gained: Vec<String>,
    /// The caps that differ.
    pub caps: Vec<MovedCap>,
}

/// A cap that another policy changes for a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MovedCap {
    /// The cap.
    pub cap: String,
    /// By the old policy; absent if that does not have the cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub before: Option<CapPoints>,
    /// By the new policy; absent if that does not have the cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub after: Option<CapPoints>,
}

/// At which usage a cap limits, warns and blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CapPoints {
    /// The limit.
    pub limit: Limit,
    /// The lowest usage that causes a warning; absent if none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub warn_at: Option<u64>,
    /// The lowest usage at which nothing more may be taken; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub blocked_at: Option<u64>,
}

impl CapPoints {
    fn of(state: &CapState) -> Self {
        let CapState { limit, warn_at, blocked_at, .. } = *state;
        Self { limit, warn_at, blocked_at }
    }

    fn numbers(self) -> [u64; 3] {
        let limit = match self.limit {
            Limit::AtMost(limit) => limit,
            Limit::Unlimited => u64::MAX,
        };
        [limit, self.warn_at.unwrap_or(u64::MAX), self.blocked_at.unwrap_or(u64::MAX)]
    }
}

impl MovedCap {
    /// Checks whether the tenant may use less of it, or is warned earlier.
    pub fn loses(&self) -> bool {
        is_less(self.before, self.after)
    }

    /// Checks whether the tenant may use more of it, or is warned later.
    pub fn gains(&self) -> bool {
        is_less(self.after, self.before)
    }
}

/// Checks whether any point of a cap is lower than another cap's.
fn is_less(than: Option<CapPoints>, it: Option<CapPoints>) -> bool {
    match (than, it) {
        (Some(_), None) => true,
        (None, _) => false,
        (Some(than), Some(it)) => {
            than.numbers().iter().zip(it.numbers()).any(|(than, it)| it < *than)
        }
    }
}

/// How often a policy is asked about a tenant before it counts as giving no answer.
const TRIES: usize = 3;

/// How long it waits before it asks again. An activation asks in the middle of a transaction.
const PAUSE: Duration = Duration::from_millis(20);

/// Two policies to compare, at one moment.
pub(crate) struct Both {
    pub(crate) old: Policy,
    pub(crate) new: Policy,
    /// The edition of tenants that have none of their own.
    pub(crate) edition: Option<String>,
    pub(crate) now: Timestamp,
}

impl Both {
    /// Returns what differs for a tenant, whatever it is pinned to; `None` if nothing does.
    pub(crate) fn compare(&self, stored: &Stored) -> Option<TenantImpact> {
        let mut facts = stored.facts.clone();
        facts.tenant.edition = facts.tenant.edition.or_else(|| self.edition.clone());
        let old = self.ask(&self.old, &facts).ok();
        let (tenant, label) = (stored.tenant.clone(), stored.label.clone());
        let tier_before = old.as_ref().map(|old| old.resolution.tier.clone());
        let it = TenantImpact { tenant, label, tier_before, ..TenantImpact::default() };
        let Ok(new) = self.ask(&self.new, &facts) else {
            return Some(TenantImpact { loses: old.is_some(), unanswered: true, ..it });
        };
        self.differ(it, old.as_ref(), &new)
    }

    /// Asks a policy, and again if too many others were asking: that says nothing about the tenant.
    fn ask(&self, policy: &Policy, facts: &TenantFacts) -> Result<Entitlements, CallError> {
        let facts = facts.as_billed_by(policy)?;
        let ask = || policy.entitle(&facts, self.now);
        let mut answer = ask();
        for _ in 1..TRIES {
            if !matches!(answer, Err(CallError::Unavailable(UnavailableError::Busy))) {
                break;
            }
            std::thread::sleep(PAUSE);
            answer = ask();
        }
        answer
    }

    fn differ(
        &self,
        it: TenantImpact,
        old: Option<&Entitlements>,
        new: &Entitlements,
    ) -> Option<TenantImpact> {
        let [before, after] = [features_of(old), features_of(Some(new))];
        let apart = |one: &BTreeSet<&str>, other| {
            one.difference(other).map(|it| (*it).to_owned()).collect::<Vec<_>>()
        };
        let (lost, gained) = (apart(&before, &after), apart(&after, &before));
        let caps = changed_caps(&caps_of(old), &caps_of(Some(new)));
        let tier = new.resolution.tier.as_str();
        let (falls, rises) = self.moves(it.tier_before.as_deref(), tier);
        let loses = falls || !lost.is_empty() || caps.iter().any(MovedCap::loses);
        let gains = rises || !gained.is_empty() || caps.iter().any(MovedCap::gains);
        let tier_after = Some(tier.to_owned());
        (loses || gains).then_some(TenantImpact {
            loses,
            gains,
            tier_after,
            lost,
            gained,
            caps,
            ..it
        })
    }

    /// Returns whether a tenant falls to a lower tier, and whether it rises to a higher one. The new
    /// policy ranks both; a tier that it does not have is lost.
    fn moves(&self, before: Option<&str>, after: &str) -> (bool, bool) {
        let rank =
            |id: &str| self.new.catalog().tiers.iter().position(|tier| tier.id.as_str() == id);
        match before {
            None => (false, true),
            Some(before) if before == after => (false, false),
            Some(before) => match (rank(before), rank(after)) {
                (Some(before), Some(after)) => (after < before, after > before),
                _ => (true, false),
            },
        }
    }
}

/// Returns the features that the tenant may use.
fn features_of(answer: Option<&Entitlements>) -> BTreeSet<&str> {
    let features = answer.iter().flat_map(|answer| &answer.features);
    features.filter(|it| it.allowed).map(|it| it.feature.as_str()).collect()
}

/// Returns how much the tenant may use of each cap.
fn caps_of(answer: Option<&Entitlements>) -> BTreeMap<&str, CapPoints> {
    let caps = answer.iter().flat_map(|answer| &answer.caps);
    caps.map(|cap| (cap.cap.as_str(), CapPoints::of(cap))).collect()
}

fn changed_caps(old: &BTreeMap<&str, CapPoints>, new: &BTreeMap<&str, CapPoints>) -> Vec<MovedCap> {
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let change = |cap: &str| {
        let (before, after) = (old.get(cap).copied(), new.get(cap).copied());
        MovedCap { cap: cap.to_owned(), before, after }
    };
    names.into_iter().map(change).filter(|it| it.before != it.after).collect()
}
