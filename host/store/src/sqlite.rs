//! Facts in SQLite: the default, in a file or in memory, for one server.

use crate::backend::{Backend, migrator, statements};
use crate::error::StoreError;
use crate::store::SqlStore;
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Pool, SqlSafeStr, SqliteConnection};
use std::future::pending;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Tenants' facts in SQLite.
///
/// # Examples
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use tiergate_store::{SqliteStore, Store};
///
/// let store = SqliteStore::in_memory().await?;
/// assert!(store.find("acme").await?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type SqliteStore = SqlStore<Sqlite>;

/// How many connections read at a time. One writes.
const READERS: u32 = 4;

/// For how long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(10);

impl SqlStore<Sqlite> {
    /// Opens a file, and makes it where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it cannot be opened or is no database.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            // Readers and the one who writes do not wait for each other.
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged survives a loss of power.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY);
        let writes = SqlitePoolOptions::new().max_connections(1);
        let writes = writes.connect_with(options.clone()).await?;
        Sqlite::migrate(&writes).await?;
        let reads = SqlitePoolOptions::new().max_connections(READERS);
        let reads = reads.connect_with(options.read_only(true)).await?;
        Self::start(reads, writes).await
    }

    /// Facts that are gone with the store.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where there is no memory for them.
    pub async fn in_memory() -> Result<Self, StoreError> {
        // The facts live as long as the one connection.
        let pool =
            SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(SqliteConnectOptions::new().in_memory(true)).await?;
        Sqlite::migrate(&pool).await?;
        Self::start(pool.clone(), pool).await
    }
}

impl Backend for Sqlite {
    const BEGIN: &'static str = "BEGIN IMMEDIATE";
    const BEGIN_READING: &'static str = "BEGIN";
    /// Few, because SQLite looks for each value's name, such as `$700`, among all of the
    /// statement's.
    const ROWS: usize = 50;

    statements!(Sqlite);

    async fn migrate(pool: &Pool<Self>) -> Result<(), StoreError> {
        let migrator = migrator(&[include_str!("../migrations/sqlite/1_tenants.sql")]);
        if migrator.run(pool).await.is_ok() {
            return Ok(());
        }
        // Another process may have made the same tables at the same moment.
        Ok(migrator.run(pool).await?)
    }

    /// `BEGIN IMMEDIATE` did it.
    async fn lock(_: &mut SqliteConnection) -> sqlx::Result<()> {
        Ok(())
    }

    /// Other processes look for themselves.
    async fn notify(_: &mut SqliteConnection) -> sqlx::Result<()> {
        Ok(())
    }

    async fn listen(_: Pool<Self>, _: Arc<Notify>) {
        pending().await
    }
}
