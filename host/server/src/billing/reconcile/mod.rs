//! Comparing what is stored with everything that Stripe has.

// Tests: host/server/tests/http/reconcile.rs

mod alike;
mod page;
mod settle;
mod words;

pub use page::Reconciliation;

use crate::billing::stripe::api::StripeApiError;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tiergate_store::{StoreError, WriteError};
use utoipa::ToSchema;

/// The most differences that are listed. All are counted, and written.
pub(super) const MOST: usize = 1_000;

/// What a comparison has found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Reconciled {
    /// How many subscriptions of Stripe were compared.
    #[schema(value_type = i64, minimum = 0, required)]
    pub subscriptions: usize,
    /// How many of them differed, and how many stored ones Stripe does not have.
    #[schema(value_type = i64, minimum = 0, required)]
    pub differing: usize,
    /// The first 1,000 of those.
    #[schema(required)]
    pub differences: Vec<Discrepancy>,
}

/// A subscription that is stored otherwise than Stripe has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Discrepancy {
    /// The subscription.
    #[schema(required)]
    pub subscription: String,
    /// The tenant whose it is; absent if that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tenant: Option<String>,
    /// What differs, in sentences.
    #[schema(required)]
    pub differs: Vec<String>,
}

/// Why a comparison did not get on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReconcileError {
    /// There is no key of Stripe's API.
    #[error("comparing with Stripe requires a key of its API")]
    NoApi,
    /// Stripe gave no answer.
    #[error(transparent)]
    Api(#[from] StripeApiError),
    /// The store gave no answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What differs was not written, or the history cannot have the writer.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// An answer cannot be stored.
    #[error("an answer of Stripe cannot be stored: {0}")]
    Answer(#[from] serde_json::Error),
}

impl Reconciled {
    /// Adds a subscription that differs.
    pub(super) fn add(&mut self, discrepancy: Discrepancy) {
        self.differing += 1;
        if self.differences.len() < MOST {
            self.differences.push(discrepancy);
        }
    }
}
