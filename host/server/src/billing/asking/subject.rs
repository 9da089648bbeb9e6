//! What Stripe is asked about one subject of the list.

use super::answers::{Answers, names_tenant};
use crate::billing::known::PRODUCT;
use crate::billing::reader::Reader;
use crate::billing::stripe::api::{Source, StripeApiError};
use crate::billing::stripe::json::{id, list};
use crate::billing::stripe::{EVENT, prefixed};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;
use tiergate_store::{
    Backend, BilledSubscription, BillingReport, SqlStore, StoreError, WriteError,
};

/// What was learnt.
pub(super) struct Learnt {
    pub(super) reports: Vec<BillingReport>,
    /// What to ask about next.
    pub(super) next: BTreeSet<String>,
}

/// Why nothing was learnt.
#[derive(Debug, Error)]
pub(super) enum AskError {
    #[error(transparent)]
    Api(#[from] StripeApiError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("an answer cannot be stored: {0}")]
    Answer(#[from] serde_json::Error),
    #[error("Stripe did not answer everything within {0} seconds")]
    TooLong(u64),
}

/// One question to Stripe.
pub(super) struct Question<'a, DB: Backend> {
    pub(super) source: &'a Source,
    pub(super) store: &'a SqlStore<DB>,
    pub(super) reader: &'a Reader,
    pub(super) number: u64,
}

impl<DB: Backend> Question<'_, DB> {
    /// Asks about a subject: a product, an event, a purchase, a subscription whose customer is
    /// unknown, or a customer.
    pub(super) async fn ask(&self, subject: &str) -> Result<Learnt, AskError> {
        let name = subject.strip_prefix("stripe:").unwrap_or(subject);
        let mut answers = Answers::new(self.source, self.number);
        let mut next = BTreeSet::new();
        let asked = if let Some(product) = name.strip_prefix(PRODUCT) {
            self.source.product(product).await.map(|got| answers.add(&got.value, got.as_of))
        } else if let Some(event) = name.strip_prefix(EVENT) {
            self.source.event(event).await.map(|got| answers.add_event(&got.value))
        } else if name.starts_with("cs_") {
            self.source.session(name).await.map(|got| answers.add(&got.value, got.as_of))
        } else if name.starts_with("sub_") {
            self.source.subscription(name).await.map(|got| {
                next.extend(id(&got.value, "customer").map(prefixed));
                answers.add(&got.value, got.as_of);
            })
        } else {
            self.customer(name, &mut answers).await?;
            Ok(())
        };
        match asked {
            Ok(()) | Err(StripeApiError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(Learnt { reports: answers.reports()?, next })
    }

    /// Asks for all subscriptions of a customer; and for the customer itself, unless each of them
    /// says whose it is.
    async fn customer(&self, name: &str, answers: &mut Answers<'_>) -> Result<(), AskError> {
        let (data, as_of) = match self.source.subscriptions_of(name).await {
            Ok(list) => (list.data, list.as_of),
            Err(StripeApiError::NotFound(_)) => (Vec::new(), 0),
            Err(error) => return Err(error.into()),
        };
        let is_clear = !data.is_empty() && data.iter().all(names_tenant);
        let known = self.store.billed_about(&prefixed(name), self.reader).await?;
        for subscription in data {
            answers.add_subscription(subscription, as_of).await?;
        }
        self.missing(&known, answers).await?;
        if !is_clear {
            answers.add_customer(name).await?;
        }
        if self.source.stripe.reads_entitlements {
            self.entitlements(name, &known, answers).await?;
        }
        Ok(())
    }

    /// Asks for the entitlements of a customer, who may not exist.
    async fn entitlements(
        &self,
        name: &str,
        known: &BTreeMap<String, BilledSubscription>,
        answers: &mut Answers<'_>,
    ) -> Result<(), AskError> {
        let got = match self.source.entitlements(name).await {
            Ok(got) => got,
            Err(StripeApiError::NotFound(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let has_any = list(&got.value, "entitlements").is_some_and(|it| !it.is_empty());
        if has_any || known.contains_key(&prefixed(&format!("entitlements:{name}"))) {
            answers.add(&got.value, got.as_of);
        }
        Ok(())
    }

    /// Asks for those subscriptions of a customer that are known and not in the list, which are one
    /// by one found even if the customer was deleted.
    async fn missing(
        &self,
        known: &BTreeMap<String, BilledSubscription>,
        answers: &mut Answers<'_>,
    ) -> Result<(), AskError> {
        for (id, it) in known {
            let Some(name) = id.strip_prefix("stripe:").filter(|it| it.starts_with("sub_")) else {
                continue;
            };
            if answers.seen.contains(id) || it.is_over() {
                continue;
            }
            match self.source.subscription(name).await {
                Ok(got) => answers.add_subscription(got.value, got.as_of).await?,
                Err(StripeApiError::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}
