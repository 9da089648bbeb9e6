//! Tenants that an import wrote, and that a later list no longer has.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Stored, Written};
use crate::events::queries::PAGE;
use crate::events::search::{Page, Search};
use crate::store::Store;
use crate::tenants::Tenants;
use tiergate::Source;

/// How many events are searched for who wrote a plan. If it was written earlier, the plan counts as
/// one that no import wrote, and stays.
const EVENTS: u32 = 1_000;

/// A tenant whose plan an import wrote, and that is not in the list.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate::Source;
/// use tiergate_store::{By, Import, Imported};
///
/// let row = Imported { tenant: "old".into(), plan: Some("pro".into()), edition: None, label: None };
/// let import = Import::new(By::new("import"));
/// tenants.import(&[row], &import).await?;
/// let absent = tenants.absent(Source::Billing, |_| false).await?;
/// assert_eq!(absent[0].tenant, "old");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Absent {
    /// The tenant.
    pub tenant: String,
    /// Its revision when it was found.
    pub revision: u64,
}

impl<S: Store> Tenants<S> {
    /// Finds the tenants whose plan from `source` was last written by an import, and that
    /// `is_listed` does not know. A plan that billing's subscriptions or an operator wrote is not
    /// an import's. It reads every tenant, and the history of those that are not listed.
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
    /// use tiergate::Source;
    /// use tiergate_store::{By, Import, Imported};
    ///
    /// let row = Imported { tenant: "old".into(), plan: Some("pro".into()), edition: None, label: None };
    /// let import = Import::new(By::new("import"));
    /// tenants.import(&[row], &import).await?;
    /// assert_eq!(tenants.absent(Source::Billing, |_| false).await?.len(), 1);
    /// assert!(tenants.absent(Source::Billing, |tenant| tenant == "old").await?.is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn absent(
        &self,
        source: Source,
        is_listed: impl Fn(&str) -> bool,
    ) -> Result<Vec<Absent>, StoreError> {
        let (mut absent, mut after) = (Vec::new(), None);
        loop {
            let search = Search { after, limit: PAGE, ..Search::default() };
            let Page { tenants, next } = self.store().list(&search).await?;
            for Stored { tenant, revision, facts, .. } in tenants {
                let has = facts.tenant.assignments.iter().any(|it| it.source == source);
                if has && !is_listed(&tenant) && self.is_imported(&tenant, source).await? {
                    absent.push(Absent { tenant, revision });
                }
            }
            if next.is_none() {
                return Ok(absent);
            }
            after = next;
        }
    }

    /// Ends the plan that an import wrote from `source`, if nobody has written to the tenant since
    /// it was found.
    ///
    /// # Errors
    ///
    /// [`WriteError::Conflict`] if anyone has written since, and the others of [`WriteError`].
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate::Source;
    /// use tiergate_store::{By, Import, Imported};
    ///
    /// let row = Imported { tenant: "old".into(), plan: Some("pro".into()), edition: None, label: None };
    /// let import = Import::new(By::new("import"));
    /// tenants.import(&[row], &import).await?;
    /// let absent = tenants.absent(Source::Billing, |_| false).await?;
    /// tenants.end_import(&absent[0], Source::Billing, &By::new("import")).await?;
    /// assert_eq!(tenants.tiers().resolve("old").await?.tier, "free");
    /// # Ok(()) }
    /// ```
    pub async fn end_import(
        &self,
        absent: &Absent,
        source: Source,
        by: &By,
    ) -> Result<Written, WriteError> {
        let by = by.clone().at_revision(absent.revision);
        self.store().write(&absent.tenant, Change::EndImport { source }, &by).await
    }

    /// Checks whether an import was the last to write what `source` says about a tenant.
    async fn is_imported(&self, tenant: &str, source: Source) -> Result<bool, StoreError> {
        let events = self.store().history(tenant, None, EVENTS).await?;
        let last = events.iter().find(|event| writes(&event.change, source));
        Ok(last.is_some_and(|event| matches!(event.change, Change::Import { .. })))
    }
}

/// Checks whether a change writes what `source` says.
fn writes(change: &Change, source: Source) -> bool {
    match change {
        // OK because a list without a plan writes nothing, except for billing.
        Change::Import { source: of, plan: None, .. } => *of == source && source == Source::Billing,
        Change::Import { source: of, .. } | Change::EndImport { source: of } => *of == source,
        Change::Bill { .. } => source == Source::Billing,
        Change::Grant { .. } | Change::Revoke => source == Source::Manual,
        Change::Trial { .. } | Change::EndTrial => source == Source::Trial,
        Change::Create { .. } => matches!(source, Source::Trial | Source::Default),
        _ => false,
    }
}
