//! What billing systems report, and what follows for their tenants.
//!
//! Reports arrive late, twice and in any order. Each is stored once, as a list of facts; the
//! state of every subscription follows from the set of all facts about it, by a [`BillingReader`]
//! that knows the billing system. In one transaction the facts are stored, the state is worked out,
//! and the tenants whose subscriptions differ are written.

// Tests: host/server/tests/http/billing.rs and webhook.rs, with Stripe's events.

pub(crate) mod asks;
pub(crate) mod claims;
pub(crate) mod compare;
mod keep;
mod left;
mod listed;
mod missing;
mod names;
mod renamed;
mod rows;
pub(crate) mod runs;
mod take_in;
mod work_out;

pub use keep::BillingForgotten;
pub use listed::{BillingCounts, BillingListed, BillingProblem, Page as BillingPage};

use crate::error::WriteError;
use crate::events::change::Change;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tiergate::{Subscription, Timestamp};

/// What a billing system reported, by an event or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingReport {
    /// Its identifier, unique among all billing systems: a second report with it changes nothing.
    pub id: String,
    /// What kind of report it is.
    pub kind: String,
    /// When it was made, by the billing system's clock.
    pub at: Option<Timestamp>,
    /// What it says.
    pub facts: Vec<BillingFact>,
    /// What was not understood, in sentences for an operator.
    pub problems: Vec<String>,
}

/// One thing that a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingFact {
    /// The identifiers of everything that it is about.
    pub subjects: Vec<String>,
    /// The fact itself, in the reader's own form.
    pub text: String,
}

/// A stored fact: the report that has it, its number in that report, and its text.
pub type StoredFact = (String, u64, String);

/// Names a stored fact: its report, and its number in that report.
pub type BillingFactKey = (String, u64);

/// How a tenant is created: a function that is given whether the tenant existed before, and returns
/// the change.
pub type BillingCreation = dyn Fn(bool) -> Result<Change, WriteError> + Send + Sync;

/// Works out what facts amount to, as one billing system means them.
pub trait BillingReader: Send + Sync {
    /// Returns the subjects whose facts are needed besides, to know the state of the subscriptions
    /// in `facts`.
    fn subjects(&self, facts: &[StoredFact]) -> Vec<String>;

    /// Returns every subscription in `facts`, by its identifier. It is a function of the set of
    /// facts: their order does not matter.
    fn state(&self, facts: &[StoredFact]) -> BTreeMap<String, BilledSubscription>;

    /// Returns those subscriptions that belong to nobody by this reader's settings, and to a tenant
    /// by others, as they are by those. One that is stored as that tenant's stays so: a reader that
    /// is set up differently from the one before takes nothing away.
    fn by_other_settings(&self, facts: &[StoredFact]) -> BTreeMap<String, BilledSubscription> {
        let _ = facts;
        BTreeMap::new()
    }

    /// Works out everything that follows from new reports, whose facts are `fresh`, together with
    /// those that are `known`. What is reported later is not from before `before`, or changes
    /// nothing.
    fn work_out(
        &self,
        reports: &[&BillingReport],
        known: &[StoredFact],
        fresh: &[StoredFact],
        before: Timestamp,
    ) -> WorkedOut {
        let _ = (reports, before);
        WorkedOut { state: self.state(&[known, fresh].concat()), ..WorkedOut::default() }
    }

    /// Returns those of old facts that are of no use, because they have to do with no subscription.
    /// Each is given together with all that have to do with it.
    fn useless(&self, facts: &[StoredFact]) -> Vec<BillingFactKey> {
        let _ = facts;
        Vec::new()
    }

    /// Returns how tenants are created that a subscription names and that do not exist; `None` if
    /// they are not.
    fn creation(&self) -> Option<&BillingCreation> {
        None
    }
}

/// What follows from new reports, together with what was known before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkedOut {
    /// Every subscription that the facts are about, by its identifier: see
    /// [`BillingReader::state`].
    pub state: BTreeMap<String, BilledSubscription>,
    /// What the billing system must be asked about because of the new reports.
    pub asks: BTreeSet<String>,
    /// The facts without which the state is the same, whatever is reported later. They need not be
    /// stored.
    pub superseded: BTreeSet<BillingFactKey>,
    /// The identifiers of everything that has another name by the new facts than by those known
    /// before, such as `stripe:price_1`. All subscriptions that name one of them are worked out
    /// again.
    pub renamed: BTreeSet<String>,
}

/// A subscription, as it follows from everything that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BilledSubscription {
    /// The tenant whose it is; absent if that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tenant: Option<String>,
    /// The subscription; absent if it was mentioned and never reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub subscription: Option<Subscription>,
    /// What is not known for sure, in sentences for an operator.
    pub doubts: Vec<String>,
}

impl BilledSubscription {
    /// Returns whether it is known to be over for good.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(!tiergate_store::BilledSubscription::default().is_over());
    /// ```
    pub fn is_over(&self) -> bool {
        self.subscription.as_ref().is_some_and(|it| it.status.is_over())
    }
}

/// The result of taking in reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TakenIn {
    /// How many of the reports are new.
    pub new: usize,
    /// The identifiers of reports that were known already.
    pub known: BTreeSet<String>,
    /// Whether anything has another name, so that [`SqlStore::work_out_renamed`] has work to do.
    ///
    /// [`SqlStore::work_out_renamed`]: crate::SqlStore::work_out_renamed
    pub renamed: bool,
    /// The tenants whose subscriptions changed.
    pub changed: Vec<String>,
    /// The subscriptions that belong to no tenant, or to one that does not exist.
    pub unassigned: Vec<String>,
    /// The subscriptions that stay with their tenant, and would belong to nobody by the reader's
    /// settings: see [`BillingReader::by_other_settings`].
    pub stay: BTreeSet<String>,
}
