//! Importing the tenants of an existing product.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::sql::backend::Backend;
use crate::store::Store;
use crate::tenants::Tenants;
use sqlx::{ColumnIndex, Decode, FromRow, Pool, Row, Type};
use tiergate::{Assignment, Source};
use tokio::sync::mpsc::{self, Receiver};

/// What another system says about one tenant.
///
/// # Examples
///
/// ```
/// use tiergate_store::Imported;
///
/// let plan = Some("pro".to_owned());
/// let row = Imported { tenant: "acme".into(), plan, ..Imported::default() };
/// assert_eq!(row.plan.as_deref(), Some("pro"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The tenant.
    pub tenant: String,
    /// Its plan. An empty text means no plan.
    pub plan: Option<String>,
    /// Its edition; if it is `None` or empty, the tenant's edition stays as it is.
    pub edition: Option<String>,
    /// The name that people know it by; if it is `None` or empty, the tenant's label stays as it
    /// is.
    pub label: Option<String>,
}

/// Returns the rows of a query with the columns `tenant`, `plan` and, optionally, `edition` and
/// `label`, as they arrive. The query ends when the receiver takes no more of them.
///
/// # Errors
///
/// [`StoreError`] if the database refuses the query, or if it does not have the columns.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// use tiergate_store::import;
///
/// let sql = "SELECT id AS tenant, 'pro' AS plan FROM tiergate_tenants";
/// let mut rows = import::query(store.pool(), sql).await?;
/// let first = rows.recv().await.ok_or("there is one row")??;
/// assert_eq!((first.tenant.as_str(), first.plan.as_deref()), ("acme", Some("pro")));
/// # Ok(()) }
/// ```
pub async fn query<DB: Backend>(
    pool: &Pool<DB>,
    sql: &str,
) -> Result<Receiver<Result<Imported, StoreError>>, StoreError> {
    let sql = sql.trim().trim_end_matches(';');
    let mut connection = pool.acquire().await?;
    let columns = DB::columns(&mut connection, sql.to_owned()).await?;
    let has = |column: &str| columns.iter().any(|it| it.eq_ignore_ascii_case(column));
    if let Some(column) = ["tenant", "plan"].into_iter().find(|column| !has(column)) {
        return Err(StoreError::NoColumn { column, columns });
    }
    let or_null = |column| if has(column) { column } else { "NULL" };
    let (edition, label) = (or_null("edition"), or_null("label"));
    // A plan or an identifier may be a number or a UUID in the product's own table.
    let sql = format!(
        "SELECT CAST(tenant AS TEXT), CAST(plan AS TEXT), CAST({edition} AS TEXT), \
         CAST({label} AS TEXT) FROM ({sql}) AS imported"
    );
    let (to, rows) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        if let Err(error) = DB::stream(&mut connection, sql, &to).await {
            // OK because a receiver that takes no more rows does not care.
            let _ = to.send(Err(error.into())).await;
        }
    });
    Ok(rows)
}

/// How many rows of a query are read ahead: more than the command writes in one transaction, so
/// that reading and writing go on at the same time.
const AHEAD: usize = 10_000;

impl<'r, R: Row> FromRow<'r, R> for Imported
where
    usize: ColumnIndex<R>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        let tenant: Option<String> = row.try_get(0)?;
        Ok(Self {
            // A tenant without a name is refused when it is written.
            tenant: tenant.unwrap_or_default(),
            plan: row.try_get(1)?,
            edition: row.try_get(2)?,
            label: row.try_get(3)?,
        })
    }
}

/// How to import tenants.
///
/// # Examples
///
/// ```
/// use tiergate_store::{By, Import};
///
/// let import = Import::new(By::new("import")).when_missing("pro").dry_run();
/// ```
#[derive(Clone, Debug)]
pub struct Import {
    by: By,
    source: Source,
    when_missing: Option<String>,
    dry_run: bool,
}

impl Import {
    /// Returns an import of plans with billing as their source.
    pub fn new(by: By) -> Self {
        Self { by, source: Source::Billing, when_missing: None, dry_run: false }
    }

    /// Sets another source for the plans.
    pub fn source(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// Sets the plan of tenants that have none.
    pub fn when_missing(mut self, plan: impl Into<String>) -> Self {
        self.when_missing = Some(plan.into());
        self
    }

    /// Writes nothing, and answers as if it did.
    pub fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// Returns the plan that is imported for one tenant.
    ///
    /// # Examples
    ///
    /// ```
    /// use tiergate_store::{By, Import, Imported};
    ///
    /// let row = Imported { tenant: "acme".into(), plan: None, edition: None, label: None };
    /// let import = Import::new(By::new("import")).when_missing("pro");
    /// assert_eq!(import.plan(&row).as_deref(), Some("pro"));
    /// ```
    pub fn plan(&self, imported: &Imported) -> Option<String> {
        let plan = imported.plan.clone().filter(|plan| !plan.is_empty());
        plan.or_else(|| self.when_missing.clone())
    }

    /// Returns one row as a change to its tenant, which starts with `start` if it is created.
    fn change(&self, row: &Imported, start: &[Assignment]) -> Change {
        Change::Import {
            source: self.source,
            plan: self.plan(row),
            edition: row.edition.clone().filter(|edition| !edition.is_empty()),
            label: row.label.clone().filter(|label| !label.is_empty()),
            start: start.to_vec(),
        }
    }
}

impl<S: Store> Tenants<S> {
    /// Imports some tenants, some thousands at a time at most, and answers each on its own. If a
    /// tenant is pinned to a policy that does not know its plan, it is refused. A tenant that
    /// exists keeps all that others said about it; a tenant that does not is created, without the
    /// trial of new ones. Importing the same rows again changes nothing, so an import that was
    /// stopped can be run again. Rows of one tenant are imported one after the other.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was written: the policy does not have the plan for tenants that
    /// have none, or the store is unavailable.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::{By, Import, Imported};
    ///
    /// let row = Imported { tenant: "old".into(), plan: Some("pro".into()), edition: None, label: None };
    /// let answers = tenants.import(&[row], &Import::new(By::new("import"))).await?;
    /// assert!(answers[0].as_ref().is_ok_and(|written| written.created));
    /// assert_eq!(tenants.tiers().resolve("old").await?.tier, "pro");
    /// # Ok(()) }
    /// ```
    pub async fn import(
        &self,
        rows: &[Imported],
        import: &Import,
    ) -> Result<Vec<Result<Written, WriteError>>, WriteError> {
        if let Some(plan) = &import.when_missing {
            self.checked(Change::Grant { tier: plan.clone(), expires_at: None })?;
        }
        let start = self.tiers().policy().on_signup(self.tiers().now(), true)?;
        let changes = rows.iter().map(|row| (row.tenant.clone(), import.change(row, &start)));
        Ok(self.write_checked(changes.collect(), &import.by, !import.dry_run).await?)
    }
}
