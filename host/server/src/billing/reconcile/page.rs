//! One comparison, page by page.

use super::alike::is_sure;
use super::settle::Differing;
use super::{Discrepancy, ReconcileError, Reconciled};
use crate::billing::account::StripeAccount;
use crate::billing::asking::Answers;
use crate::billing::reader::Reader;
use crate::billing::stripe::api::Source;
use crate::billing::stripe::json::{is_true, text};
use crate::billing::stripe::prefixed;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tiergate::Timestamp;
use tiergate_store::{
    Backend, BilledSubscription, BillingReader, BillingReport, By, SqlStore, StoredFact,
};

/// A comparison that is under way.
///
/// # Examples
///
/// See [`StripeAccount::reconcile`].
pub struct Reconciliation<DB: Backend> {
    pub(super) source: Source,
    pub(super) store: SqlStore<DB>,
    pub(super) reader: Arc<Reader>,
    pub(super) by: By,
    pub(super) is_dry: bool,
    /// The number of the page's answer.
    pub(super) number: u64,
    /// The subscription to begin the next page after; `None` for the first page.
    after: Option<String>,
    has_ended: bool,
    /// The stored subscriptions that are not over, and were not in Stripe's list so far.
    missing: BTreeSet<String>,
    /// The products that were asked about, with the answers.
    pub(super) products: BTreeMap<String, Vec<BillingReport>>,
    pub(super) found: Reconciled,
}

impl StripeAccount {
    /// Begins to compare all of the account's subscriptions with what is stored. What differs is
    /// written, unless it `is_dry`. Next to events that arrive meanwhile, and next to another
    /// comparison, it is safe: what is stored follows from the set of all events and answers.
    ///
    /// Subscriptions that Stripe does not have are listed, and stay as they are. A key and a revision
    /// of `by` do not count.
    ///
    /// # Errors
    ///
    /// [`ReconcileError`] if there is no [`api`](Self::api), the history cannot have `by`, or the
    /// store gives no answer.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(
    /// #     account: tiergate_server::StripeAccount,
    /// #     store: tiergate_store::SqliteStore,
    /// # ) -> Result<(), tiergate_server::ReconcileError> {
    /// use tiergate_store::By;
    ///
    /// let mut run = account.reconcile(&store, &By::new("ann"), false).await?;
    /// while run.step().await? {
    ///     println!("{} compared", run.found().subscriptions);
    /// }
    /// for it in &run.found().differences {
    ///     println!("{}: {}", it.subscription, it.differs.join("; "));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn reconcile<DB: Backend>(
        &self,
        store: &SqlStore<DB>,
        by: &By,
        is_dry: bool,
    ) -> Result<Reconciliation<DB>, ReconcileError> {
        by.check()?;
        let source = self.source().ok_or(ReconcileError::NoApi)?;
        let missing = open_subscriptions(store).await?;
        Ok(Reconciliation {
            source,
            store: store.clone(),
            reader: Arc::new(self.reader()),
            by: by.clone(),
            is_dry,
            number: 0,
            after: None,
            has_ended: false,
            missing,
            products: BTreeMap::new(),
            found: Reconciled::default(),
        })
    }
}

impl<DB: Backend> Reconciliation<DB> {
    /// Compares the next page of Stripe's list. Returns whether there are more. After an error it
    /// can be called again, and compares the same page.
    ///
    /// # Errors
    ///
    /// [`ReconcileError`] if Stripe or the store gives no answer.
    ///
    /// # Examples
    ///
    /// See [`StripeAccount::reconcile`].
    pub async fn step(&mut self) -> Result<bool, ReconcileError> {
        if self.has_ended {
            return Ok(false);
        }
        // Before the request: so an answer to a later one has a greater number.
        self.number = self.store.take_billing_number().await?;
        let page = self.source.subscriptions(self.after.as_deref()).await?;
        let objects = by_id(page.data);
        let stored = self.store.billed_subscriptions(&objects.keys().cloned().collect()).await?;
        let mut unclear = Vec::new();
        for (id, object) in &objects {
            let is_same = stored.get(id).is_some_and(|it| self.is_same(id, it, object, page.as_of));
            if !is_same {
                unclear.push((object.clone(), stored.get(id)));
            }
        }
        let Differing { listed, reports } = self.differing(unclear, page.as_of).await?;
        let absent = match page.next {
            None => self.absent(&objects).await?,
            Some(_) => Vec::new(),
        };
        if !self.is_dry && !reports.is_empty() {
            self.store.take_in(reports, Arc::clone(&self.reader) as _, &self.by).await?;
        }
        // Nothing from here on can fail, so that a page counts once.
        self.found.subscriptions += objects.len();
        listed.into_iter().chain(absent).for_each(|it| self.found.add(it));
        self.missing.retain(|id| !objects.contains_key(id));
        self.has_ended = page.next.is_none();
        self.after = page.next;
        Ok(!self.has_ended)
    }

    /// Returns what was found so far.
    ///
    /// # Examples
    ///
    /// See [`StripeAccount::reconcile`].
    pub fn found(&self) -> &Reconciled {
        &self.found
    }

    /// Returns whether a stored subscription is sure to be what Stripe has, by itself.
    fn is_same(
        &self,
        id: &str,
        stored: &BilledSubscription,
        object: &Value,
        as_of: Timestamp,
    ) -> bool {
        if object.get("items").is_some_and(|items| is_true(items, "has_more")) {
            return false;
        }
        let mut answers = Answers::new(&self.source, self.number);
        answers.add(object, as_of);
        let Ok(reports) = answers.reports() else { return false };
        let alone = self.reader.state(&facts(&reports));
        alone.get(id).is_some_and(|it| is_sure(stored, it))
    }

    /// Returns the stored subscriptions that are not over, and that Stripe does not have: neither
    /// before nor among these, the last ones.
    async fn absent(
        &self,
        last: &BTreeMap<String, Value>,
    ) -> Result<Vec<Discrepancy>, ReconcileError> {
        let missing = self.missing.iter().filter(|id| !last.contains_key(*id));
        let missing: BTreeSet<String> = missing.cloned().collect();
        let mut stored = self.store.billed_subscriptions(&missing).await?;
        let absent = missing.into_iter().map(|subscription| {
            let tenant = stored.remove(&subscription).and_then(|it| it.tenant);
            let differs = vec!["Stripe does not have it; it stays as it is stored".to_owned()];
            Discrepancy { subscription, tenant, differs }
        });
        Ok(absent.collect())
    }
}

/// Returns subscriptions by their identifiers.
fn by_id(data: Vec<Value>) -> BTreeMap<String, Value> {
    let named = data.into_iter().filter_map(|it| Some((prefixed(text(&it, "id")?), it)));
    named.collect()
}

/// Returns reports as stored facts.
fn facts(reports: &[BillingReport]) -> Vec<StoredFact> {
    let of = |report: &BillingReport| {
        let facts = (0..).zip(report.facts.clone());
        let id = report.id.clone();
        facts.map(move |(number, fact)| (id.clone(), number, fact.text)).collect::<Vec<_>>()
    };
    reports.iter().flat_map(of).collect()
}

/// Returns the stored subscriptions of Stripe that are not over.
async fn open_subscriptions<DB: Backend>(
    store: &SqlStore<DB>,
) -> Result<BTreeSet<String>, ReconcileError> {
    let is_open =
        |it: &BilledSubscription| it.subscription.as_ref().is_some_and(|it| !it.status.is_over());
    let (mut open, mut after) = (BTreeSet::new(), String::new());
    loop {
        let batch = store.billed_after(&after).await?;
        let Some((last, _)) = batch.last() else { return Ok(open) };
        after.clone_from(last);
        let own = batch.into_iter().filter(|(id, it)| id.starts_with("stripe:sub_") && is_open(it));
        open.extend(own.map(|(id, _)| id));
    }
}
