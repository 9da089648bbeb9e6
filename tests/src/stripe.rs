//! Stripe's events for tests, signed.

use anyhow::Result;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The secret of the tests' endpoints.
pub const SECRET: &str = "whsec_test";

/// The header with the signature of a request.
pub const HEADER: &str = "stripe-signature";

/// Returns the header's value for a body that is signed at this time.
///
/// # Errors
///
/// Never: a key of this kind may have any length.
pub fn signature(body: &str, at: u64, secret: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String = mac.finalize().into_bytes().iter().map(|it| format!("{it:02x}")).collect();
    Ok(format!("t={at},v1={hex}"))
}

/// Returns a subscription to the Pro plan, of a customer of its own.
pub fn subscription(id: &str, status: &str, metadata: &Value) -> Value {
    json!({ "id": id, "object": "subscription", "status": status, "customer": format!("cus_{id}"),
        "metadata": metadata, "cancel_at_period_end": false, "items": { "data": [
            { "id": "si_1", "quantity": 1, "price": { "id": "p-pro", "product": "prod_1" } } ] } })
}

/// Returns an event about a subscription.
pub fn event(id: &str, kind: &str, at: u64, object: &Value) -> Value {
    any_event(id, &format!("customer.subscription.{kind}"), at, object)
}

/// Returns an event of any kind.
pub fn any_event(id: &str, kind: &str, at: u64, object: &Value) -> Value {
    json!({ "id": id, "object": "event", "type": kind, "created": at, "livemode": true,
        "data": { "object": object } })
}

/// Returns the metadata that names a tenant.
pub fn of(tenant: &str) -> Value {
    json!({ "tiergate_tenant": tenant })
}
