//! How many tenants are on which tier, from which source.

use crate::error::StoreError;
use crate::events::queries::PAGE;
use crate::events::search::{Page, Search};
use crate::store::Store;
use crate::tenants::Tenants;
use crate::tenants::asker::Asker;
use crate::tenants::decided_by::DecidedBy;
use serde::Serialize;
use std::collections::BTreeMap;
use tiergate::Resolution;

/// How many rows a census has at most: a policy may answer with tiers that its catalog does not
/// have.
const MOST_COUNTED: usize = 1_000;

/// The tier under which a census counts tenants that are past its last row.
const OTHER: &str = "other";

/// How many tenants are on which tier.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// let census = tenants.census().await?;
/// assert_eq!((census.tenants, census.unanswered), (1, 0));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Census {
    /// How many tenants there are.
    pub tenants: u64,
    /// How many of them are misconfigured.
    pub misconfigured: u64,
    /// How many of them have a plan from billing that is past due, or ended because of that.
    pub past_due: u64,
    /// How many of them have a policy that gives no answer.
    pub unanswered: u64,
    /// How many have each tier, from each source. If there are more than 1,000 different rows, the
    /// rest is counted under the tier `other`.
    pub tiers: Vec<TierCount>,
}

/// How many tenants have one tier from one source.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// let row = &tenants.census().await?.tiers[0];
/// assert_eq!((row.tier.as_str(), row.source, row.tenants), ("pro", "trial", 1));
/// # Ok(()) }
/// ```
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
    /// Counts all tenants by tier and source. It reads every tenant, 1,000 at a time.
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
    /// use tiergate_store::By;
    ///
    /// tenants.grant("acme", "partner", None, &By::new("ann")).await?;
    /// assert_eq!(tenants.census().await?.tiers[0].tier, "partner");
    /// # Ok(()) }
    /// ```
    pub async fn census(&self) -> Result<Census, StoreError> {
        let (mut census, mut tiers) = (Census::default(), BTreeMap::new());
        let (mut asker, mut after) = (Asker::new(self), None);
        loop {
            let search = Search { after, limit: PAGE, ..Search::default() };
            let Page { tenants, next } = self.store().list(&search).await?;
            // `None`: however long it takes.
            let (back, answers) = asker.ask(self, tenants, None).await?;
            asker = back;
            for answer in answers {
                census.tenants += 1;
                census.past_due += u64::from(answer.past_due.is_some());
                match answer.resolution {
                    Some(resolution) => {
                        census.misconfigured += u64::from(resolution.misconfigured);
                        count(&mut tiers, resolution);
                    }
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
