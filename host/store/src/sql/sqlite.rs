//! Facts in SQLite: the default, in a file or in memory, for one server.

use crate::error::StoreError;
use crate::events::search::Range;
use crate::sql::backend::{Backend, Column, Value, statements};
use crate::sql::migrate::migrate;
use crate::sql::sqlite_file::DatabaseFile;
use crate::sql::sqlite_parts;
use crate::store::SqlStore;
use futures_util::future::BoxFuture;
use sqlx::pool::PoolConnection;
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

/// How many connections read at a time, as many as by default in PostgreSQL. One writes.
const READERS: u32 = 4;

/// How often to ask whether another process has written, while it keeps writing: some 5 % of a CPU.
const SOON: Duration = Duration::from_millis(3);

/// How often to look after nothing was written for a while.
const SELDOM: Duration = Duration::from_millis(100);

/// How long after listening failed it is tried again. Meanwhile the follower looks for events at
/// intervals.
const RETRY: Duration = Duration::from_secs(1);

/// How long to wait for another process that writes: a third of what a write may take.
const BUSY: Duration = Duration::from_secs(10);

impl SqlStore<Sqlite> {
    /// Opens a file, and creates it if it does not exist: readable by its owner alone, as it
    /// contains facts, actors and reasons. SQLite gives the files next to it the same mode.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the file cannot be opened or is not a database.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// use tiergate_store::{SqliteStore, Search, Store};
    ///
    /// # let folder = std::env::temp_dir().join(format!("tiergate-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// let store = SqliteStore::open(folder.join("tiers.db")).await?;
    /// assert!(store.list(&Search::default()).await?.tenants.is_empty());
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(()) }
    /// ```
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        make_private(path.as_ref());
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY);
        let writing = options
            .clone()
            // Readers and the writer do not wait for each other.
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged survives a loss of power.
            .synchronous(SqliteSynchronous::Full);
        let file = Arc::new(DatabaseFile::new(&writing));
        let making = writing.clone().create_if_missing(true);
        let writes = make(&making, &file).await;
        // Another process may be creating the same file at the same moment.
        let writes = if writes.is_err() { make(&making, &file).await? } else { writes? };
        // A file that is gone is not created again: it is being replaced.
        writes.set_connect_options(writing);
        file.note();
        // Without the journal mode: a file that was just put there may have another one.
        let reading = options.read_only(true);
        // Readers do not keep the follower waiting.
        let follows = connections(1, &file).connect_lazy_with(reading.clone());
        let reads = connections(READERS, &file).connect_with(reading.clone()).await?;
        let listen = |wake| Box::pin(listen(reading, file, wake)) as BoxFuture<'static, ()>;
        Self::start(reads, writes, follows, listen).await
    }

    /// Opens a store in memory, whose facts are lost when it is dropped: for tests and to try
    /// things out. It has one connection, so while a transaction is open, everything else waits for
    /// its end.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if there is not enough memory.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// use tiergate_store::{SqliteStore, Search, Store};
    ///
    /// let store = SqliteStore::in_memory().await?;
    /// assert!(store.list(&Search::default()).await?.tenants.is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn in_memory() -> Result<Self, StoreError> {
        // The facts live as long as the one connection.
        let pool =
            SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(SqliteConnectOptions::new().in_memory(true)).await?;
        Sqlite::migrate(&pool).await?;
        // Nobody else writes there.
        let listen = |_| Box::pin(pending()) as BoxFuture<'static, ()>;
        Self::start(pool.clone(), pool.clone(), pool, listen).await
    }
}

/// Returns the options of a pool of connections to the file that is at the path when they are used.
fn connections(most: u32, file: &Arc<DatabaseFile>) -> SqlitePoolOptions {
    let file = Arc::clone(file);
    SqlitePoolOptions::new().max_connections(most).before_acquire(move |_, about| {
        let file = Arc::clone(&file);
        Box::pin(async move { file.is_of(about.age).await })
    })
}

/// Opens the one connection that writes, and creates the tables in its file.
async fn make(
    options: &SqliteConnectOptions,
    file: &Arc<DatabaseFile>,
) -> Result<Pool<Sqlite>, StoreError> {
    let pool = connections(1, file).connect_with(options.clone()).await?;
    // For the connection that is used again at once.
    file.note();
    Sqlite::migrate(&pool).await?;
    Ok(pool)
}

/// Wakes whenever another connection has written, for as long as it is polled.
async fn listen(options: SqliteConnectOptions, file: Arc<DatabaseFile>, wake: Arc<Notify>) {
    loop {
        // OK because the follower looks for events at intervals anyway.
        let _ = hear(&options, &file, &wake).await;
        sleep(RETRY).await;
    }
}

/// Wakes whenever another connection has written, of this process or of another one, and when
/// another file has taken the database's place. SQLite reports that when asked:
/// <https://www.sqlite.org/pragma.html#pragma_data_version>.
async fn hear(
    options: &SqliteConnectOptions,
    file: &DatabaseFile,
    wake: &Notify,
) -> sqlx::Result<()> {
    let mut connection = options.connect().await?;
    // As long as one connection to a replaced file is open, no other one is its last: the last one
    // would, when it closes, remove the log of the file that now has its name.
    let mut replaced = Vec::new();
    let (mut seen, mut pause, mut stamps) = (None, SELDOM, file.stamps());
    loop {
        if file.is_replaced()
            && let Ok(new) = file.open_again(options).await
        {
            replaced.push(std::mem::replace(&mut connection, new));
            // Whatever its version is, it counts as another one.
            (seen, stamps) = (Some(-1), file.stamps());
        }
        if stamps.may_differ() {
            let version: i64 =
                sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut connection).await?;
            if seen.replace(version).is_some_and(|seen| seen != version) {
                wake.notify_one();
                pause = SOON;
            }
        }
        sleep(pause).await;
        pause = SELDOM.min(2 * pause);
    }
}

/// Creates a file if it does not exist, for its owner alone, whatever the process's umask is. One
/// that exists keeps its mode, which may be meant; if others have access, the log has a
/// warning.
#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let mut options = std::fs::OpenOptions::new();
    // OK because if the file cannot be created, opening it reports that.
    if options.write(true).create_new(true).mode(0o600).open(path).is_err()
        && let Ok(found) = std::fs::metadata(path)
        && found.is_file()
        && found.mode() & 0o077 != 0
    {
        let (path, mode) = (path.display(), format!("{:o}", found.mode() & 0o777));
        tracing::warn!(%path, mode, "other users may read the store, or write to it: chmod 600");
    }
}

#[cfg(not(unix))]
fn make_private(_: &Path) {}

impl Backend for Sqlite {
    const BEGIN: &'static str = "BEGIN IMMEDIATE";
    const BEGIN_READING: &'static str = "BEGIN";
    const TIME: &'static str = "0";
    const IS_REMOTE: bool = false;
    /// Few, because SQLite looks up each value's name, such as `$700`, among all of the
    /// statement's.
    const ROWS: usize = 50;

    statements!(Sqlite);

    async fn migrate(pool: &Pool<Self>) -> Result<(), StoreError> {
        let tenants = include_str!("../../migrations/sqlite/1_tenants.sql");
        let policies = include_str!("../../migrations/sqlite/2_policies.sql");
        let identities = include_str!("../../migrations/sqlite/3_identities.sql");
        let keys = include_str!("../../migrations/sqlite/4_keys.sql");
        let folded = include_str!("../../migrations/sqlite/5_folded.sql");
        let billing = include_str!("../../migrations/sqlite/6_billing.sql");
        let asks = include_str!("../../migrations/sqlite/7_asks.sql");
        let billing_kept = include_str!("../../migrations/sqlite/8_billing_kept.sql");
        let labels = include_str!("../../migrations/sqlite/9_labels.sql");
        let kept = include_str!("../../migrations/sqlite/10_kept.sql");
        let first = [tenants, policies, identities, keys, folded];
        let later = [billing, asks, billing_kept, labels, kept];
        migrate(pool, &[first.as_slice(), &later].concat()).await
    }

    fn with_part<'a>(
        connection: &'a mut SqliteConnection,
        part: &'a str,
        except: [&'a str; 2],
        range: &'a Range<'a>,
    ) -> BoxFuture<'a, sqlx::Result<Vec<String>>> {
        Box::pin(sqlite_parts::with_part(connection, part, except, range))
    }

    /// A transaction of the caller's may not have written yet: this makes it wait for its turn
    /// before anything is read.
    async fn lock(connection: &mut SqliteConnection) -> Result<(), StoreError> {
        Ok(Self::run(connection, "DELETE FROM tiergate_keys WHERE false", Vec::new()).await?)
    }

    fn records(columns: &[Column], place: usize) -> (String, String) {
        let field = |(name, _): &Column| format!("it.value ->> '{name}'");
        let fields: Vec<String> = columns.iter().map(field).collect();
        (fields.join(", "), format!("json_each(${place}) AS it"))
    }

    fn among(place: usize) -> String {
        format!("IN (SELECT value FROM json_each(${place}))")
    }

    fn write<'a>(
        connection: &'a mut SqliteConnection,
        statements: Vec<String>,
        values: Vec<Value<'a>>,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        Box::pin(async move {
            for (place, (sql, value)) in statements.into_iter().zip(values).enumerate() {
                // In a statement of its own, its number is 1.
                let sql = sql.replace(&format!("${}", place + 1), "$1");
                Self::run(connection, sql, vec![value]).await?;
            }
            Ok(())
        })
    }

    /// The pool does it: a file does not vanish, and one in memory must never lose its connection.
    fn give_back(_: &mut PoolConnection<Self>) {}

    /// Other processes ask the file.
    async fn notify(_: &mut SqliteConnection) -> sqlx::Result<()> {
        Ok(())
    }
}
