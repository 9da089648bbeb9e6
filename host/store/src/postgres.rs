//! Facts in PostgreSQL: for more than one server.

use crate::backend::{Backend, migrator, statements};
use crate::error::StoreError;
use crate::store::SqlStore;
use sqlx::postgres::{PgListener, PgPoolOptions, Postgres};
use sqlx::{PgConnection, Pool, SqlSafeStr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Tenants' facts in PostgreSQL.
///
/// # Examples
///
/// ```no_run
/// # async fn example() -> Result<(), tiergate_store::StoreError> {
/// use tiergate_store::PostgresStore;
///
/// let store = PostgresStore::connect("postgres://notes@db.example.com/notes").await?;
/// # Ok(())
/// # }
/// ```
pub type PostgresStore = SqlStore<Postgres>;

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long after a lost connection the next one is tried.
const RETRY: Duration = Duration::from_secs(1);

/// The key of the advisory lock that writers take: `tiergate` in ASCII.
const LOCK: &str = "SELECT pg_advisory_xact_lock(8388357231696475237)";

impl SqlStore<Postgres> {
    /// Connects to a database, as its URL says. The tables are made in the first schema of the
    /// user's search path.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it cannot be reached or does not let the user in.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new().max_connections(10).acquire_timeout(PATIENCE);
        Self::from_pool(pool.connect(url).await?).await
    }

    /// The same with connections of the caller's own.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database cannot be reached.
    pub async fn from_pool(pool: Pool<Postgres>) -> Result<Self, StoreError> {
        Postgres::migrate(&pool).await?;
        Self::start(pool.clone(), pool).await
    }
}

impl Backend for Postgres {
    const BEGIN: &'static str = "BEGIN";
    const BEGIN_READING: &'static str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    /// Many, because each statement waits for the network.
    const ROWS: usize = 1_000;

    statements!(Postgres);

    async fn migrate(pool: &Pool<Self>) -> Result<(), StoreError> {
        let migrator = migrator(&[include_str!("../migrations/postgres/1_tenants.sql")]);
        Ok(migrator.run(pool).await?)
    }

    async fn lock(connection: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(LOCK).execute(connection).await.map(drop)
    }

    async fn notify(connection: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query("SELECT pg_notify('tiergate', '')").execute(connection).await.map(drop)
    }

    async fn listen(pool: Pool<Self>, wake: Arc<Notify>) {
        loop {
            // OK because events are looked for every so often anyway.
            let _ = hear(&pool, &wake).await;
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Wakes at each notification, until the connection is lost.
async fn hear(pool: &Pool<Postgres>, wake: &Notify) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen("tiergate").await?;
    while listener.try_recv().await?.is_some() {
        wake.notify_one();
    }
    Ok(())
}
