//! What activating a policy would change.

use serde::Serialize;
use tiergate::{Info, Policy};
use tiergate_map::{Comparison, compare};
use tiergate_store::{Backend, Impact, SqlStore, StoreError};
use utoipa::ToSchema;

/// What would differ, were another policy active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[non_exhaustive]
pub struct Preview {
    /// The digest of the policy that it is compared with.
    pub active: String,
    /// What their catalogs say differently.
    #[schema(value_type = Object)]
    pub changes: Comparison,
    /// For how many of the stored tenants they answer differently now.
    pub impact: Impact,
}

/// Why it is not known what would change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PreviewError {
    /// The catalogs cannot be compared.
    #[error("the policies' catalogs cannot be compared: {0}")]
    Catalog(#[from] serde_json::Error),
    /// The store gave no answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Preview {
    /// Compares the active policy with a new one, and asks both about every tenant of a store,
    /// those without an edition of their own in `edition`. It tells `progress` how many it has
    /// asked about, of how many.
    ///
    /// # Errors
    ///
    /// [`PreviewError::Store`] where the store does not answer.
    pub async fn of<DB: Backend>(
        store: &SqlStore<DB>,
        active: &Policy,
        new: &Policy,
        edition: Option<&str>,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Self, PreviewError> {
        let changes = compare(&of_map(active.catalog())?, &of_map(new.catalog())?);
        let impact = store.impact(active, new, edition, progress).await?;
        Ok(Self { active: active.digest().to_owned(), changes, impact })
    }
}

/// The same record, as the type of the map's crate: both are the contract's JSON.
fn of_map(catalog: &Info) -> Result<tiergate_policy::catalog::Info, serde_json::Error> {
    serde_json::from_value(serde_json::to_value(catalog)?)
}
