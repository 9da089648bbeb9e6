//! Which tenants are on which tier, from which source, and which are misconfigured.
//!
//! The policy decides that, so it is asked about one tenant after another, but only once about
//! tenants with equal facts.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::events::queries::{Page, Search};
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::decided_by::DecidedBy;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};
use tiergate::{Policy, Resolution, Tenant, Timestamp};

/// How many tenants are read at a time.
const PAGE: u32 = 1_000;

/// How many tenants one search looks at: it reads some 50 MB of facts at most, one page at a time,
/// and takes 0.3 s of a processor if no two tenants have equal facts.
const MOST_LOOKED_AT: u64 = 10_000;

/// How long one search goes on asking, in case the policy is slow.
const TO_ASK: Duration = Duration::from_secs(2);

/// For how many different facts the answer is remembered: most tenants of a product have one of a
/// few.
const MOST_REMEMBERED: usize = 4_096;

/// How many rows a census has at most: a policy may answer with tiers that its catalog does not
/// have.
const MOST_COUNTED: usize = 1_000;

/// The tier under which a census counts tenants that are past its last row.
const OTHER: &str = "other";

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
}

impl Filter {
    /// Checks whether the filter accepts every tenant.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn passes(&self, resolution: Option<&Resolution>) -> bool {
        let Some(resolution) = resolution else { return self.is_empty() };
        self.tier.as_ref().is_none_or(|tier| *tier == resolution.tier)
            && self.source.is_none_or(|source| source == resolution.source.into())
            && self.misconfigured.is_none_or(|it| it == resolution.misconfigured)
    }
}

/// A stored tenant, and its tier.
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
}

/// Some of the tenants that a [`Filter`] finds.
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

/// How many tenants are on which tier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Census {
    /// How many tenants there are.
    pub tenants: u64,
    /// How many of them have a policy that gives no answer.
    pub unanswered: u64,
    /// How many have each tier, from each source. If there are more than 1,000 different rows, the
    /// rest is counted under the tier `other`.
    pub tiers: Vec<TierCount>,
}

/// How many tenants have one tier from one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TierCount {
    /// The tier.
    pub tier: String,
    /// The source that decides: `manual`, `trial`, `billing`, `default`, or `none`.
    pub source: &'static str,
    /// Whether they are misconfigured.
    pub misconfigured: bool,
    /// How many tenants these are.
    pub tenants: u64,
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
    /// ```no_run
    /// # async fn example(tenants: tiergate_store::Tenants<tiergate_store::SqliteStore>) -> Result<(), tiergate_store::StoreError> {
    /// use tiergate_store::{Filter, Search};
    ///
    /// let misconfigured = Filter { misconfigured: Some(true), ..Filter::default() };
    /// let mut search = Search::default();
    /// loop {
    ///     let found = tenants.find(&search, &misconfigured).await?;
    ///     found.tenants.iter().for_each(|tenant| println!("{}", tenant.stored.tenant));
    ///     if found.next.is_none() {
    ///         return Ok(());
    ///     }
    ///     search.after = found.next;
    /// }
    /// # }
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
            let page = Search { prefix: search.prefix.clone(), after, limit: at_a_time };
            let Page { tenants, next } = self.store().list(&page).await?;
            let (asked_of, read) = (tenants.last().map(|it| it.tenant.clone()), tenants.len());
            let (back, answers) = asker.ask(self, tenants, began + TO_ASK).await?;
            asker = back;
            let rest = answers.len() < read;
            looked_at += answers.len() as u64;
            after = answers.last().map(|(stored, _)| stored.tenant.clone()).or(asked_of);
            for (stored, resolution) in answers {
                found.unanswered += u64::from(resolution.is_none());
                if !filter.passes(resolution.as_ref()) {
                    continue;
                }
                if found.tenants.len() == limit {
                    found.next = found.tenants.last().map(|last| last.stored.tenant.clone());
                    return Ok(found);
                }
                found.tenants.push(Resolved { stored, resolution });
            }
            if !rest && next.is_none() {
                return Ok(found);
            }
            if rest || looked_at >= MOST_LOOKED_AT {
                found.next = after;
                return Ok(found);
            }
        }
    }

    /// Counts all tenants by tier and source. It reads every tenant, 1,000 at a time.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    pub async fn census(&self) -> Result<Census, StoreError> {
        let (mut census, mut tiers) = (Census::default(), BTreeMap::new());
        let (mut asker, mut after) = (Asker::new(self), None);
        loop {
            let search = Search { after, limit: PAGE, ..Search::default() };
            let Page { tenants, next } = self.store().list(&search).await?;
            // `None`: however long it takes.
            let (back, answers) = asker.ask(self, tenants, None).await?;
            asker = back;
            for (_, resolution) in answers {
                census.tenants += 1;
                match resolution {
                    Some(resolution) => count(&mut tiers, resolution),
                    None => census.unanswered += 1,
                }
            }
            if next.is_none() {
                break;
            }
            after = next;
        }
        let row = |((tier, source, misconfigured), tenants)| TierCount {
            tier,
            source,
            misconfigured,
            tenants,
        };
        census.tiers = tiers.into_iter().map(row).collect();
        Ok(census)
    }
}

type Tiers = BTreeMap<(String, &'static str, bool), u64>;

fn count(tiers: &mut Tiers, resolution: Resolution) {
    let Resolution { tier, misconfigured, .. } = resolution;
    let mut row = (tier, DecidedBy::from(resolution.source).as_str(), misconfigured);
    if tiers.len() >= MOST_COUNTED && !tiers.contains_key(&row) {
        row.0 = OTHER.to_owned();
    }
    *tiers.entry(row).or_default() += 1;
}

/// Asks tenants' policies, and remembers what they answered.
struct Asker {
    policy: Policy,
    edition: Option<String>,
    now: Timestamp,
    /// The policies that tenants are pinned to, by digest; `None` for one that cannot be loaded.
    pinned: HashMap<String, Option<Policy>>,
    remembered: HashMap<(Option<String>, Tenant), Option<Resolution>>,
}

/// Tenants and their tiers; `None` if the policy gives no answer.
type Answers = Vec<(Stored, Option<Resolution>)>;

impl Asker {
    fn new<S: Store>(tenants: &Tenants<S>) -> Self {
        let tiers = tenants.tiers();
        Self {
            policy: tiers.policy(),
            edition: tiers.edition().map(str::to_owned),
            now: tiers.now(),
            pinned: HashMap::new(),
            remembered: HashMap::new(),
        }
    }

    /// Asks about each of some tenants, or only about the first ones if it takes longer than
    /// `until`.
    async fn ask<S: Store>(
        mut self,
        tenants: &Tenants<S>,
        stored: Vec<Stored>,
        until: impl Into<Option<Instant>>,
    ) -> Result<(Self, Answers), StoreError> {
        for one in &stored {
            let Some(digest) = one.policy.as_ref().filter(|it| !self.pinned.contains_key(*it))
            else {
                continue;
            };
            let read = tenants.store().read(&one.tenant).await.ok().flatten();
            let policy = read.and_then(|read| read.policy);
            let policy = policy.filter(|policy| policy.digest() == digest);
            self.pinned.insert(digest.clone(), policy);
        }
        let until = until.into();
        let ask = move || {
            let mut answers = Vec::with_capacity(stored.len());
            for one in stored {
                // At least one, so that a search always goes on.
                if !answers.is_empty() && until.is_some_and(|until| Instant::now() > until) {
                    break;
                }
                let resolution = self.resolve(&one);
                answers.push((one, resolution));
            }
            (self, answers)
        };
        Ok(tokio::task::spawn_blocking(ask).await?)
    }

    fn resolve(&mut self, stored: &Stored) -> Option<Resolution> {
        let policy = match &stored.policy {
            Some(digest) => self.pinned.get(digest).and_then(Option::as_ref),
            None => Some(&self.policy),
        };
        let mut told = stored.facts.as_billed_by(policy?).ok()?.into_owned();
        told.edition = told.edition.or_else(|| self.edition.clone());
        let key = (stored.policy.clone(), told);
        if let Some(known) = self.remembered.get(&key) {
            return known.clone();
        }
        let resolution = policy?.resolve(&key.1, self.now).ok();
        if self.remembered.len() < MOST_REMEMBERED {
            self.remembered.insert(key, resolution.clone());
        }
        resolution
    }
}
