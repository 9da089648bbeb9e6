//! Assigning a subscription to a tenant by an operator.

use crate::billing::event::Event;
use crate::billing::known::{Extract, Link, LinkSource};
use crate::billing::reader::{Reader, report};
use std::collections::BTreeMap;
use std::sync::Arc;
use thiserror::Error;
use tiergate::{digest, now};
use tiergate_store::{
    Backend, BilledSubscription, BillingReader, By, SqlStore, Store, StoreError, StoredFact,
    TakenIn, WriteError,
};

/// Why a subscription was not assigned.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AttachError {
    /// No report names the subscription.
    #[error("no report names the subscription `{0}`")]
    UnknownSubscription(String),
    /// The tenant does not exist, the writer cannot be stored, or the database does not answer.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Assigns a subscription to a tenant, whatever its own data says: an operator's assignment
/// replaces all others. The subscription has its billing system's prefix, such as `stripe:sub_1`. A
/// key and a revision of `by` do not count.
///
/// # Errors
///
/// [`AttachError`] if the tenant or the subscription is not known, or the database does not answer.
///
/// # Examples
///
/// ```no_run
/// # async fn example(store: tiergate_store::SqliteStore) -> Result<(), tiergate_server::AttachError> {
/// use tiergate_server::attach;
/// use tiergate_store::By;
///
/// attach(&store, "stripe:sub_1", "acme", &By::new("ann").because("paid by invoice")).await?;
/// # Ok(())
/// # }
/// ```
pub async fn attach<DB: Backend>(
    store: &SqlStore<DB>,
    subscription: &str,
    tenant: &str,
    by: &By,
) -> Result<TakenIn, AttachError> {
    // An assignment that is made again counts again.
    let key = store.take_billing_number().await.map_err(WriteError::from)?;
    attach_once(store, subscription, tenant, by, &key.to_string()).await
}

/// Assigns a subscription as [`attach`] does, once for each key, tenant and subscription.
pub(crate) async fn attach_once<DB: Backend>(
    store: &SqlStore<DB>,
    subscription: &str,
    tenant: &str,
    by: &By,
    key: &str,
) -> Result<TakenIn, AttachError> {
    by.check()?;
    if store.find(tenant).await.map_err(WriteError::from)?.is_none() {
        return Err(WriteError::UnknownTenant(tenant.to_owned()).into());
    }
    let known = store.billed_subscription(subscription).await.map_err(WriteError::from)?;
    if known.is_none() {
        return Err(AttachError::UnknownSubscription(subscription.to_owned()));
    }
    // An extract is plain data, which can always be written as JSON.
    let corrupt = |error: serde_json::Error| StoreError::Corrupt {
        what: "the assignment".to_owned(),
        problem: error.to_string(),
    };
    let number = store.take_billing_number().await.map_err(WriteError::from)?;
    let report = report(&event(subscription, tenant, key, number)).map_err(corrupt);
    let report = report.map_err(WriteError::from)?;
    let reader = Only { subscription: subscription.to_owned(), reader: Reader::new(false) };
    let taken = store.take_in(vec![report], Arc::new(reader), by).await;
    Ok(taken?)
}

fn event(subscription: &str, tenant: &str, key: &str, number: u64) -> Event {
    let at = now();
    let link = Link {
        source: LinkSource::Operator,
        tenant: Some(tenant.to_owned()),
        customer: None,
        subscription: Some(subscription.to_owned()),
        at,
        number: Some(number),
    };
    let id = digest(format!("{subscription} {tenant} {key}").as_bytes());
    Event {
        id: format!("attach:{id}"),
        kind: "attach".to_owned(),
        at: Some(at),
        extracts: vec![Extract::Link(link)],
        problems: Vec::new(),
    }
}

/// Works out one subscription alone. An operator's assignment changes nothing about others, and
/// replaces what the settings of a server say about its tenant, which are not known here.
struct Only {
    subscription: String,
    reader: Reader,
}

impl BillingReader for Only {
    fn subjects(&self, facts: &[StoredFact]) -> Vec<String> {
        self.reader.subjects(facts)
    }

    fn state(&self, facts: &[StoredFact]) -> BTreeMap<String, BilledSubscription> {
        let mut state = self.reader.state(facts);
        state.retain(|id, _| *id == self.subscription);
        state
    }
}
