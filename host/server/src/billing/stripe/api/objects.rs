//! The requests. Each takes and returns Stripe's own identifiers and objects.

use super::get::Got;
use super::pages::{List, Page};
use super::{Source, StripeApiError};
use crate::billing::stripe::json::{inner, is_true, text};
use serde_json::{Value, json};

impl Source {
    /// Reads all subscriptions of a customer, also those that are over.
    pub(crate) async fn subscriptions_of(&self, customer: &str) -> Result<List, StripeApiError> {
        let query = [("customer", customer), ("status", "all")];
        self.list(&["subscriptions"], &query).await
    }

    /// Reads a page of all subscriptions of the account.
    pub(crate) async fn subscriptions(&self, after: Option<&str>) -> Result<Page, StripeApiError> {
        self.page(&["subscriptions"], &[("status", "all")], after).await
    }

    /// Reads one subscription.
    pub(crate) async fn subscription(&self, id: &str) -> Result<Got, StripeApiError> {
        self.get(&["subscriptions", id], &[]).await
    }

    /// Reads the items of a subscription that has more of them than a page of its own.
    pub(crate) async fn complete(&self, subscription: &mut Value) -> Result<(), StripeApiError> {
        let has_more = inner(subscription, &["items"]).is_some_and(|it| is_true(it, "has_more"));
        let id = text(subscription, "id").filter(|_| has_more).map(str::to_owned);
        if let (Some(id), Value::Object(fields)) = (id, subscription) {
            let items = self.list(&["subscription_items"], &[("subscription", &id)]).await?;
            fields.insert("items".to_owned(), whole(items));
        }
        Ok(())
    }

    /// Reads the open invoices of a subscription, which say since when it is past due.
    pub(crate) async fn open_invoices(&self, subscription: &str) -> Result<List, StripeApiError> {
        let query = [("subscription", subscription), ("status", "open")];
        self.list(&["invoices"], &query).await
    }

    /// Reads a customer.
    pub(crate) async fn customer(&self, id: &str) -> Result<Got, StripeApiError> {
        self.get(&["customers", id], &[]).await
    }

    /// Reads a product.
    pub(crate) async fn product(&self, id: &str) -> Result<Got, StripeApiError> {
        self.get(&["products", id], &[]).await
    }

    /// Reads an event of the last 30 days.
    pub(crate) async fn event(&self, id: &str) -> Result<Got, StripeApiError> {
        self.get(&["events", id], &[]).await
    }

    /// Reads a checkout session with all of its line items, which it does not have by itself.
    pub(crate) async fn session(&self, id: &str) -> Result<Got, StripeApiError> {
        let mut got = self.get(&["checkout", "sessions", id], &[]).await?;
        let lines = self.list(&["checkout", "sessions", id, "line_items"], &[]).await?;
        if let Value::Object(fields) = &mut got.value {
            fields.insert("line_items".to_owned(), whole(lines));
        }
        Ok(got)
    }

    /// Reads all active entitlements of a customer, as the object that events about them have.
    pub(crate) async fn entitlements(&self, customer: &str) -> Result<Got, StripeApiError> {
        let path = ["entitlements", "active_entitlements"];
        let list = self.list(&path, &[("customer", customer)]).await?;
        let as_of = list.as_of;
        let value = json!({
            "id": format!("entitlements:{customer}"), "customer": customer,
            "object": "entitlements.active_entitlement_summary", "entitlements": whole(list),
        });
        Ok(Got { value, as_of })
    }
}

/// Returns a list that has everything, as a field of an object.
fn whole(list: List) -> Value {
    json!({ "object": "list", "data": list.data, "has_more": false })
}
