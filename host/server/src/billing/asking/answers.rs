//! Reading objects that Stripe's API returned, as answers with a number.

use crate::billing::event::{Answer, Event};
use crate::billing::known::Extract;
use crate::billing::provider::Provider;
use crate::billing::reader::report;
use crate::billing::stripe::api::{Got, Source, StripeApiError};
use crate::billing::stripe::json::text;
use crate::billing::stripe::{TENANT, prefixed};
use serde_json::Value;
use std::collections::BTreeSet;
use tiergate::Timestamp;
use tiergate_store::BillingReport;

/// What Stripe answered with under one number.
pub(in crate::billing) struct Answers<'a> {
    source: &'a Source,
    number: u64,
    events: Vec<Event>,
    /// Identifiers of subscriptions that were read, with Stripe's prefix.
    pub(in crate::billing) seen: BTreeSet<String>,
}

impl<'a> Answers<'a> {
    /// Creates an empty set of answers.
    pub(in crate::billing) fn new(source: &'a Source, number: u64) -> Self {
        Self { source, number, events: Vec::new(), seen: BTreeSet::new() }
    }

    /// Adds an object.
    pub(in crate::billing) fn add(&mut self, object: &Value, as_of: Timestamp) {
        let answer = Answer { number: self.number, as_of };
        self.events.push(self.source.stripe.read_answer(object, answer));
    }

    /// Adds an event, as if it had been sent.
    pub(in crate::billing) fn add_event(&mut self, event: &Value) {
        self.events.push(self.source.stripe.read(event.to_string().as_bytes()));
    }

    /// Adds a subscription, with all of its items, and the open invoices if a payment is missing.
    pub(in crate::billing) async fn add_subscription(
        &mut self,
        mut object: Value,
        as_of: Timestamp,
    ) -> Result<(), StripeApiError> {
        self.source.complete(&mut object).await?;
        let id = text(&object, "id").unwrap_or_default();
        self.seen.insert(prefixed(id));
        if matches!(text(&object, "status"), Some("past_due" | "unpaid")) {
            let invoices = self.source.open_invoices(id).await?;
            invoices.data.iter().for_each(|invoice| self.add(invoice, invoices.as_of));
        }
        self.add(&object, as_of);
        Ok(())
    }

    /// Adds a customer, unless it does not exist.
    pub(in crate::billing) async fn add_customer(
        &mut self,
        id: &str,
    ) -> Result<(), StripeApiError> {
        let got = self.source.customer(id).await;
        self.add_found(got)
    }

    /// Adds a product, unless it does not exist.
    pub(in crate::billing) async fn add_product(&mut self, id: &str) -> Result<(), StripeApiError> {
        let got = self.source.product(id).await;
        self.add_found(got)
    }

    fn add_found(&mut self, got: Result<Got, StripeApiError>) -> Result<(), StripeApiError> {
        match got {
            Ok(got) => self.add(&got.value, got.as_of),
            Err(StripeApiError::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Returns the products of all subscriptions that were added.
    pub(in crate::billing) fn products(&self) -> BTreeSet<String> {
        let extracts = self.events.iter().flat_map(|event| &event.extracts);
        let items = extracts.filter_map(|extract| match extract {
            Extract::Snapshot(it) => Some(&it.facts.items),
            _ => None,
        });
        items.flatten().filter_map(|item| item.product.clone()).collect()
    }

    /// Returns the answers as a store takes them in.
    pub(in crate::billing) fn reports(&self) -> Result<Vec<BillingReport>, serde_json::Error> {
        self.events.iter().filter(|it| it.is_of_concern()).map(report).collect()
    }
}

/// Returns whether a subscription itself says whose it is.
pub(in crate::billing) fn names_tenant(subscription: &Value) -> bool {
    subscription.get("metadata").is_some_and(|metadata| text(metadata, TENANT).is_some())
}
