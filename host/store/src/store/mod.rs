//! The store: what it can do, and the store that keeps facts in an SQL database.

pub(crate) mod activate;
pub(crate) mod group_commit;
pub(crate) mod impact;
mod in_sql;
pub(crate) mod policies;
pub(crate) mod policy_status;
pub(crate) mod redact;
pub(crate) mod sample;
mod sql_store;
pub(crate) mod status;
pub(crate) mod verify;
pub(crate) mod write_queue;

pub use sql_store::SqlStore;

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Event, Stored, Written};
use crate::events::queries::{Page, Search};
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
pub trait Store: Facts + Clone {
    /// Writes one change to one tenant. The policy is not asked:
    /// [`Tenants::write`](crate::Tenants::write) asks it.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was written, or if it is not known whether it was.
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
    fn pinned(&self, tenants: &[&str]) -> impl Future<Output = Result<Pins, StoreError>> + Send;

    /// Returns a tenant as it is stored; `None` if there is no such tenant.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn find(&self, tenant: &str)
    -> impl Future<Output = Result<Option<Stored>, StoreError>> + Send;

    /// Returns tenants in byte order of their identifiers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn list(&self, search: &Search) -> impl Future<Output = Result<Page, StoreError>> + Send;

    /// Returns a tenant's events, the last one first: at most `limit`, before the event `before` if
    /// it is given. A deleted tenant still has its events.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
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
    fn events_after(
        &self,
        number: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Event>, StoreError>> + Send;
}
