//! What activating a policy would change.

use serde::Serialize;
use tiergate::{Info, Policy};
use tiergate_map::{Comparison, compare};
use tiergate_store::{Backend, Impact, SqlStore, StoreError};
use utoipa::ToSchema;

/// What would differ if another policy were active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[non_exhaustive]
pub struct Preview {
    /// The digest of the policy that the new one is compared with.
    pub active: String,
    /// The differences between their catalogs.
    #[schema(value_type = Vec<Object>)]
    pub changes: Comparison,
    /// For how many of the stored tenants the two policies now give different answers.
    pub impact: Impact,
}

/// Why a preview is not available.
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
    /// Compares the active policy with a new one, and asks both about every tenant of a store.
    /// Tenants that have no edition of their own are asked about in `edition`. It calls `progress`
    /// with the number of tenants that it has asked about and the number of all tenants.
    ///
    /// # Errors
    ///
    /// [`PreviewError::Store`] if the store does not answer.
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

/// Converts a catalog to the type of the map's crate: both are the contract's JSON.
pub(crate) fn of_map(catalog: &Info) -> Result<tiergate_policy::catalog::Info, serde_json::Error> {
    serde_json::from_value(serde_json::to_value(catalog)?)
}
