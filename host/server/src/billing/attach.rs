//! Assigning a subscription to a tenant by an operator.

use crate::billing::event::Event;
use crate::billing::known::{Extract, Link, LinkSource};
use crate::billing::reader::{Reader, report};
use std::sync::Arc;
use tiergate::{digest, now};
use tiergate_store::{Backend, By, SqlStore, StoreError, TakenIn};

/// Assigns a subscription to a tenant, whatever its own data says: an operator's word replaces every
/// other. The subscription has its billing system's prefix, such as `stripe:sub_1`.
///
/// # Errors
///
/// [`StoreError`] if the database does not answer.
///
/// # Examples
///
/// ```no_run
/// # async fn example(store: tiergate_store::SqliteStore) -> Result<(), tiergate_store::StoreError> {
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
) -> Result<TakenIn, StoreError> {
    let at = now();
    let link = Link {
        source: LinkSource::Operator,
        tenant: Some(tenant.to_owned()),
        customer: None,
        subscription: Some(subscription.to_owned()),
        at,
    };
    let id = digest(format!("{subscription} {tenant} {at}").as_bytes());
    let event = Event {
        id: format!("attach:{id}"),
        kind: "attach".to_owned(),
        at: Some(at),
        extracts: vec![Extract::Link(link)],
        problems: Vec::new(),
    };
    // An extract is plain data, which can always be written as JSON.
    let report = report(&event).map_err(|error| StoreError::Corrupt {
        what: "the assignment".to_owned(),
        problem: error.to_string(),
    })?;
    store.take_in(vec![report], Arc::new(Reader::new(false)), by).await
}
