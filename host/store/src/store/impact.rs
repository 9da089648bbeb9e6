//! What another policy would change for the stored tenants.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::events::queries::{PAGE, Page, Search};
use crate::sql::backend::{Backend, from_sql};
use crate::store::{SqlStore, Store};
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tiergate::contract::Entitlements;
use tiergate::{Limit, Policy, Timestamp, now};

/// For how many of the stored tenants another policy gives a different answer now.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// let (old, new) = (policy()?, policy()?);
/// let impact = store.impact(&old, &new, None, |_, _| {}).await?;
/// assert_eq!((impact.tenants, impact.differing), (1, 0));
/// assert!(impact.moves.is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Impact {
    /// How many tenants there are.
    pub tenants: u64,
    /// How many of them are pinned to a policy, and were not compared.
    pub pinned: u64,
    /// For how many anything differs: tier, features or caps.
    pub differing: u64,
    /// For how many the tier differs.
    pub tiers: u64,
    /// For how many the available features differ.
    pub features: u64,
    /// For how many the caps differ.
    pub caps: u64,
    /// For how many the new policy gives no answer.
    pub unanswered: u64,
    /// How many move from one tier to another: by the old tier, then by the new one.
    pub moves: BTreeMap<String, BTreeMap<String, u64>>,
    /// How many gain or lose a feature, by feature; only features for which there are any.
    pub by_feature: BTreeMap<String, FeatureImpact>,
    /// How many may use more or less of a cap, by cap; only caps for which there are any. If a
    /// policy does not have a cap, nobody may use it.
    pub by_cap: BTreeMap<String, CapImpact>,
}

/// For how many of the stored tenants a feature differs.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// let (old, new) = (policy()?, policy()?);
/// let impact = store.impact(&old, &new, None, |_, _| {}).await?;
/// let export = impact.by_feature.get("export").copied().unwrap_or_default();
/// assert_eq!((export.gained, export.lost), (0, 0));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct FeatureImpact {
    /// How many may use it now, but could not before.
    pub gained: u64,
    /// How many could use it before, but no longer can.
    pub lost: u64,
}

/// For how many of the stored tenants a cap differs.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// let (old, new) = (policy()?, policy()?);
/// let impact = store.impact(&old, &new, None, |_, _| {}).await?;
/// let notes = impact.by_cap.get("maxNotes").copied().unwrap_or_default();
/// assert_eq!((notes.more, notes.fewer), (0, 0));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct CapImpact {
    /// How many may use more of it.
    pub more: u64,
    /// How many may use less of it.
    pub fewer: u64,
}

impl<DB: Backend> SqlStore<DB> {
    /// Asks two policies about every stored tenant, and compares the answers. Tenants without an
    /// edition of their own are compared in `edition`. Calls `progress` with how many were compared
    /// so far, and how many there are.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// let (old, new) = (policy()?, policy()?);
    /// let progress = |compared, all| println!("{compared} of {all}");
    /// let impact = store.impact(&old, &new, Some("cloud"), progress).await?;
    /// assert_eq!(impact.differing, 0); // the same rules
    /// # Ok(()) }
    /// ```
    pub async fn impact(
        &self,
        old: &Policy,
        new: &Policy,
        edition: Option<&str>,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Impact, StoreError> {
        let sql = "SELECT count(*) FROM tiergate_tenants";
        let count: Vec<(i64,)> = DB::rows(&mut *self.reading().await?, sql, Vec::new()).await?;
        let total = count.first().map_or(0, |row| from_sql(row.0));
        let edition = edition.map(str::to_owned);
        let both = Arc::new(Both { old: old.clone(), new: new.clone(), edition, now: now() });
        let (mut impact, mut after) = (Impact::default(), None);
        loop {
            let search = Search { after, limit: PAGE, ..Search::default() };
            let Page { tenants, next } = self.list(&search).await?;
            let both = Arc::clone(&both);
            impact = tokio::task::spawn_blocking(move || {
                tenants.into_iter().for_each(|tenant| both.compare(tenant, &mut impact));
                impact
            })
            .await?;
            progress(impact.tenants, total.max(impact.tenants));
            if next.is_none() {
                return Ok(impact);
            }
            after = next;
        }
    }
}

/// Two policies to compare.
struct Both {
    old: Policy,
    new: Policy,
    edition: Option<String>,
    now: Timestamp,
}

impl Both {
    fn compare(&self, stored: Stored, impact: &mut Impact) {
        impact.tenants += 1;
        if stored.policy.is_some() {
            impact.pinned += 1;
            return;
        }
        let mut facts = stored.facts;
        let own = facts.tenant.edition;
        facts.tenant.edition = own.or_else(|| self.edition.clone());
        let ask = |policy: &Policy| {
            facts.as_billed_by(policy).and_then(|told| policy.entitle(&told, self.now))
        };
        let Ok(new) = ask(&self.new) else {
            impact.unanswered += 1;
            return;
        };
        // A tenant without an answer before differs from any answer.
        let old = ask(&self.old).ok();
        let old_tier = old.as_ref().map_or("", |old| old.resolution.tier.as_str());
        let tier = old_tier != new.resolution.tier;
        let features = impact.count_features(&features_of(old.as_ref()), &features_of(Some(&new)));
        let caps = impact.count_caps(&caps_of(old.as_ref()), &caps_of(Some(&new)));
        impact.differing += u64::from(tier || features || caps);
        if tier {
            impact.tiers += 1;
            let moves = impact.moves.entry(old_tier.to_owned()).or_default();
            *moves.entry(new.resolution.tier).or_default() += 1;
        }
    }
}

impl Impact {
    /// Counts the features that a tenant gains and loses, and returns whether there are any.
    fn count_features(&mut self, old: &BTreeSet<&str>, new: &BTreeSet<&str>) -> bool {
        for gained in new.difference(old) {
            self.by_feature.entry((*gained).to_owned()).or_default().gained += 1;
        }
        for lost in old.difference(new) {
            self.by_feature.entry((*lost).to_owned()).or_default().lost += 1;
        }
        self.features += u64::from(old != new);
        old != new
    }

    /// Counts the caps that a tenant may use more of or less, and returns whether there are any.
    fn count_caps(&mut self, old: &BTreeMap<&str, u64>, new: &BTreeMap<&str, u64>) -> bool {
        let caps: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        for cap in caps {
            match old.get(cap).cmp(&new.get(cap)) {
                Ordering::Less => self.by_cap.entry(cap.to_owned()).or_default().more += 1,
                Ordering::Greater => self.by_cap.entry(cap.to_owned()).or_default().fewer += 1,
                Ordering::Equal => {}
            }
        }
        self.caps += u64::from(old != new);
        old != new
    }
}

/// Returns the features that the tenant may use.
fn features_of(answer: Option<&Entitlements>) -> BTreeSet<&str> {
    let features = answer.iter().flat_map(|answer| &answer.features);
    features.filter(|it| it.allowed).map(|it| it.feature.as_str()).collect()
}

/// Returns how much the tenant may use of each cap.
fn caps_of(answer: Option<&Entitlements>) -> BTreeMap<&str, u64> {
    let limit = |limit: &Limit| match limit {
        Limit::AtMost(limit) => *limit,
        Limit::Unlimited => u64::MAX,
    };
    let caps = answer.iter().flat_map(|answer| &answer.caps);
    caps.map(|cap| (cap.cap.as_str(), limit(&cap.limit))).collect()
}
