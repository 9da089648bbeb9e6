//! What events and answers of a billing provider report: one fact each.
//!
//! Identifiers of subscriptions, customers, payments, prices and products have the provider's
//! prefix, such as `stripe:sub_1`, so that two providers never share one.

use serde::{Deserialize, Serialize};
use tiergate::{Status, Timestamp};

/// One fact that an event, or an answer of the provider's API, reports. A store keeps each as a
/// row, found by its [subjects](Extract::subjects).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::large_enum_variant, reason = "most extracts are snapshots")]
pub(crate) enum Extract {
    /// A whole subscription.
    Snapshot(Snapshot),
    /// A payment for a subscription failed.
    Unpaid(Unpaid),
    /// A price.
    Price(SeenPrice),
    /// A product.
    Product(SeenProduct),
    /// Whose a customer or a subscription is.
    Link(Link),
    /// A payment was refunded, or was not after all.
    Reversal(Reversal),
    /// A customer was deleted.
    DeletedCustomer(DeletedCustomer),
    /// A subscription changed, and how is unknown.
    Mention(Mention),
    /// Something else changed, and what another event has about it.
    Unread(Unread),
}

impl Extract {
    /// Returns the identifiers of everything that this is about. The state of a subscription
    /// depends on the extracts about it, its customer, its payment, its prices and their products.
    pub(crate) fn subjects(&self) -> Vec<&str> {
        match self {
            Self::Snapshot(it) => {
                let rest = [&it.customer, &it.payment];
                [it.subscription.as_str()].into_iter().chain(given(&rest)).collect()
            }
            Self::Unpaid(it) => vec![&it.subscription],
            Self::Price(it) => vec![&it.price],
            Self::Product(it) => vec![&it.product],
            Self::Link(it) => given(&[&it.subscription, &it.customer]).collect(),
            Self::Reversal(it) => vec![&it.payment],
            Self::DeletedCustomer(it) => vec![&it.customer],
            Self::Mention(it) => vec![&it.subscription],
            Self::Unread(it) => vec![&it.event],
        }
    }
}

/// A subscription as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Snapshot {
    /// The subscription; also a plan that was bought once, or a customer's entitlements.
    pub(crate) subscription: String,
    /// The customer who pays for it.
    pub(crate) customer: Option<String>,
    /// The payment for it, if it was bought once; the purchase itself if it was free.
    pub(crate) payment: Option<String>,
    /// The tenant that its metadata names.
    pub(crate) tenant: Option<String>,
    /// How it is ordered among the subscription's other snapshots.
    pub(crate) order: Order,
    /// Of an event: the last number that was taken for an answer by the time at which this became
    /// known. An answer with a greater number includes it, whatever the provider's clocks say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) known_after: Option<u64>,
    /// What caused it.
    pub(crate) cause: Cause,
    /// How the subscription stands.
    pub(crate) facts: Facts,
}

/// How a snapshot is ordered among those of one subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Order {
    /// The second in which it was made, by the provider's clock. Two snapshots without a `number`
    /// in one second may have been made in either order.
    pub(crate) at: Timestamp,
    /// If present, the order is exact: among snapshots with a number, the greatest is the newest,
    /// and it includes everything that happened before `at`.
    pub(crate) number: Option<u64>,
}

/// What caused a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Cause {
    /// The subscription was created. It was in no state before.
    Created,
    /// A change from this state.
    Updated(Facts),
    /// A change from an unknown state.
    Changed,
    /// No change: the subscription was only looked at.
    Seen,
}

/// Everything about a subscription that may change what it gives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Facts {
    /// Its status.
    pub(crate) status: ReportedStatus,
    /// Whether collecting payments is paused.
    pub(crate) collection_paused: bool,
    /// Its items, sorted.
    pub(crate) items: Vec<SoldItem>,
    /// Whether it has more items than these.
    pub(crate) has_more: bool,
    /// When its trial ends.
    pub(crate) trial_ends_at: Option<Timestamp>,
    /// When it ended, or will.
    pub(crate) ends_at: Option<Timestamp>,
}

impl Facts {
    /// Returns the status, unless it is unknown.
    pub(super) fn known_status(&self) -> Option<Status> {
        match self.status {
            ReportedStatus::Known(status) => Some(status),
            ReportedStatus::Unknown(_) => None,
        }
    }

    /// Returns whether the subscription is over. It never begins again.
    pub(super) fn is_over(&self) -> bool {
        self.known_status().is_some_and(Status::is_over)
    }

    /// Returns whether a payment is missing; `None` if the status is unknown.
    pub(super) fn is_unpaid(&self) -> Option<bool> {
        self.known_status().map(|it| matches!(it, Status::PastDue | Status::Unpaid))
    }
}

/// A status, as reported.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ReportedStatus {
    /// One that the contract has.
    Known(Status),
    /// Any other text.
    Unknown(String),
}

/// An item of a subscription.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SoldItem {
    /// A name of its own, which comes before those of its price.
    pub(crate) name: Option<String>,
    /// Its price, without the provider's prefix.
    pub(crate) price: Option<String>,
    /// Its product, without the provider's prefix.
    pub(crate) product: Option<String>,
    /// How many of it; if absent, it is metered.
    pub(crate) quantity: Option<u64>,
}

/// A failed payment, as evidence of when a subscription became past due.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Unpaid {
    /// The subscription.
    pub(crate) subscription: String,
    /// When the payment was due.
    pub(crate) since: Timestamp,
    /// When this was reported, by the provider's clock.
    pub(crate) at: Timestamp,
}

/// A price, as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeenPrice {
    /// The price.
    pub(crate) price: String,
    /// What its metadata calls it.
    pub(crate) tag: Option<String>,
    /// The lookup key that it had.
    pub(crate) lookup_key: Option<String>,
    /// Its product, without the provider's prefix.
    pub(crate) product: Option<String>,
    /// When it was so, by the provider's clock.
    pub(crate) at: Timestamp,
}

/// A product, as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeenProduct {
    /// The product.
    pub(crate) product: String,
    /// Its name.
    pub(crate) name: String,
    /// When it was so, by the provider's clock.
    pub(crate) at: Timestamp,
}

/// An answer to the question whose a customer, or a subscription, is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Link {
    /// Who answers.
    pub(crate) source: LinkSource,
    /// The tenant. If absent, this source has no answer.
    pub(crate) tenant: Option<String>,
    /// The customer, if it is known.
    pub(crate) customer: Option<String>,
    /// The subscription, if it is of one.
    pub(crate) subscription: Option<String>,
    /// When it was so, by the provider's clock.
    pub(crate) at: Timestamp,
    /// Of an operator: a number, the greatest of which is the last word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<u64>,
}

/// Who says whose a customer or a subscription is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum LinkSource {
    /// An operator, whose word replaces every other.
    Operator,
    /// The metadata of a checkout session.
    Session,
    /// The metadata of the subscription that an invoice is for.
    Invoice,
    /// The metadata of the customer.
    Customer,
    /// A reference that the payer can choose freely.
    Reference,
}

/// Whether a payment was given back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reversal {
    /// The payment.
    pub(crate) payment: String,
    /// Whether all of it was given back; `false` if that failed.
    pub(crate) is_reversed: bool,
    /// When it was so, by the provider's clock.
    pub(crate) at: Timestamp,
}

/// A customer who was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeletedCustomer {
    /// The customer.
    pub(crate) customer: String,
    /// When, by the provider's clock.
    pub(crate) at: Timestamp,
}

/// An event about a subscription from which its state cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mention {
    /// The subscription.
    pub(crate) subscription: String,
    /// The event that reports the same with its data, if there is one.
    pub(crate) twin: Option<String>,
    /// When, by the provider's clock.
    pub(crate) at: Timestamp,
}

/// An event without its data, which is not about one subscription: another event has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Unread {
    /// The event to ask for, such as `stripe:event/evt_1`.
    pub(crate) event: String,
    /// When, by the provider's clock.
    pub(crate) at: Timestamp,
}

/// Returns those that are present.
fn given<'a>(ids: &[&'a Option<String>]) -> impl Iterator<Item = &'a str> {
    let present: Vec<_> = ids.iter().filter_map(|it| it.as_deref()).collect();
    present.into_iter()
}
