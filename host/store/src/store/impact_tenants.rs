//! Who loses and who gains what by another policy, page by page.

use crate::error::StoreError;
use crate::events::queries::PAGE;
use crate::events::search::{Page, Search};
use crate::sql::backend::Backend;
use crate::store::tenant_impact::{Both, TenantImpact};
use crate::store::{SqlStore, Store};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tiergate::{Policy, Timestamp, now};

/// How many tenants one page looks at: then it ends, so that a caller does not wait too long.
const MOST_LOOKED_AT: usize = 10_000;

/// How many tenants a page may have.
const MOST_LISTED: u32 = 10_000;

/// Tenants of an impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImpactOnly {
    /// Those that lose anything.
    Loses,
    /// Those that gain anything.
    Gains,
    /// Those whose tier is another one.
    Moves,
}

impl ImpactOnly {
    fn has(self, it: &TenantImpact) -> bool {
        match self {
            Self::Loses => it.loses,
            Self::Gains => it.gains,
            Self::Moves => !it.unanswered && it.tier_before != it.tier_after,
        }
    }
}

/// Which tenants of an impact to list.
///
/// # Examples
///
/// ```
/// use tiergate_store::{ImpactOnly, ImpactSearch};
///
/// let losers = ImpactSearch { only: Some(ImpactOnly::Loses), ..ImpactSearch::default() };
/// ```
#[derive(Clone, Debug)]
pub struct ImpactSearch {
    /// Only these; `None` finds all for which anything differs.
    pub only: Option<ImpactOnly>,
    /// Only tenants after this identifier: the `next` of the page before.
    pub after: Option<String>,
    /// How many at most, from 1 to 10,000.
    pub limit: u32,
    /// The moment to compare at; `None` is now. Give all pages the same one.
    pub at: Option<Timestamp>,
}

impl Default for ImpactSearch {
    /// Returns a search for the first 100 of all tenants for which anything differs, now.
    fn default() -> Self {
        Self { only: None, after: None, limit: 100, at: None }
    }
}

/// Some of the tenants for which another policy changes anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImpactPage {
    /// The tenants, in byte order of their identifiers.
    pub tenants: Vec<TenantImpact>,
    /// What to search after for the next page; absent if these are the last ones. A page may have
    /// fewer tenants than its limit, or none, and still have a `next`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub next: Option<String>,
}

impl<DB: Backend> SqlStore<DB> {
    /// Returns for which tenants another policy changes what, as [`impact`](Self::impact) counts
    /// them. One page looks at no more than 10,000 tenants.
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
    /// use tiergate_store::{ImpactOnly, ImpactSearch};
    ///
    /// let (old, new) = (policy()?, policy()?);
    /// let losers = ImpactSearch { only: Some(ImpactOnly::Loses), ..ImpactSearch::default() };
    /// let page = store.impact_tenants(&old, &new, Some("cloud"), &losers).await?;
    /// assert_eq!((page.tenants.len(), page.next), (0, None));
    /// # Ok(()) }
    /// ```
    pub async fn impact_tenants(
        &self,
        old: &Policy,
        new: &Policy,
        edition: Option<&str>,
        search: &ImpactSearch,
    ) -> Result<ImpactPage, StoreError> {
        let (at, edition) = (search.at.unwrap_or_else(now), edition.map(str::to_owned));
        let both = Arc::new(Both { old: old.clone(), new: new.clone(), edition, now: at });
        let limit = search.limit.clamp(1, MOST_LISTED) as usize;
        let (mut page, mut looked_at) = (ImpactPage::default(), 0);
        let mut after = search.after.clone();
        loop {
            let read = Search { after, limit: PAGE, ..Search::default() };
            let Page { tenants, next } = self.list(&read).await?;
            looked_at += tenants.len();
            let tenants = self.unpinned(tenants, old.digest()).await?;
            let (both, only) = (Arc::clone(&both), search.only);
            let found = move || {
                let differ = tenants.iter().filter_map(|tenant| both.compare(tenant));
                differ.filter(|it| only.is_none_or(|only| only.has(it))).collect::<Vec<_>>()
            };
            for it in tokio::task::spawn_blocking(found).await? {
                if page.tenants.len() == limit {
                    page.next = page.tenants.last().map(|last| last.tenant.clone());
                    return Ok(page);
                }
                page.tenants.push(it);
            }
            if next.is_none() || looked_at >= MOST_LOOKED_AT {
                return Ok(ImpactPage { next, ..page });
            }
            after = next;
        }
    }
}
