//! Facts in SQLite: the default, in a file or in memory, for one server.

use crate::backend::{Backend, statements};
use crate::error::StoreError;
use crate::migrate::migrate;
use crate::store::SqlStore;
use sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Pool, SqlSafeStr, SqliteConnection};
use std::future::pending;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::sleep;

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

/// How often to ask whether another process has written. Asking takes some 20 µs.
const LOOK: Duration = Duration::from_millis(3);

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
        let writes = make(&options).await;
        // Another process may be making the same file at the same moment.
        let writes = if writes.is_err() { make(&options).await? } else { writes? };
        let reads = SqlitePoolOptions::new().max_connections(READERS);
        let reads = reads.connect_with(options.read_only(true)).await?;
        Self::start(reads, writes).await
    }

    /// Facts that are gone with the store: for tests and to try things out. It has one
    /// connection, so what is asked while a transaction is open waits for its end.
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

/// The one connection that writes, to a file whose tables are made.
async fn make(options: &SqliteConnectOptions) -> Result<Pool<Sqlite>, StoreError> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    Sqlite::migrate(&pool).await?;
    Ok(pool)
}

/// Wakes whenever another connection has written, of this process or of another one: SQLite tells
/// those who ask, <https://www.sqlite.org/pragma.html#pragma_data_version>.
async fn hear(options: &SqliteConnectOptions, wake: &Notify) -> sqlx::Result<()> {
    let mut connection = options.connect().await?;
    let mut seen = None;
    loop {
        let version: i64 =
            sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut connection).await?;
        if seen.replace(version).is_some_and(|seen| seen != version) {
            wake.notify_one();
        }
        sleep(LOOK).await;
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
        let tenants = include_str!("../migrations/sqlite/1_tenants.sql");
        let policies = include_str!("../migrations/sqlite/2_policies.sql");
        let identities = include_str!("../migrations/sqlite/3_identities.sql");
        migrate(pool, &[tenants, policies, identities]).await
    }

    /// A transaction of the caller's may not have written yet: this makes it wait for its turn
    /// before anything is read.
    async fn lock(connection: &mut SqliteConnection) -> Result<(), StoreError> {
        Ok(Self::run(connection, "DELETE FROM tiergate_keys WHERE false", Vec::new()).await?)
    }

    /// Other processes ask the file.
    async fn notify(_: &mut SqliteConnection) -> sqlx::Result<()> {
        Ok(())
    }

    async fn listen(pool: Pool<Self>, wake: Arc<Notify>) {
        let options = pool.connect_options().as_ref().clone();
        if options.get_filename() == Path::new(":memory:") {
            // Nobody else writes there.
            return pending().await;
        }
        loop {
            // OK because events are looked for every so often anyway.
            let _ = hear(&options, &wake).await;
            sleep(BUSY).await;
        }
    }
}
