//! Creating the tables, and bringing them up to date.

use crate::error::StoreError;
use crate::events::look_alike;
use crate::sql::backend::{Backend, Value, from_sql};
use sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use sqlx::{Pool, SqlSafeStr};

/// The table that records migrations: one of our own, since the product that owns the database may
/// have migrations too.
const TABLE: &str = "tiergate_migrations";

/// Runs the migrations that have not run yet.
pub(crate) async fn migrate<DB>(pool: &Pool<DB>, all: &[&'static str]) -> Result<(), StoreError>
where
    DB: Backend,
    DB::Connection: Migrate,
{
    let mut connection = pool.acquire().await?;
    let known = all.len() as u64;
    // Users that only read and write need no permission to create tables.
    let sql = "SELECT count(*) FROM tiergate_migrations WHERE success AND version <= $1";
    let values = vec![Value::Number(known)];
    let done: sqlx::Result<Vec<(i64,)>> = DB::rows(&mut connection, sql, values).await;
    if !done.is_ok_and(|rows| rows.iter().all(|row| from_sql(row.0) == known)) {
        let run = migrator(all).run_direct(None, &mut *connection, false).await;
        if run.is_err() {
            // It may have left a lock on the connection.
            connection.close_on_drop();
        }
        run?;
    }
    check_newer::<DB>(&mut connection, known).await?;
    if let Err(error) = look_alike::fold_stored::<DB>(&mut connection).await {
        // OK because this only helps people, and the next server to open the store goes on with it.
        tracing::warn!(%error, "not all stored tenants were indexed for look-alike identifiers");
    }
    Ok(())
}

fn migrator(all: &[&'static str]) -> Migrator {
    let migrations = (1..).zip(all).map(|(version, sql)| {
        let sql = sql.into_sql_str();
        Migration::new(version, "tiergate".into(), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.dangerous_set_table_name(TABLE);
    // `check_newer` checks newer ones.
    migrator.set_ignore_missing(true);
    migrator
}

/// Refuses tables that a newer server has brought up to date, unless that migration says that
/// servers which know the migrations up to this one work with them: otherwise no deployment could
/// be rolled back.
async fn check_newer<DB: Backend>(
    connection: &mut DB::Connection,
    known: u64,
) -> Result<(), StoreError> {
    let sql = "SELECT m.version, c.least FROM tiergate_migrations AS m \
               LEFT JOIN tiergate_compatible AS c ON c.migration = m.version \
               WHERE m.version > $1 ORDER BY m.version";
    let newer: Vec<(i64, Option<i64>)> =
        DB::rows(connection, sql, vec![Value::Number(known)]).await?;
    let locks_out = |least: Option<i64>| least.is_none_or(|least| from_sql(least) > known);
    match newer.iter().find(|(_, least)| locks_out(*least)) {
        Some((migration, _)) => Err(StoreError::TooNew { migration: from_sql(*migration), known }),
        None => Ok(()),
    }
}
