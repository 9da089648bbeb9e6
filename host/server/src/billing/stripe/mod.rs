//! Stripe: how its events are signed, and what they report.
//!
//! Events of any API version are read, from 2017 on: the version is that of the endpoint, and
//! endpoints live for years. So only the few fields that matter are read, each at every place
//! that it has had. A typed library would refuse all versions but its own.

// Tests: fuzz_tests.rs, node_tests.rs, read_tests.rs, subscription_tests.rs, and ../versions_tests.rs for the API versions.

pub(crate) mod api;
mod checkout;
mod customer;
mod event;
mod invoice;
mod item;
pub(super) mod json;
mod payment;
pub(crate) mod signature;
mod subscription;
mod thin;

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod node_tests;
#[cfg(test)]
mod read_tests;
#[cfg(test)]
mod signature_tests;
#[cfg(test)]
mod subscription_tests;

use crate::billing::event::{Answer, Event};
use crate::billing::known::Order;
use crate::billing::provider::{Provider, SignatureError};
use axum::http::HeaderMap;
use serde_json::Value;
use signature::{HEADER, Secrets};
use tiergate::Timestamp;

/// The key of a price's metadata with the name by which a tier map lists it; also of the metadata
/// of a session in which something is bought once.
pub(crate) const TAG: &str = "tiergate";

/// The key of the metadata of sessions, subscriptions and customers that names the tenant.
pub(crate) const TENANT: &str = "tiergate_tenant";

/// The kind of events among what is asked about.
pub(crate) const EVENT: &str = "event/";

/// Stripe's events at one endpoint. Has no `Debug`, because it has the secrets.
#[derive(Clone)]
pub(crate) struct Stripe {
    /// What may have signed an event.
    pub(crate) secrets: Secrets,
    /// Whether events must be of live mode; otherwise they must be of test mode.
    pub(crate) is_live: bool,
    /// The connected account whose events are read. Its owner can write all of its metadata.
    pub(crate) account: Option<String>,
    /// Whether entitlements are read, each lookup key as the name of an item.
    pub(crate) reads_entitlements: bool,
}

impl Provider for Stripe {
    fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), SignatureError> {
        let header = headers.get(HEADER).ok_or(SignatureError::Missing(HEADER))?;
        let malformed = |_| SignatureError::Malformed(HEADER.to_owned());
        self.secrets.verify(header.to_str().map_err(malformed)?, body, now)
    }

    fn read(&self, body: &[u8]) -> Event {
        event::read(self, body)
    }

    fn read_answer(&self, object: &Value, answer: Answer) -> Event {
        event::read_answer(object, answer)
    }
}

/// What an event is about.
struct Data<'a> {
    /// What happened to the object: the last part of the event's type. Empty if the provider's API
    /// was asked.
    kind: &'a str,
    object: &'a Value,
    /// The previous values of what changed.
    previous: Option<&'a Value>,
    order: Order,
}

/// Returns an identifier with Stripe's prefix.
pub(super) fn prefixed(id: &str) -> String {
    format!("stripe:{id}")
}

/// Returns the tenant that metadata names.
fn tenant(metadata: Option<&Value>) -> Option<String> {
    json::text(metadata?, TENANT).map(str::to_owned)
}
