//! Which tenants are on which tier, from which source, and which are misconfigured.
//!
//! The policy decides that, so it is asked about one tenant after another, but only once about
//! tenants with equal facts.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::events::queries::PAGE;
use crate::events::search::{Page, Search};
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::asker::{Answer, Asker};
use crate::tenants::decided_by::DecidedBy;
use crate::tenants::past_due::PastDue;
use serde::Serialize;
use std::time::{Duration, Instant};
use tiergate::Resolution;

/// How many tenants one search looks at: it reads some 50 MB of facts at most, one page at a time,
/// and takes 0.3 s of a processor if no two tenants have equal facts.
const MOST_LOOKED_AT: u64 = 10_000;

/// How long one search goes on asking, in case the policy is slow.
const TO_ASK: Duration = Duration::from_secs(2);

/// Which tenants to find, by what decides them now. The default finds all.
///
/// # Examples
///
/// ```
/// use tiergate_store::{DecidedBy, Filter};
///
/// let granted = Filter { source: Some(DecidedBy::Manual), ..Filter::default() };
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The tier that they have.
    pub tier: Option<String>,
    /// What decides their tier.
    pub source: Option<DecidedBy>,
    /// Whether they are misconfigured.
    pub misconfigured: Option<bool>,
    /// Whether a plan from billing is past due, or ended because of that.
    pub past_due: Option<bool>,
}

impl Filter {
    /// Checks whether the filter accepts every tenant.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::Filter;
    ///
    /// assert!(Filter::default().is_empty());
    /// assert!(!Filter { misconfigured: Some(true), ..Filter::default() }.is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn passes(&self, answer: &Answer) -> bool {
        let Some(resolution) = &answer.resolution else { return self.is_empty() };
        self.tier.as_ref().is_none_or(|tier| *tier == resolution.tier)
            && self.source.is_none_or(|source| source == resolution.source.into())
            && self.misconfigured.is_none_or(|it| it == resolution.misconfigured)
            && self.past_due.is_none_or(|it| it == answer.past_due.is_some())
    }
}

/// A stored tenant, and its tier.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate_store::{Filter, Search};
///
/// let on_pro = Filter { tier: Some("pro".into()), ..Filter::default() };
/// let found = tenants.find(&Search::default(), &on_pro).await?;
/// let acme = &found.tenants[0];
/// assert_eq!(acme.stored.tenant, "acme");
/// assert!(acme.resolution.as_ref().is_some_and(|it| it.tier == "pro"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Resolved {
    /// The tenant.
    #[serde(flatten)]
    pub stored: Stored,
    /// Its tier, and why; `None` if its policy gives no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// What of billing is past due; `None` if nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub past_due: Option<PastDue>,
}

/// Some of the tenants that a [`Filter`] finds.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate_store::{Filter, Search};
///
/// let on_pro = Filter { tier: Some("pro".into()), ..Filter::default() };
/// let found = tenants.find(&Search::default(), &on_pro).await?;
/// assert_eq!((found.tenants.len(), found.unanswered), (1, 0));
/// assert_eq!(found.next, None);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Found {
    /// The tenants, in byte order of their identifiers.
    pub tenants: Vec<Resolved>,
    /// What to search [after](Search::after) for more; `None` if the search has looked at all
    /// tenants. There may be more even if `tenants` is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many tenants the search looked at whose policy gives no answer: only a filter that finds
    /// all tenants finds these.
    pub unanswered: u64,
}

impl<S: Store> Tenants<S> {
    /// Finds tenants by what their policy, the active one or the one that they are pinned to, says
    /// about them now. It looks at 10,000 tenants at most, and for some 2 seconds: go on with
    /// `next`.
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
    /// use tiergate_store::{Filter, Search};
    ///
    /// let misconfigured = Filter { misconfigured: Some(true), ..Filter::default() };
    /// let mut search = Search::default();
    /// loop {
    ///     let found = tenants.find(&search, &misconfigured).await?;
    ///     assert!(found.tenants.is_empty());
    ///     let Some(next) = found.next else { break };
    ///     search.after = Some(next);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn find(&self, search: &Search, filter: &Filter) -> Result<Found, StoreError> {
        let limit = search.limit.max(1) as usize;
        // One more than the limit, to see whether there are more.
        let at_a_time =
            if filter.is_empty() { search.limit.saturating_add(1).min(PAGE) } else { PAGE };
        let (mut found, mut asker) = (Found::default(), Asker::new(self));
        let (mut looked_at, began) = (0, Instant::now());
        let mut after = search.after.clone();
        loop {
            let page = Search { after, limit: at_a_time, ..search.clone() };
            let Page { tenants, next } = self.store().list(&page).await?;
            let read = tenants.len();
            let (back, answers) = asker.ask(self, tenants, began + TO_ASK).await?;
            asker = back;
            let rest = answers.len() < read;
            looked_at += answers.len() as u64;
            let last = answers.last().map(|it| it.stored.tenant.clone());
            after = if rest { last.or(page.after) } else { next };
            for answer in answers {
                found.unanswered += u64::from(answer.resolution.is_none());
                if !filter.passes(&answer) {
                    continue;
                }
                if found.tenants.len() == limit {
                    found.next = found.tenants.last().map(|last| last.stored.tenant.clone());
                    return Ok(found);
                }
                let Answer { stored, resolution, past_due } = answer;
                found.tenants.push(Resolved { stored, resolution, past_due });
            }
            // A page that is not full has looked at many names.
            let is_enough = looked_at >= MOST_LOOKED_AT || read < at_a_time as usize;
            if rest || is_enough || after.is_none() {
                found.next = after;
                return Ok(found);
            }
        }
    }
}
