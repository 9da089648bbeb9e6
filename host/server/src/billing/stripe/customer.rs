//! Customers: whose they are, and that they were deleted.

// Tests: read_tests.rs

use super::json::{is_true, text};
use super::{Data, prefixed, tenant};
use crate::billing::known::{DeletedCustomer, Extract, Link, LinkSource};

/// Reads an event about a customer.
pub(super) fn read(data: &Data<'_>) -> Vec<Extract> {
    let Some(customer) = text(data.object, "id").map(prefixed) else { return Vec::new() };
    let at = data.order.at;
    if data.kind == "deleted" || is_true(data.object, "deleted") {
        return vec![Extract::DeletedCustomer(DeletedCustomer { customer, at })];
    }
    if !matches!(data.kind, "created" | "updated" | "") {
        return Vec::new();
    }
    let tenant = tenant(data.object.get("metadata"));
    let source = LinkSource::Customer;
    let customer = Some(customer);
    vec![Extract::Link(Link { source, tenant, customer, subscription: None, at, number: None })]
}
