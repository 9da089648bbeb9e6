//! What was written, by whom and why.

use crate::error::WriteError;
use crate::events::change::Change;
use crate::events::identity::{self, EventId};
use crate::events::validate_text;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use tiergate::{TenantFacts, Timestamp, now};

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
    /// The hash of the request, if the change alone does not determine it.
    pub(crate) asked: Option<String>,
    /// The pins for which the change was checked.
    pub(crate) checked_for: CheckedFor,
}

/// The pins of tenants for which a change was checked; a pin is `None` if the active policy decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CheckedFor {
    /// It was not checked by a policy.
    Nobody,
    /// The pin of the one tenant.
    One(Option<String>),
    /// The pins of those of many tenants for which it was checked.
    Each(Arc<HashMap<String, Option<String>>>),
}

impl CheckedFor {
    /// Returns the pin for which the change to a tenant was checked; `None` if it was not checked.
    fn pin_of(&self, tenant: &str) -> Option<Option<&String>> {
        match self {
            Self::Nobody => None,
            Self::One(pin) => Some(pin.as_ref()),
            Self::Each(pins) => pins.get(tenant).map(Option::as_ref),
        }
    }

    /// Checks whether the change to a tenant was checked for another pin than this one.
    pub(crate) fn is_other(&self, tenant: &str, pin: Option<&String>) -> bool {
        self.pin_of(tenant).is_some_and(|checked| checked != pin)
    }
}

impl By {
    /// Returns a writer: the person or the program that the history names.
    pub fn new(actor: impl Into<String>) -> Self {
        let actor = actor.into();
        let (reason, key, revision, asked) = (None, None, None, None);
        Self { actor, reason, key, revision, asked, checked_for: CheckedFor::Nobody }
    }

    /// Checks whether the history can have this writer.
    ///
    /// # Errors
    ///
    /// [`WriteError::BadText`] if the actor, the reason or the key cannot be stored.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::By;
    ///
    /// assert!(By::new("ann").check().is_ok());
    /// assert!(By::new("").check().is_err());
    /// ```
    pub fn check(&self) -> Result<(), WriteError> {
        Ok(validate_text::check_by(self)?)
    }

    /// Returns the person or the program that the history names.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(tiergate_store::By::new("ann").actor(), "ann");
    /// ```
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// Returns the reason; `None` if there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(tiergate_store::By::new("ann").because("beta").reason(), Some("beta"));
    /// ```
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Sets the reason, for those who read the history.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Sets an idempotency key. Of all writes to one tenant with one key, the first counts. The
    /// others get its answer, before anything else is looked at: no matter what has become of the
    /// tenant, the active policy or a pin, and no matter who writes, why and at which revision. A
    /// write that asks for something else is refused as
    /// [`KeyReused`](crate::WriteError::KeyReused).
    ///
    /// Each tenant has its own keys. A key counts for 30 days, and ends with the tenant: after the
    /// tenant was deleted, all keys are new except for that of its deletion. Make keys hard to
    /// guess.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::By;
    ///
    /// let ann = By::new("ann").key("req-7");
    /// let written = tenants.grant("acme", "pro", None, &ann).await?;
    /// tenants.revoke("acme", &By::new("bob")).await?;
    /// let retried = tenants.grant("acme", "pro", None, &ann).await?;
    /// assert_eq!(retried.revision, written.revision); // nothing was written again
    /// # Ok(()) }
    /// ```
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Writes only if the tenant is at this revision: nobody has written since it was read.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::{By, WriteError};
    ///
    /// let first = tenants.grant("acme", "pro", None, &By::new("ann")).await?;
    /// tenants.revoke("acme", &By::new("bob")).await?;
    /// let late = By::new("ann").at_revision(first.revision);
    /// let error = tenants.grant("acme", "free", None, &late).await.unwrap_err();
    /// assert!(matches!(error, WriteError::Conflict { .. }));
    /// # Ok(()) }
    /// ```
    pub fn at_revision(mut self, revision: u64) -> Self {
        self.revision = Some(revision);
        self
    }
}

/// One recorded write.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// use tiergate_store::Store;
///
/// let history = store.history("acme", None, 10).await?;
/// assert_eq!((history[0].number, history[0].actor.as_str()), (1, "sign-up"));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// Its number, from 1, in commit order; also the tenant's revision after it.
    pub number: u64,
    /// Distinguishes it from another event with the same number.
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
    /// Returns the event of a write that happens now.
    pub(crate) fn new(number: u64, tenant: &str, by: &By, change: Change) -> Self {
        let By { actor, reason, key, .. } = by.clone();
        let (identity, tenant, at) = (identity::new(), tenant.to_owned(), now());
        Self { number, identity, tenant, at, actor, reason, key, change }
    }

    pub(crate) fn id(&self) -> EventId {
        EventId { number: self.number, identity: self.identity }
    }
}

/// The result of a write.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate_store::By;
///
/// let written = tenants.create("Acme", None, &By::new("sign-up")).await?;
/// assert!(written.created && written.changed);
/// assert_eq!(written.looks_like.as_deref(), Some("acme"));
/// assert_eq!(tenants.tiers().at_least("Acme", written.revision).await?.tier(), "pro");
/// # Ok(()) }
/// ```
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
    /// Whether anything changed. If everything was like that already, nothing was written.
    pub changed: bool,
    /// Whether the tenant was created.
    pub created: bool,
    /// Another tenant that a new one looks like: the identifiers differ only in case, or in how
    /// Unicode writes the same characters, which may be a mistake. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub looks_like: Option<String>,
}

/// A stored tenant.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// use tiergate_store::Store;
///
/// let acme = store.find("acme").await?.ok_or("it was created")?;
/// assert_eq!((acme.revision, acme.policy), (1, None));
/// assert_eq!(acme.facts.tenant.assignments.len(), 2); // the default tier, and the trial
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Stored {
    /// The tenant.
    pub tenant: String,
    /// The name that people know it by, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub label: Option<String>,
    /// The number of the last event about it.
    pub revision: u64,
    /// The identity of that event.
    #[serde(skip)]
    pub(crate) identity: u64,
    /// Its facts.
    pub facts: TenantFacts,
    /// The digest of the policy that it is pinned to; if it is absent, the active policy decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub policy: Option<String>,
}
