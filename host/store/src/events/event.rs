//! What was written, by whom and why.

use crate::clock::now;
use crate::events::change::Change;
use crate::events::identity::{self, EventId};
use serde::Serialize;
use tiergate::{Tenant, Timestamp};

/// Who writes, why, and on what condition.
///
/// # Examples
///
/// ```
/// use tiergate_store::By;
///
/// let by = By::new("ann@example.com").because("beta cohort").key("req-7");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) revision: Option<u64>,
    /// The hash of what is asked, if the change alone does not say it.
    pub(crate) asked: Option<String>,
    /// The pin of the tenant for which the change was checked: `Some(None)` if it was checked by
    /// the active policy; `None` if it was not checked.
    pub(crate) checked_for: Option<Option<String>>,
}

impl By {
    /// Someone, or something: whoever the history is to name.
    pub fn new(actor: impl Into<String>) -> Self {
        let actor = actor.into();
        Self { actor, reason: None, key: None, revision: None, asked: None, checked_for: None }
    }

    /// Why, for those who read the history.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// An idempotency key: of all writes to one tenant with one key, the first counts, and the
    /// others are answered as it was, before anything else is looked at: whatever the tenant, the
    /// active policy or a pin is by then, and whoever writes, for whichever reason and revision.
    /// One that asks for something else is refused as
    /// [`KeyReused`](crate::WriteError::KeyReused).
    ///
    /// Each tenant has keys of its own. They count for 30 days, and end with the tenant: after it
    /// was deleted, all but that of its deletion are new. Make them hard to guess.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Writes only where the tenant is at this revision: nobody wrote since it was read.
    pub fn at_revision(mut self, revision: u64) -> Self {
        self.revision = Some(revision);
        self
    }
}

/// What was written once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// Its number, from 1, in commit order; the tenant's revision after it.
    pub number: u64,
    /// What tells it from another event with its number.
    #[serde(skip)]
    pub(crate) identity: u64,
    /// The tenant.
    pub tenant: String,
    /// When, in seconds since 1970.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub at: Timestamp,
    /// Who wrote it.
    pub actor: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
    /// The idempotency key of the write.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub key: Option<String>,
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
}

impl Event {
    /// What is written now.
    pub(crate) fn new(number: u64, tenant: &str, by: &By, change: Change) -> Self {
        let By { actor, reason, key, .. } = by.clone();
        let (identity, tenant, at) = (identity::new(), tenant.to_owned(), now());
        Self { number, identity, tenant, at, actor, reason, key, change }
    }

    pub(crate) fn id(&self) -> EventId {
        EventId { number: self.number, identity: self.identity }
    }
}

/// What a write came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Written {
    /// The tenant.
    pub tenant: String,
    /// The tenant's revision: give it to [`Tiers::at_least`](tiergate::Tiers::at_least) to have
    /// any server decide by this write.
    pub revision: u64,
    /// Whether anything changed. Where all was so already, nothing was written.
    pub changed: bool,
    /// Whether the tenant was made.
    pub created: bool,
    /// Another tenant, if one was made whose identifier differs from that one's in case alone, or in
    /// how Unicode writes the same characters: it may be a mistake. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub looks_like: Option<String>,
}

/// A tenant as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Stored {
    /// The tenant.
    pub tenant: String,
    /// The number of the last event about it.
    pub revision: u64,
    /// The identity of that event.
    #[serde(skip)]
    pub(crate) identity: u64,
    /// Its facts.
    pub facts: Tenant,
    /// The digest of the policy that it is pinned to; none: the active one decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub policy: Option<String>,
}
