//! What another policy would change for the stored tenants.

use crate::error::StoreError;
use crate::events::queries::PAGE;
use crate::events::search::{Page, Search};
use crate::sql::backend::{Backend, from_sql};
use crate::store::tenant_impact::{Both, MovedCap, TenantImpact};
use crate::store::{SqlStore, Store};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tiergate::{Policy, now};

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
    /// How many of them are pinned to a policy, and were not compared. Tenants that an earlier
    /// activation [kept](crate::Keep) on the old policy are compared: it decides them either way.
    pub pinned: u64,
    /// For how many anything differs: tier, features or caps.
    pub differing: u64,
    /// How many [lose](crate::TenantImpact) anything.
    pub losing: u64,
    /// How many [gain](crate::TenantImpact) anything.
    pub gaining: u64,
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
    /// How many may use more of it, or are warned or blocked later.
    pub more: u64,
    /// How many may use less of it, or are warned or blocked earlier.
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
            let (all, tenants) = (tenants.len(), self.unpinned(tenants, old.digest()).await?);
            impact.tenants += all as u64;
            impact.pinned += (all - tenants.len()) as u64;
            let both = Arc::clone(&both);
            impact = tokio::task::spawn_blocking(move || {
                let differ = tenants.iter().filter_map(|tenant| both.compare(tenant));
                differ.for_each(|it| impact.count(&it));
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

impl Impact {
    /// Counts what differs for one tenant.
    fn count(&mut self, it: &TenantImpact) {
        self.losing += u64::from(it.loses);
        self.gaining += u64::from(it.gains);
        if it.unanswered {
            self.unanswered += 1;
            return;
        }
        self.differing += 1;
        self.features += u64::from(!it.lost.is_empty() || !it.gained.is_empty());
        self.caps += u64::from(!it.caps.is_empty());
        if it.tier_before != it.tier_after {
            self.tiers += 1;
            let tier = |tier: &Option<String>| tier.clone().unwrap_or_default();
            let moves = self.moves.entry(tier(&it.tier_before)).or_default();
            *moves.entry(tier(&it.tier_after)).or_default() += 1;
        }
        for gained in &it.gained {
            self.by_feature.entry(gained.clone()).or_default().gained += 1;
        }
        for lost in &it.lost {
            self.by_feature.entry(lost.clone()).or_default().lost += 1;
        }
        it.caps.iter().for_each(|cap| self.count_cap(cap));
    }

    fn count_cap(&mut self, it: &MovedCap) {
        let counts = self.by_cap.entry(it.cap.clone()).or_default();
        counts.more += u64::from(it.gains());
        counts.fewer += u64::from(it.loses());
    }
}
