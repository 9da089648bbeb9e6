//! What an account of Stripe has.

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The objects of an account, by identifier. Each is as Stripe's API shows it.
#[derive(Debug)]
pub struct Account {
    /// Subscriptions, in the order in which they were created.
    pub(super) subscriptions: BTreeMap<u64, Value>,
    /// Where each subscription is in that order.
    pub(super) numbers: BTreeMap<String, u64>,
    /// Subscriptions as they were before their last change.
    pub(super) previous: BTreeMap<String, Value>,
    /// Customers, products, events and checkout sessions, of which the last have all `line_items`.
    pub objects: BTreeMap<String, Value>,
    /// Open invoices of each subscription.
    pub invoices: BTreeMap<String, Vec<Value>>,
    /// The lookup keys of each customer's active entitlements.
    pub entitlements: BTreeMap<String, Vec<String>>,
    /// How many objects a page has at most.
    pub page: usize,
    /// How many items a subscription shows by itself.
    pub items: usize,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            subscriptions: BTreeMap::new(),
            numbers: BTreeMap::new(),
            previous: BTreeMap::new(),
            objects: BTreeMap::new(),
            invoices: BTreeMap::new(),
            entitlements: BTreeMap::new(),
            page: 100,
            items: 10,
        }
    }
}

impl Account {
    /// Adds a subscription, or replaces it.
    pub fn put(&mut self, subscription: Value) {
        let id = subscription.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let next = self.numbers.len() as u64;
        let number = *self.numbers.entry(id.clone()).or_insert(next);
        if let Some(previous) = self.subscriptions.insert(number, subscription) {
            self.previous.insert(id, previous);
        }
    }

    /// Removes a subscription, as if it had never been there.
    pub fn remove(&mut self, id: &str) {
        let number = self.numbers.get(id);
        number.map(|number| self.subscriptions.remove(number));
    }

    /// Returns a subscription, with all of its items.
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.subscriptions.get(self.numbers.get(id)?)
    }

    /// Returns all subscriptions, with all of their items.
    pub fn all(&self) -> impl Iterator<Item = &Value> {
        self.subscriptions.values()
    }

    /// Returns a subscription as an event has it: with as many items as it shows.
    pub fn shown(&self, subscription: &Value) -> Value {
        let mut shown = subscription.clone();
        if let Some(Value::Array(items)) = shown.pointer_mut("/items/data")
            && items.len() > self.items
        {
            items.truncate(self.items);
            if let Some(has_more) = shown.pointer_mut("/items/has_more") {
                *has_more = json!(true);
            }
        }
        shown
    }
}

/// Returns a subscription to these prices, each with a quantity and a product of its own.
pub fn subscription(
    id: &str,
    customer: &str,
    status: &str,
    prices: &[(&str, u64)],
    metadata: &Value,
) -> Value {
    let item = |(price, quantity): &(&str, u64)| {
        json!({ "id": format!("si_{id}_{price}"), "object": "subscription_item",
            "quantity": quantity,
            "price": { "id": price, "object": "price", "product": format!("prod_{price}") } })
    };
    let items: Vec<_> = prices.iter().map(item).collect();
    json!({ "id": id, "object": "subscription", "status": status, "customer": customer,
        "livemode": true, "metadata": metadata, "cancel_at": null, "cancel_at_period_end": false,
        "trial_end": null, "pause_collection": null, "ended_at": null,
        "items": { "object": "list", "data": items, "has_more": false } })
}
