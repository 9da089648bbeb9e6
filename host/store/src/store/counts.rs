//! How much a store has.

use crate::error::StoreError;
use crate::sql::backend::{Backend, from_sql};
use crate::sql::timeouts::{TO_READ, within};
use crate::store::SqlStore;

/// How many tenants and policies a store has.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// assert_eq!(tenants.store().counts().await?.tenants, 1);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreCounts {
    /// How many tenants there are.
    pub tenants: u64,
    /// How many policies are published.
    pub policies: u64,
}

impl<DB: Backend> SqlStore<DB> {
    /// Counts the tenants and the policies. It reads an index of names, and no facts.
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
    /// assert_eq!(tenants.store().counts().await?.policies, 0);
    /// # Ok(()) }
    /// ```
    pub async fn counts(&self) -> Result<StoreCounts, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM tiergate_names), \
                   (SELECT count(*) FROM tiergate_policies)";
        let read = async {
            Ok::<_, StoreError>(DB::rows(&mut *self.reading().await?, sql, Vec::new()).await?)
        };
        let rows: Vec<(i64, i64)> = within(TO_READ, read).await?;
        let counts = |&(tenants, policies): &(i64, i64)| StoreCounts {
            tenants: from_sql(tenants),
            policies: from_sql(policies),
        };
        Ok(rows.first().map_or_else(StoreCounts::default, counts))
    }
}
