//! What would follow from reports, and what follows from everything that is stored.

use super::work_out::{Subscriptions, affected, differing, facts_of, keep_owners, load, writer};
use super::{BilledSubscription, BillingReader, BillingReport, TakenIn, rows};
use crate::error::{StoreError, WriteError};
use crate::events::event::By;
use crate::events::inserts::Rows;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A subscription whose state is stored otherwise than it follows from what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BillingDifference {
    /// The subscription.
    pub id: String,
    /// As stored; absent if it is not.
    pub stored: Option<BilledSubscription>,
    /// As it follows.
    pub follows: BilledSubscription,
    /// Whether it stays with its tenant, and would belong to nobody by the reader's settings: see
    /// [`BillingReader::by_other_settings`]. Then `stored` and `follows` may be the same.
    pub stays: bool,
}

/// The result of working out stored subscriptions again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BillingRestated {
    /// The last subscription of this batch; absent if there was none.
    pub last: Option<String>,
    /// How many subscriptions there were.
    pub subscriptions: usize,
    /// Those that were stored otherwise, and those that stay with their tenant.
    pub differences: Vec<BillingDifference>,
    /// The tenants whose subscriptions changed.
    pub changed: Vec<String>,
}

impl<DB: Backend> SqlStore<DB> {
    /// Returns what taking in these reports would change, and stores nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     store: tiergate_store::SqliteStore,
    /// #     reader: std::sync::Arc<dyn tiergate_store::BillingReader>,
    /// # ) -> Result<(), tiergate_store::StoreError> {
    /// use tiergate_store::{BillingFact, BillingReport};
    ///
    /// let fact = BillingFact { subjects: vec!["stripe:sub_1".into()], text: "…".into() };
    /// let report = BillingReport {
    ///     id: "evt_1".into(),
    ///     kind: "customer.subscription.updated".into(),
    ///     at: Some(tiergate::now()),
    ///     facts: vec![fact],
    ///     problems: Vec::new(),
    /// };
    /// for difference in store.compare_billed(&[report], reader.as_ref()).await? {
    ///     println!("{} would change", difference.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn compare_billed(
        &self,
        reports: &[BillingReport],
        reader: &dyn BillingReader,
    ) -> Result<Vec<BillingDifference>, StoreError> {
        within(TO_READ, async {
            let mut reading = self.reading().await?;
            let all: Vec<_> = reports.iter().collect();
            let (fresh, wanted) = facts_of(&all);
            let stored = load::<DB>(&mut reading, &fresh, wanted, reader).await?;
            // Some of the reports may be stored already.
            let facts: BTreeSet<_> = stored.into_iter().chain(fresh).collect();
            let facts: Vec<_> = facts.into_iter().collect();
            let mut state = reader.state(&facts);
            let stay = keep_owners::<DB>(&mut reading, &facts, &mut state, reader).await?;
            let ids = state.keys().cloned().collect();
            Ok(differences(state, rows::these::<DB>(&mut reading, &ids).await?, &stay))
        })
        .await
    }

    /// Works out the state of the first 500 subscriptions after this one, in byte order of their
    /// identifiers, from all facts that are stored, and writes what differs. Begin with an empty
    /// text, and go on with [`BillingRestated::last`]. A key and a revision of `by` do not count: they
    /// would apply to one write to one tenant.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was written, because the history cannot have the writer or the
    /// database does not answer.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     store: tiergate_store::SqliteStore,
    /// #     reader: std::sync::Arc<dyn tiergate_store::BillingReader>,
    /// # ) -> Result<(), tiergate_store::WriteError> {
    /// use std::sync::Arc;
    /// use tiergate_store::By;
    ///
    /// let (mut after, by) = (String::new(), By::new("ann"));
    /// loop {
    ///     let restated = store.restate(&after, Arc::clone(&reader), &by).await?;
    ///     let Some(last) = restated.last else { break };
    ///     after = last;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn restate(
        &self,
        after: &str,
        reader: Arc<dyn BillingReader>,
        by: &By,
    ) -> Result<BillingRestated, WriteError> {
        let (store, by, after) = (self.clone(), writer(by)?, after.to_owned());
        let restated = async move { store.restate_now(&after, reader.as_ref(), &by).await };
        Ok(to_its_end(restated).await?)
    }

    async fn restate_now(
        &self,
        after: &str,
        reader: &dyn BillingReader,
        by: &By,
    ) -> Result<BillingRestated, StoreError> {
        let mut turn = self.turn_to_write().await?;
        let batch: Vec<String> =
            rows::after::<DB>(&mut turn, after, 500).await?.into_iter().map(|row| row.0).collect();
        let wanted: BTreeSet<String> = batch.iter().cloned().collect();
        let facts = load::<DB>(&mut turn, &[], wanted, reader).await?;
        let mut state = reader.state(&facts);
        let stay = keep_owners::<DB>(&mut turn, &facts, &mut state, reader).await?;
        let previous = rows::these::<DB>(&mut turn, &state.keys().cloned().collect()).await?;
        let of_tenants = affected::<DB>(&mut turn, &state, &previous).await?;
        let mut batch_rows = Rows::<DB>::new();
        rows::put_subscriptions(&mut batch_rows, &differing(&state, &previous))?;
        let differences = differences(state, previous, &stay);
        if !batch_rows.is_empty() {
            batch_rows.write(&mut turn).await?;
        }
        let mut taken = TakenIn::default();
        self.bill_all(turn, of_tenants, reader, by, &BTreeSet::new(), &mut taken).await?;
        let (last, subscriptions) = (batch.last().cloned(), batch.len());
        Ok(BillingRestated { last, subscriptions, differences, changed: taken.changed })
    }

    /// Returns the first 1,000 subscriptions after this one, as stored, in byte order of their
    /// identifiers. Begin with an empty text.
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
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// assert!(store.billed_after("").await?.is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn billed_after(
        &self,
        after: &str,
    ) -> Result<Vec<(String, BilledSubscription)>, StoreError> {
        within(TO_READ, async {
            rows::after::<DB>(&mut *self.reading().await?, after, 1_000).await
        })
        .await
    }

    /// Returns these subscriptions, as stored. Those that no report names are left out.
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
    /// # let store = tiergate_store::SqliteStore::in_memory().await?;
    /// assert!(store.billed_subscriptions(&["stripe:sub_1".to_owned()].into()).await?.is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn billed_subscriptions(
        &self,
        ids: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, BilledSubscription>, StoreError> {
        within(TO_READ, async { rows::these::<DB>(&mut *self.reading().await?, ids).await }).await
    }

    /// Returns the subscriptions that a subject, such as a customer, has to do with: their
    /// identifiers, and how they follow from everything that is stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     store: tiergate_store::SqliteStore,
    /// #     reader: std::sync::Arc<dyn tiergate_store::BillingReader>,
    /// # ) -> Result<(), tiergate_store::StoreError> {
    /// for id in store.billed_about("stripe:cus_1", reader.as_ref()).await?.keys() {
    ///     println!("{id} has to do with the customer");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn billed_about(
        &self,
        subject: &str,
        reader: &dyn BillingReader,
    ) -> Result<BTreeMap<String, BilledSubscription>, StoreError> {
        within(TO_READ, async {
            let mut reading = self.reading().await?;
            let wanted = BTreeSet::from([subject.to_owned()]);
            let facts = load::<DB>(&mut reading, &[], wanted, reader).await?;
            Ok(reader.state(&facts))
        })
        .await
    }
}

/// Returns the subscriptions of a state that are stored otherwise, or stay with their tenant.
fn differences(
    state: Subscriptions,
    mut previous: Subscriptions,
    stay: &BTreeSet<String>,
) -> Vec<BillingDifference> {
    let mut all = Vec::new();
    for (id, follows) in state {
        let (stored, stays) = (previous.remove(&id), stay.contains(&id));
        if stays || stored.as_ref() != Some(&follows) {
            all.push(BillingDifference { id, stored, follows, stays });
        }
    }
    all
}
