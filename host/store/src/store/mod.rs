//! The `Store` trait, and the store that implements it in SQL.

pub(crate) mod activate;
mod active;
pub(crate) mod counts;
pub(crate) mod group_commit;
pub(crate) mod impact;
pub(crate) mod impact_tenants;
mod impact_text;
mod in_sql;
mod keep;
pub(crate) mod kept;
pub(crate) mod policies;
pub(crate) mod policy_status;
pub(crate) mod redact;
mod redact_labels;
pub(crate) mod redaction;
pub(crate) mod release;
mod roll_back;
pub(crate) mod sample;
mod sql_store;
pub(crate) mod status;
pub(crate) mod tenant_impact;
pub(crate) mod verify;
pub(crate) mod write_queue;

pub use sql_store::SqlStore;

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Event, Stored, Written};
use crate::events::search::{Page, Search};
use crate::policies::error::PolicyError;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use tiergate::{Facts, Policy};

/// The policies that tenants are pinned to, or why they cannot be loaded, by tenant.
pub type Pins = HashMap<String, Result<Policy, Arc<PolicyError>>>;

/// A store of tenants' facts that can be written to, and that remembers who wrote what.
///
/// A write is in the history and in the facts, or in neither. Once it returns, every check at
/// this server is decided by it.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// use tiergate_store::{By, Change, Store};
///
/// let change = Change::SetAttribute { name: "region".into(), value: Some("eu".into()) };
/// let written = store.write("acme", change, &By::new("ann")).await?;
/// let events = store.events_after(written.revision - 1, 10).await?;
/// assert_eq!(events[0].tenant, "acme");
/// # Ok(()) }
/// ```
pub trait Store: Facts + Clone {
    /// Writes one change to one tenant. The policy is not asked:
    /// [`Tenants::write`](crate::Tenants::write) asks it.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was written, or if it is not known whether it was.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, Change, Store};
    ///
    /// let written = store.write("acme", Change::Delete, &By::new("ann")).await?;
    /// assert!(written.changed);
    /// assert!(store.find("acme").await?.is_none());
    /// # Ok(()) }
    /// ```
    fn write(
        &self,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> impl Future<Output = Result<Written, WriteError>> + Send;

    /// Writes many changes in one transaction, in their order, and answers each on its own: a
    /// change that is refused does not keep the others from being written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if no change was written, or if it is not known whether they were.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, Change, Store};
    ///
    /// let changes = vec![("acme".to_owned(), Change::Revoke), ("gone".to_owned(), Change::Revoke)];
    /// let answers = store.write_many(changes, &By::new("ann")).await?;
    /// assert!(answers[0].is_ok() && answers[1].is_err());
    /// # Ok(()) }
    /// ```
    fn write_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> impl Future<Output = Result<Vec<Result<Written, WriteError>>, StoreError>> + Send;

    /// Returns what [`write_many`](Self::write_many) would answer, without writing anything. Do not
    /// rely on the revisions of tenants that would change.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, Change, Store};
    ///
    /// let changes = vec![("acme".to_owned(), Change::Delete)];
    /// let answers = store.try_many(changes, &By::new("ann")).await?;
    /// assert!(answers[0].as_ref().is_ok_and(|written| written.changed));
    /// assert!(store.find("acme").await?.is_some()); // nothing was written
    /// # Ok(()) }
    /// ```
    fn try_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> impl Future<Output = Result<Vec<Result<Written, WriteError>>, StoreError>> + Send;

    /// Returns, for each change, what was answered before to the same write with the key of `by`;
    /// `None` if the write is new.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, Change, Store};
    ///
    /// let (changes, ann) = ([("acme".to_owned(), Change::Revoke)], By::new("ann").key("req-7"));
    /// assert!(store.answered(&changes, &ann).await?[0].is_none());
    /// store.write("acme", Change::Revoke, &ann).await?;
    /// assert!(store.answered(&changes, &ann).await?[0].is_some());
    /// # Ok(()) }
    /// ```
    fn answered(
        &self,
        changes: &[(String, Change)],
        by: &By,
    ) -> impl Future<Output = Result<Vec<Option<Result<Written, WriteError>>>, StoreError>> + Send;

    /// Returns the policies of those tenants that are pinned to one, or why it cannot be loaded, by
    /// tenant. It does not check which tenants exist.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// # let file = policy()?.file().to_vec();
    /// use tiergate_store::{By, Change, Store};
    ///
    /// let digest = store.publish(&file, &By::new("ann")).await?.digest;
    /// let pin = Change::Pin { digest: Some(digest) };
    /// store.write("acme", pin, &By::new("ann")).await?;
    /// assert!(store.pinned(&["acme", "other"]).await?.contains_key("acme"));
    /// # Ok(()) }
    /// ```
    fn pinned(&self, tenants: &[&str]) -> impl Future<Output = Result<Pins, StoreError>> + Send;

    /// Tries the policy of a pin on its tenant as it is stored, in `edition` if it has none of its
    /// own, before [`write`](Self::write) pins it. Succeeds if there is no such tenant or no such
    /// policy: the write reports that.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unanswered`] if the policy cannot be loaded or gives no answer, and
    /// [`WriteError::Store`].
    fn try_pin(
        &self,
        tenant: &str,
        digest: &str,
        edition: Option<&str>,
    ) -> impl Future<Output = Result<(), WriteError>> + Send;

    /// Returns a tenant as it is stored; `None` if there is no such tenant.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
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
    /// assert!(store.find("acme").await?.is_some());
    /// assert!(store.find("acmee").await?.is_none());
    /// # Ok(()) }
    /// ```
    fn find(&self, tenant: &str)
    -> impl Future<Output = Result<Option<Stored>, StoreError>> + Send;

    /// Returns tenants in byte order of their identifiers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{Search, Store};
    ///
    /// let search = Search { prefix: "ac".into(), ..Search::default() };
    /// assert_eq!(store.list(&search).await?.tenants.len(), 1);
    /// # Ok(()) }
    /// ```
    fn list(&self, search: &Search) -> impl Future<Output = Result<Page, StoreError>> + Send;

    /// Returns a tenant's events, the last one first: at most `limit`, before the event `before` if
    /// it is given. A deleted tenant still has its events.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, Change, Store};
    ///
    /// store.write("acme", Change::Delete, &By::new("ann").because("they left")).await?;
    /// let history = store.history("acme", None, 10).await?;
    /// assert_eq!(history[0].reason.as_deref(), Some("they left"));
    /// assert_eq!(history.len(), 2);
    /// # Ok(()) }
    /// ```
    fn history(
        &self,
        tenant: &str,
        before: Option<u64>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Event>, StoreError>> + Send;

    /// Returns the events of all tenants in commit order: at most `limit`, after the event
    /// `number`. A reader that goes on from the last number that it read misses none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
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
    /// let events = store.events_after(0, 100).await?;
    /// let last = events.last().ok_or("acme was created")?;
    /// assert!(store.events_after(last.number, 100).await?.is_empty());
    /// # Ok(()) }
    /// ```
    fn events_after(
        &self,
        number: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Event>, StoreError>> + Send;
}
