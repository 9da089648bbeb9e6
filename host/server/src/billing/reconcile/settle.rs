//! The subscriptions of a page that may differ from what is stored.

use super::alike::is_alike;
use super::words::differs;
use super::{Discrepancy, ReconcileError, Reconciliation};
use crate::billing::asking::{Answers, names_tenant};
use crate::billing::stripe::json::{id, text};
use crate::billing::stripe::prefixed;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tiergate::Timestamp;
use tiergate_store::{Backend, BilledSubscription, BillingReport, Difference};

/// What Stripe answered about the subscriptions of a page.
#[derive(Default)]
struct Asked {
    /// The answers about each subscription.
    own: BTreeMap<String, Vec<BillingReport>>,
    /// Those about customers and products, which several subscriptions may need.
    shared: Vec<BillingReport>,
}

impl<DB: Backend> Reconciliation<DB> {
    /// Asks for everything about these subscriptions, and writes those that differ.
    pub(super) async fn settle(
        &mut self,
        unclear: Vec<(Value, Option<&BilledSubscription>)>,
        as_of: Timestamp,
    ) -> Result<(), ReconcileError> {
        if unclear.is_empty() {
            return Ok(());
        }
        let asked = self.ask(unclear, as_of).await?;
        let all: Vec<_> = asked.own.values().flatten().chain(&asked.shared).cloned().collect();
        let differences = self.store.compare_billed(&all, self.reader.as_ref()).await?;
        let is_other = |it: &&Difference| {
            !it.stored.as_ref().is_some_and(|stored| is_alike(stored, &it.follows))
        };
        let differences: Vec<_> = differences.iter().filter(is_other).collect();
        for it in &differences {
            let differs = differs(it.stored.as_ref(), &it.follows);
            let (subscription, tenant) = (it.id.clone(), it.follows.tenant.clone());
            self.found.add(Discrepancy { subscription, tenant, differs });
        }
        if !self.is_dry && !differences.is_empty() {
            let reports = asked.needed(&differences);
            self.store.take_in(reports, Arc::clone(&self.reader) as _, &self.by).await?;
        }
        Ok(())
    }

    async fn ask(
        &mut self,
        unclear: Vec<(Value, Option<&BilledSubscription>)>,
        as_of: Timestamp,
    ) -> Result<Asked, ReconcileError> {
        let source = self.source.clone();
        let (mut asked, mut customers) = (Asked::default(), Answers::new(&source, self.number));
        let (mut of, mut products) = (BTreeSet::new(), BTreeSet::new());
        for (object, stored) in unclear {
            let name = prefixed(text(&object, "id").unwrap_or_default());
            let has_owner = stored.is_some_and(|it| it.tenant.is_some()) || names_tenant(&object);
            if let (false, Some(customer)) = (has_owner, id(&object, "customer"))
                && of.insert(customer.to_owned())
            {
                customers.add_customer(customer).await?;
            }
            let mut own = Answers::new(&source, self.number);
            own.add_subscription(object, as_of).await?;
            products.extend(own.products());
            asked.own.insert(name, own.reports()?);
        }
        asked.shared = customers.reports()?;
        for product in products {
            asked.shared.extend(self.product(product).await?);
        }
        Ok(asked)
    }

    /// Returns the answers about a product, which has the name that a tier map may list. Each is
    /// asked about once.
    async fn product(&mut self, id: String) -> Result<Vec<BillingReport>, ReconcileError> {
        if let Some(known) = self.products.get(&id) {
            return Ok(known.clone());
        }
        let mut answers = Answers::new(&self.source, self.number);
        answers.add_product(&id).await?;
        let reports = answers.reports()?;
        self.products.insert(id, reports.clone());
        Ok(reports)
    }
}

impl Asked {
    /// Returns the answers that differences follow from. If one is about a subscription that was
    /// not asked about, it follows from those about others.
    fn needed(self, differences: &[&Difference]) -> Vec<BillingReport> {
        let has_own = differences.iter().all(|it| self.own.contains_key(&it.id));
        let differ: BTreeSet<&String> = differences.iter().map(|it| &it.id).collect();
        let own = self.own.into_iter().filter(|(id, _)| !has_own || differ.contains(id));
        own.flat_map(|(_, reports)| reports).chain(self.shared).collect()
    }
}
