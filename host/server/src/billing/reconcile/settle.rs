//! The subscriptions of a page that may differ from what is stored.

use super::alike::is_alike;
use super::words::differs;
use super::{Discrepancy, ReconcileError, Reconciliation};
use crate::billing::asking::{Answers, names_tenant};
use crate::billing::stripe::json::{id, text};
use crate::billing::stripe::prefixed;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tiergate::Timestamp;
use tiergate_store::{Backend, BilledSubscription, BillingDifference, BillingReport};

/// What differs of a page, and the answers that it follows from.
#[derive(Default)]
pub(super) struct Differing {
    pub(super) listed: Vec<Discrepancy>,
    /// Empty if there is nothing to write.
    pub(super) reports: Vec<BillingReport>,
}

/// What Stripe answered about the subscriptions of a page.
#[derive(Default)]
struct Asked {
    /// The answers about each subscription.
    own: BTreeMap<String, Vec<BillingReport>>,
    /// Those about customers and products, which several subscriptions may need.
    shared: Vec<BillingReport>,
}

impl<DB: Backend> Reconciliation<DB> {
    /// Asks for everything about these subscriptions, and returns what differs.
    pub(super) async fn differing(
        &mut self,
        unclear: Vec<(Value, Option<&BilledSubscription>)>,
        as_of: Timestamp,
    ) -> Result<Differing, ReconcileError> {
        if unclear.is_empty() {
            return Ok(Differing::default());
        }
        let asked = self.ask(unclear, as_of).await?;
        let all: Vec<_> = asked.own.values().flatten().chain(&asked.shared).cloned().collect();
        let differences = self.store.compare_billed(&all, self.reader.as_ref()).await?;
        let is_other = |it: &&BillingDifference| {
            !it.stored.as_ref().is_some_and(|stored| is_alike(stored, &it.follows))
        };
        let listed = differences.iter().filter(|it| it.stays || is_other(it));
        let listed = listed.map(|it| {
            let (subscription, tenant) = (it.id.clone(), it.follows.tenant.clone());
            Discrepancy { subscription, tenant, differs: differs(it) }
        });
        let listed = listed.collect();
        let other: Vec<_> = differences.iter().filter(is_other).collect();
        let reports = if other.is_empty() { Vec::new() } else { asked.needed(&other) };
        Ok(Differing { listed, reports })
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
    fn needed(self, differences: &[&BillingDifference]) -> Vec<BillingReport> {
        let has_own = differences.iter().all(|it| self.own.contains_key(&it.id));
        let differ: BTreeSet<&String> = differences.iter().map(|it| &it.id).collect();
        let own = self.own.into_iter().filter(|(id, _)| !has_own || differ.contains(id));
        own.flat_map(|(_, reports)| reports).chain(self.shared).collect()
    }
}
