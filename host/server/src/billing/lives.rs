//! Lives of subscriptions for tests, as Stripe's events of any API version.

use crate::billing::event::Event;
use crate::billing::known::{Known, state};
use crate::billing::provider::Provider;
use crate::billing::stripe::Stripe;
use crate::billing::stripe::signature::Secrets;
use serde_json::{Map, Value, json};
use tiergate::Subscription;

/// The second in which lives begin.
pub(super) const BEGIN: u64 = 1_790_000_000;

/// When the present period ends.
pub(super) const PERIOD_END: u64 = BEGIN + 30 * 86_400;

/// An API version, as an endpoint renders events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// `2017-08-15`, which localstripe has: items have only a plan.
    V2017,
    /// `2020-03-02`: items have a plan and a price.
    V2020,
    /// `2024-06-20`.
    V2024,
    /// `2025-03-31.basil`: periods are the items'; invoices have a parent.
    Basil,
    /// `2025-09-30.clover`: flexible billing.
    Clover,
    /// `2026-10-28.endive`.
    Endive,
}

pub(super) const VERSIONS: [Version; 6] = [
    Version::V2017,
    Version::V2020,
    Version::V2024,
    Version::Basil,
    Version::Clover,
    Version::Endive,
];

/// How a subscription stands, in the test's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) status: &'static str,
    pub(super) price: &'static str,
    pub(super) quantity: Option<u64>,
    pub(super) trial_end: Option<u64>,
    /// Whether it ends with the present period.
    pub(super) is_ending: bool,
    pub(super) is_collection_paused: bool,
    pub(super) ended_at: Option<u64>,
}

impl Model {
    pub(super) fn new(status: &'static str, price: &'static str, quantity: u64) -> Self {
        Self {
            status,
            price,
            quantity: Some(quantity),
            trial_end: None,
            is_ending: false,
            is_collection_paused: false,
            ended_at: None,
        }
    }
}

/// Returns an endpoint of test mode.
pub(super) fn stripe() -> Stripe {
    Stripe {
        secrets: Secrets::new(["whsec_test"]).unwrap(),
        is_live: false,
        account: None,
        reads_entitlements: true,
    }
}

/// Reads an event.
pub(super) fn read(event: &Value) -> Event {
    stripe().read(event.to_string().as_bytes())
}

/// Returns everything that events report.
pub(super) fn known<'a>(events: impl IntoIterator<Item = &'a Event>) -> Known {
    let mut known = Known::default();
    events.into_iter().for_each(|event| known.extend(event));
    known
}

/// Returns the subscriptions that events result in.
pub(super) fn subscriptions<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<Subscription> {
    state(&known(events)).subscriptions
}

/// An event that a subscription became so.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: u64,
    pub(super) kind: &'static str,
    pub(super) model: Model,
}

/// Returns the events of a life. Each `updated` has the previous values of what changed.
pub(super) fn events(version: Version, id: &str, steps: &[Step]) -> Vec<Value> {
    let mut previous: Option<Value> = None;
    let rendered = steps.iter().enumerate().map(|(number, step)| {
        let object = subscription(version, id, &step.model);
        let kind = format!("customer.subscription.{}", step.kind);
        let mut event = envelope(version, &format!("evt_{id}_{number}"), step.at, &kind, &object);
        if let Some(previous) = previous.replace(object.clone()).filter(|_| step.kind == "updated")
        {
            event["data"]["previous_attributes"] = changed(&previous, &object);
        }
        event
    });
    rendered.collect()
}

/// Returns the previous values of the fields that changed.
fn changed(previous: &Value, object: &Value) -> Value {
    let previous = previous.as_object().unwrap();
    let changed = previous.iter().filter(|(field, value)| object[field.as_str()] != **value);
    Value::Object(changed.map(|(field, value)| (field.clone(), value.clone())).collect())
}

/// Returns an event of any kind.
pub(super) fn envelope(version: Version, id: &str, at: u64, kind: &str, object: &Value) -> Value {
    let api_version = match version {
        Version::V2017 => "2017-08-15",
        Version::V2020 => "2020-03-02",
        Version::V2024 => "2024-06-20",
        Version::Basil => "2025-03-31.basil",
        Version::Clover => "2025-09-30.clover",
        Version::Endive => "2026-10-28.endive",
    };
    let mut event = json!({
        "id": id, "object": "event", "api_version": api_version, "created": at,
        "data": { "object": object }, "livemode": false, "type": kind,
    });
    if version != Version::V2017 {
        event["pending_webhooks"] = json!(1);
        event["request"] = json!({ "id": null, "idempotency_key": null });
    }
    event
}

/// Returns a thin event, whose twin is the event with this identifier.
pub(super) fn thin(id: &str, kind: &str, subscription: &str, twin: &str) -> Value {
    json!({
        "id": id, "object": "v2.core.event", "type": format!("v1.{kind}"), "livemode": false,
        "created": "2026-09-21T14:13:20.123Z", "snapshot_event": twin, "context": null,
        "related_object": { "id": subscription, "type": "subscription", "url": "/v1/…" },
    })
}

/// Returns a subscription as a version of the API renders it.
pub(super) fn subscription(version: Version, id: &str, model: &Model) -> Value {
    let item = item(version, model);
    let is_flexible = matches!(version, Version::Clover | Version::Endive);
    let mut object = Map::new();
    let mut set = |field: &str, value: Value| object.insert(field.to_owned(), value);
    set("id", json!(id));
    set("object", json!("subscription"));
    set("customer", customer(version, id));
    set("metadata", json!({ "tiergate_tenant": "acme", "email": "ann@example.com" }));
    set("status", json!(model.status));
    set("trial_end", json!(model.trial_end));
    set("ended_at", json!(model.ended_at));
    set("cancel_at_period_end", json!(model.is_ending && !is_flexible));
    set("canceled_at", json!(model.is_ending.then_some(BEGIN)));
    if version != Version::V2017 {
        set("cancel_at", json!(model.is_ending.then_some(PERIOD_END)));
        let pause = json!({ "behavior": "void", "resumes_at": null });
        set("pause_collection", if model.is_collection_paused { pause } else { Value::Null });
    }
    if matches!(version, Version::V2017 | Version::V2020 | Version::V2024) {
        set("current_period_end", json!(PERIOD_END));
        set("plan", item["plan"].clone());
        set("quantity", json!(model.quantity));
    }
    set("items", json!({ "object": "list", "data": [item], "has_more": false }));
    Value::Object(object)
}

/// Returns a customer: in `endive`, expanded.
fn customer(version: Version, id: &str) -> Value {
    let customer = format!("cus_{id}");
    if version == Version::Endive {
        return json!({ "id": customer, "object": "customer", "email": "ann@example.com" });
    }
    json!(customer)
}

fn item(version: Version, model: &Model) -> Value {
    let price = json!({
        "id": model.price, "product": format!("prod_{}", model.price),
        "metadata": { "tiergate": format!("tag-{}", model.price) },
    });
    let mut item = json!({ "id": "si_1", "object": "subscription_item", "metadata": {} });
    if let Some(quantity) = model.quantity {
        item["quantity"] = json!(quantity);
    }
    if matches!(version, Version::V2017 | Version::V2020 | Version::V2024) {
        item["plan"] = price.clone();
    } else {
        item["current_period_end"] = json!(PERIOD_END);
    }
    if version == Version::Endive {
        item["current_trial"] = Value::Null;
    }
    if version != Version::V2017 {
        item["price"] = price;
    }
    item
}

/// Returns an invoice of a subscription, as a version of the API renders it.
pub(super) fn invoice(version: Version, subscription: &str, at: u64) -> Value {
    let customer = format!("cus_{subscription}");
    let mut invoice = json!({ "id": "in_1", "object": "invoice", "customer": customer });
    match version {
        Version::V2017 => {
            invoice["date"] = json!(at);
            invoice["subscription"] = json!(subscription);
        }
        Version::V2020 | Version::V2024 => {
            invoice["created"] = json!(at - 3600);
            invoice["status_transitions"] = json!({ "finalized_at": at });
            invoice["subscription"] = json!(subscription);
        }
        Version::Basil | Version::Clover | Version::Endive => {
            invoice["created"] = json!(at - 3600);
            invoice["due_date"] = Value::Null;
            invoice["status_transitions"] = json!({ "finalized_at": at });
            let metadata = json!({ "tiergate_tenant": "acme" });
            let details = json!({ "subscription": subscription, "metadata": metadata });
            invoice["parent"] = json!({ "subscription_details": details });
        }
    }
    invoice
}
