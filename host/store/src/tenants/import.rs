//! Taking in the tenants of an existing product.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::sql::backend::Backend;
use crate::store::Store;
use crate::tenants::Tenants;
use sqlx::{ColumnIndex, Decode, FromRow, Pool, Row, Type};
use tiergate::{Assignment, Source};
use tokio::sync::mpsc::{self, Receiver};

/// What another system has of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The tenant.
    pub tenant: String,
    /// Its plan. An empty one is none.
    pub plan: Option<String>,
    /// Its edition; none: it is left as it is. An empty one is none.
    pub edition: Option<String>,
}

/// The rows of a query with columns `tenant`, `plan` and, where it has one, `edition`, as they
/// come. The query ends where they are no longer taken.
///
/// # Errors
///
/// [`StoreError`] where the database refuses the query, or it does not have the columns.
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
    let edition = if has("edition") { "edition" } else { "NULL" };
    // A plan or an identifier may be a number or a UUID in the product's own table.
    let sql = format!(
        "SELECT CAST(tenant AS TEXT), CAST(plan AS TEXT), CAST({edition} AS TEXT) \
         FROM ({sql}) AS imported"
    );
    let (to, rows) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        if let Err(error) = DB::stream(&mut connection, sql, &to).await {
            // OK because whoever takes no more rows does not care.
            let _ = to.send(Err(error.into())).await;
        }
    });
    Ok(rows)
}

/// How many rows of a query are read ahead.
const AHEAD: usize = 10_000;

impl<'r, R: Row> FromRow<'r, R> for Imported
where
    usize: ColumnIndex<R>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        let tenant: Option<String> = row.try_get(0)?;
        Ok(Self {
            // One with no name is refused where it is written.
            tenant: tenant.unwrap_or_default(),
            plan: row.try_get(1)?,
            edition: row.try_get(2)?,
        })
    }
}

/// How tenants are taken in.
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
    /// Takes plans in as billing's word.
    pub fn new(by: By) -> Self {
        Self { by, source: Source::Billing, when_missing: None, dry_run: false }
    }

    /// Takes plans in as another source's word.
    pub fn source(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// The plan of tenants that have none.
    pub fn when_missing(mut self, plan: impl Into<String>) -> Self {
        self.when_missing = Some(plan.into());
        self
    }

    /// Writes nothing, and answers as if it did.
    pub fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// The plan that is taken in for one tenant.
    pub fn plan(&self, imported: &Imported) -> Option<String> {
        let plan = imported.plan.clone().filter(|plan| !plan.is_empty());
        plan.or_else(|| self.when_missing.clone())
    }

    /// One row as a change to its tenant, which starts with `start` where it is made.
    fn change(&self, row: &Imported, start: &[Assignment]) -> Change {
        Change::Import {
            source: self.source,
            plan: self.plan(row),
            edition: row.edition.clone().filter(|edition| !edition.is_empty()),
            start: start.to_vec(),
        }
    }
}

impl<S: Store> Tenants<S> {
    /// Takes in some tenants, some thousands at a time at most, and answers each on its own. One
    /// that is pinned to a policy that does not know its plan is refused. A tenant that is there keeps all that others said of it; one that is not is made, without
    /// the trial of new ones. Taking in what was taken in already changes nothing, so an import
    /// that was stopped is run again. Rows of one tenant are taken in one after the other.
    ///
    /// # Errors
    ///
    /// [`WriteError`] where none was written: the policy does not have the plan of those that
    /// have none, or the store is away.
    pub async fn import(
        &self,
        rows: &[Imported],
        import: &Import,
    ) -> Result<Vec<Result<Written, WriteError>>, WriteError> {
        if let Some(plan) = &import.when_missing {
            self.checked(Change::Grant { tier: plan.clone(), expires_at: None })?;
        }
        let mut start = self.tiers().policy().on_signup(self.tiers().now())?;
        start.retain(|it| it.source == Source::Default);
        let changes = rows.iter().map(|row| (row.tenant.clone(), import.change(row, &start)));
        Ok(self.write_checked(changes.collect(), &import.by, !import.dry_run).await?)
    }
}
