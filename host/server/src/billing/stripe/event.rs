//! The envelope of an event.

// Tests: read_tests.rs

use super::json::{inner, moment, text};
use super::{Data, Stripe, checkout, customer, invoice, item, payment, subscription, thin};
use crate::billing::event::{Answer, Event, Problem};
use crate::billing::known::{Extract, Order};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use tiergate::Timestamp;

/// Reads a signed event.
pub(super) fn read(stripe: &Stripe, body: &[u8]) -> Event {
    let event: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let id = text(&event, "id");
    let mut read = Event {
        id: id.map_or_else(|| digest(body), str::to_owned),
        kind: text(&event, "type").unwrap_or_default().to_owned(),
        at: None,
        extracts: Vec::new(),
        problems: Vec::new(),
    };
    let checked = match event.is_object() {
        true => check(stripe, &event),
        false => Err(Problem::NotJson),
    };
    match checked {
        Ok(at) => {
            read.at = Some(at);
            read.extracts = extracts(stripe, &event, at, &mut read.problems);
        }
        Err(problem) => read.problems.push(problem),
    }
    read
}

/// Returns when an event happened, if it has all that an event must have, and is for this
/// endpoint.
fn check(stripe: &Stripe, event: &Value) -> Result<Timestamp, Problem> {
    text(event, "id").ok_or(Problem::Missing("id"))?;
    text(event, "type").ok_or(Problem::Missing("type"))?;
    let is_live = event.get("livemode").and_then(Value::as_bool);
    let is_live = is_live.ok_or(Problem::Missing("livemode"))?;
    if is_live != stripe.is_live {
        return Err(Problem::OtherMode(is_live));
    }
    let accounts = ["account", "context"].into_iter().filter_map(|field| text(event, field));
    let mut others = accounts.filter(|account| stripe.account.as_deref() != Some(account));
    if let Some(account) = others.next() {
        return Err(Problem::OtherAccount(account.to_owned()));
    }
    if thin::is_thin(event) {
        return thin::moment(event);
    }
    moment(event, "created")?.ok_or(Problem::Missing("created"))
}

/// Returns what an event reports.
fn extracts(
    stripe: &Stripe,
    event: &Value,
    at: Timestamp,
    problems: &mut Vec<Problem>,
) -> Vec<Extract> {
    let kind = text(event, "type").unwrap_or_default();
    if thin::is_thin(event) {
        return thin::read(stripe, event, at, problems);
    }
    let Some(object) = inner(event, &["data", "object"]) else {
        problems.push(Problem::Missing("data.object"));
        return Vec::new();
    };
    let (about, kind) = kind.rsplit_once('.').unwrap_or_default();
    let previous = inner(event, &["data", "previous_attributes"]).filter(|it| it.is_object());
    let data = Data { kind, object, previous, order: Order { at, number: None } };
    about_object(stripe, about, &data, problems)
}

/// Returns what an event about an object reports.
fn about_object(
    stripe: &Stripe,
    about: &str,
    data: &Data<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Extract> {
    let (object, at) = (data.object, data.order.at);
    match about {
        "customer.subscription" => subscription::read(data, problems),
        "checkout.session" => checkout::read(data, problems),
        "invoice" => invoice::read(data, problems),
        "customer" => customer::read(data),
        "charge" | "charge.dispute" | "refund" => payment::read(about, data),
        "entitlements.active_entitlement_summary" if stripe.reads_entitlements => {
            subscription::entitlements(data, problems)
        }
        "price" | "plan" => item::price(object, at),
        "product" => item::product(object, at).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Reads an object that Stripe's API returned.
pub(super) fn read_answer(object: &Value, answer: Answer) -> Event {
    let id = text(object, "id").unwrap_or_default();
    let kind = text(object, "object").unwrap_or_default().to_owned();
    let order = Order { at: answer.as_of, number: Some(answer.number) };
    let data = Data { kind: "", object, previous: None, order };
    let mut problems = Vec::new();
    let extracts = match kind.as_str() {
        "subscription" => subscription::read(&data, &mut problems),
        "checkout.session" => checkout::read(&data, &mut problems),
        "invoice" => invoice::read(&data, &mut problems),
        "customer" => customer::read(&data),
        "entitlements.active_entitlement_summary" => {
            subscription::entitlements(&data, &mut problems)
        }
        "price" => item::price(object, order.at),
        "product" => item::product(object, order.at).into_iter().collect(),
        _ => Vec::new(),
    };
    let id = format!("answer:{}:{id}", answer.number);
    Event { id, kind, at: Some(order.at), extracts, problems }
}

/// Returns the SHA-256 of a body that has no identifier.
fn digest(body: &[u8]) -> String {
    Sha256::digest(body).iter().fold("sha256:".to_owned(), |mut text, byte| {
        // OK because writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
