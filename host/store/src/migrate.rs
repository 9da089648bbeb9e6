//! Making the tables, and bringing them up to date.

use crate::backend::{Backend, from_sql};
use crate::error::StoreError;
use sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use sqlx::{Pool, SqlSafeStr};

/// Where migrations are noted: a table of our own, since the product whose database it is may
/// have migrations too.
const TABLE: &str = "tiergate_migrations";

/// Runs those migrations that have not run yet.
pub(crate) async fn migrate<DB>(pool: &Pool<DB>, all: &[&'static str]) -> Result<(), StoreError>
where
    DB: Backend,
    DB::Connection: Migrate,
{
    let mut connection = pool.acquire().await?;
    // Whoever only reads and writes need not be allowed to make tables.
    let sql = "SELECT count(*) FROM tiergate_migrations WHERE success";
    let done: sqlx::Result<Vec<(i64,)>> = DB::rows(&mut connection, sql, Vec::new()).await;
    if done.is_ok_and(|rows| rows.iter().all(|row| from_sql(row.0) == all.len() as u64)) {
        return Ok(());
    }
    let migrations = (1..).zip(all).map(|(version, sql)| {
        let sql = sql.into_sql_str();
        Migration::new(version, "tiergate".into(), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.dangerous_set_table_name(TABLE);
    let run = migrator.run_direct(None, &mut *connection, false).await;
    if run.is_err() {
        // It may have left a lock on the connection.
        connection.close_on_drop();
    }
    Ok(run?)
}
