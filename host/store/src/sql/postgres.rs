//! Facts in PostgreSQL: for more than one server.

use crate::error::StoreError;
use crate::events::search::Range;
use crate::sql::backend::{Backend, Column, Value, statements};
use crate::sql::migrate::migrate;
use crate::sql::postgres_parts;
use crate::store::SqlStore;
use futures_util::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgListener, PgPoolOptions, Postgres};
use sqlx::{Connection, PgConnection, Pool, SqlSafeStr};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::timeout;

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

/// How long to wait for a connection: less than a read may take, so that the error is about the
/// connection.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many connections write: one writes, and the next one is ready.
const WRITERS: u32 = 2;

/// How long a connection may be idle and still be used without first asking whether it is alive,
/// which takes one round trip. A database that restarts ends its connections, so callers who wait
/// for it longer than this never notice.
const FRESH: Duration = Duration::from_secs(1);

/// How long a writer waits for a connection, including the writes before it.
const TO_WRITE: Duration = Duration::from_secs(5);

/// How long a connection that is given back may take to answer. If its host has vanished, TCP alone
/// would wait for some 15 minutes, and the pool would lack the connection meanwhile.
const BACK: Duration = Duration::from_secs(2);

/// How long a listening connection may be silent before it is tested: nothing is sent on it, so TCP
/// never notices that its host has vanished.
const SILENT: Duration = Duration::from_secs(10);

/// How long after a lost connection the next attempt is made. Meanwhile the follower looks for
/// events at intervals.
const RETRY: Duration = Duration::from_secs(1);

/// The key of the advisory lock that writers take.
const LOCK: i64 = i64::from_be_bytes(*b"tiergate");

/// Begins a transaction that writes. If it stops in the middle, such as that of a server that is
/// paused or cut off, the database ends it, so that it does not keep all others from writing: after
/// 4 s without a statement, or as soon as its host has not answered for as long. Others wait a
/// little longer than that for their turn. A statement that takes 10 s is not one of ours. The
/// settings apply to this transaction alone, so a pool between us and the database may share its
/// connections.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; \
     SELECT set_config('idle_in_transaction_session_timeout', '4s', true), \
     set_config('tcp_user_timeout', '4s', true), set_config('lock_timeout', '6s', true), \
     set_config('statement_timeout', '10s', true)";

/// Waits for a transaction's turn to write. From there to its end, statements find their rows by an
/// index if there is one: a plan that was made while a table was small would read all of it, until
/// the database next counts its rows. A plan that has no index to use looks expensive then, but is
/// not worth compiling.
const TURN: &str = "SELECT current_setting('transaction_isolation'), \
     set_config('enable_seqscan', 'off', true), \
     set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true) \
     FROM (SELECT pg_advisory_xact_lock($1)) AS locked";

impl SqlStore<Postgres> {
    /// How many connections read, if the caller does not set it. Checks of cached tenants need
    /// none.
    pub const DEFAULT_READERS: u32 = 4;

    /// Connects to the database of a URL, with
    /// [`DEFAULT_READERS`](Self::DEFAULT_READERS) connections that read, and 4 more for the rest
    /// (see [`from_pool`](Self::from_pool)). The tables are created in the first schema of the
    /// user's search path.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be reached or refuses the user.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), tiergate_store::StoreError> {
    /// use tiergate_store::PostgresStore;
    ///
    /// let store = PostgresStore::connect("postgres://tiergate@db.example.com/tiergate").await?;
    /// assert!(store.status().is_current);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_with_readers(url, Self::DEFAULT_READERS).await
    }

    /// Connects to the database of a URL, with this many connections that read, at least 1. More of
    /// them help if checks ask about many tenants that are not cached.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be reached or refuses the user.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), tiergate_store::StoreError> {
    /// use tiergate_store::PostgresStore;
    ///
    /// let url = "postgres://tiergate@db.example.com/tiergate";
    /// let store = PostgresStore::connect_with_readers(url, 16).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn connect_with_readers(url: &str, readers: u32) -> Result<Self, StoreError> {
        Self::from_pool(connections(readers.max(1), PATIENCE).connect(url).await?).await
    }

    /// Returns a store that reads by the caller's own connections. It opens four more: two that
    /// write, one that follows what others write, and one that listens.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be reached.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use tiergate_store::PostgresStore;
    ///
    /// let own = sqlx::PgPool::connect("postgres://notes@db.example.com/notes").await?;
    /// let store = PostgresStore::from_pool(own.clone()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn from_pool(pool: Pool<Postgres>) -> Result<Self, StoreError> {
        Postgres::migrate(&pool).await?;
        // Writers that wait for their turn keep nobody from reading.
        let options = pool.connect_options().as_ref().clone();
        let writes = trusting(connections(WRITERS, TO_WRITE)).connect_lazy_with(options.clone());
        // Nor do readers keep the follower waiting.
        let follows = connections(1, PATIENCE).connect_lazy_with(options);
        let listening = pool.clone();
        let listen = |wake| Box::pin(listen(listening, wake)) as BoxFuture<'static, ()>;
        Self::start(pool, writes, follows, listen).await
    }
}

/// Returns the options of a pool with at most this many connections, and this long a timeout for
/// getting one.
fn connections(most: u32, patience: Duration) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(most).acquire_timeout(patience)
}

/// The pool, with connections that were just used not tested again: for writes, which wait for each
/// other. If the database restarts at once, a write may fail, and none is lost. One that is given
/// back without an answer is closed, also after a transaction of the caller's own.
fn trusting(pool: PgPoolOptions) -> PgPoolOptions {
    let pool = pool.test_before_acquire(false).before_acquire(|connection, about| {
        Box::pin(async move { Ok(about.idle_for < FRESH || connection.ping().await.is_ok()) })
    });
    pool.after_release(|connection, _| {
        Box::pin(async move { answers(connection).await.map(|()| true) })
    })
}

/// Asks a connection whether it is alive, for a while.
async fn answers(connection: &mut PgConnection) -> sqlx::Result<()> {
    timeout(BACK, connection.ping()).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

impl Backend for Postgres {
    // Other levels would read the state from before the lock.
    const BEGIN: &'static str = BEGIN;
    const BEGIN_READING: &'static str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    const TIME: &'static str = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
    const IS_REMOTE: bool = true;
    /// Many, because each statement waits for the network.
    const ROWS: usize = 1_000;

    statements!(Postgres);

    async fn migrate(pool: &Pool<Self>) -> Result<(), StoreError> {
        let tenants = include_str!("../../migrations/postgres/1_tenants.sql");
        let policies = include_str!("../../migrations/postgres/2_policies.sql");
        let identities = include_str!("../../migrations/postgres/3_identities.sql");
        let keys = include_str!("../../migrations/postgres/4_keys.sql");
        let folded = include_str!("../../migrations/postgres/5_folded.sql");
        let billing = include_str!("../../migrations/postgres/6_billing.sql");
        let asks = include_str!("../../migrations/postgres/7_asks.sql");
        let billing_kept = include_str!("../../migrations/postgres/8_billing_kept.sql");
        let labels = include_str!("../../migrations/postgres/9_labels.sql");
        let kept = include_str!("../../migrations/postgres/10_kept.sql");
        let first = [tenants, policies, identities, keys, folded];
        let later = [billing, asks, billing_kept, labels, kept];
        migrate(pool, &[first.as_slice(), &later].concat()).await
    }

    fn with_part<'a>(
        connection: &'a mut PgConnection,
        part: &'a str,
        except: [&'a str; 2],
        range: &'a Range<'a>,
    ) -> BoxFuture<'a, sqlx::Result<Vec<String>>> {
        Box::pin(postgres_parts::with_part(connection, part, except, range))
    }

    async fn lock(connection: &mut PgConnection) -> Result<(), StoreError> {
        let (level,): (String,) = sqlx::query_as(TURN).bind(LOCK).fetch_one(connection).await?;
        if level == "read committed" { Ok(()) } else { Err(StoreError::Isolation(level)) }
    }

    fn records(columns: &[Column], place: usize) -> (String, String) {
        let fields: Vec<String> = columns.iter().map(|(name, _)| format!("it.{name}")).collect();
        let types: Vec<String> = columns.iter().map(|(name, of)| format!("{name} {of}")).collect();
        let records =
            format!("json_to_recordset(CAST(${place} AS json)) AS it({})", types.join(", "));
        (fields.join(", "), records)
    }

    fn among(place: usize) -> String {
        format!("= ANY(ARRAY(SELECT json_array_elements_text(CAST(${place} AS json))))")
    }

    /// All in one statement: each takes a network round trip, while others wait.
    fn write<'a>(
        connection: &'a mut PgConnection,
        statements: Vec<String>,
        values: Vec<Value<'a>>,
    ) -> BoxFuture<'a, sqlx::Result<()>> {
        let parts = statements.iter().enumerate();
        let parts: Vec<String> = parts.map(|(i, sql)| format!("part_{i} AS ({sql})")).collect();
        let with =
            if parts.is_empty() { String::new() } else { format!("WITH {} ", parts.join(", ")) };
        Self::run(connection, format!("{with}SELECT pg_notify('tiergate', '')"), values)
    }

    /// The pool asks whether the connection is alive, and waits for ever.
    fn give_back(connection: &mut PoolConnection<Self>) {
        if let Ok(runtime) = Handle::try_current() {
            // Not given back in time, it is closed.
            runtime.spawn(timeout(BACK, connection.return_to_pool()));
        }
    }

    async fn notify(connection: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query("SELECT pg_notify('tiergate', '')").execute(connection).await.map(drop)
    }
}

/// Wakes at each notification, for as long as it is polled.
async fn listen(pool: Pool<Postgres>, wake: Arc<Notify>) {
    loop {
        // OK because the follower looks for events at intervals anyway.
        let _ = hear(&pool, &wake).await;
        tokio::time::sleep(RETRY).await;
    }
}

/// Wakes at each notification, until the connection is lost.
async fn hear(pool: &Pool<Postgres>, wake: &Notify) -> sqlx::Result<()> {
    let options = pool.connect_options().as_ref().clone();
    let own = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
    let mut listener = PgListener::connect_with(&own.connect_lazy_with(options)).await?;
    let away = |_| sqlx::Error::PoolTimedOut;
    timeout(PATIENCE, listener.listen("tiergate")).await.map_err(away)??;
    loop {
        match timeout(SILENT, listener.try_recv()).await {
            Ok(heard) => match heard? {
                Some(_) => wake.notify_one(),
                None => return Ok(()),
            },
            Err(_) => {
                let test = sqlx::query("SELECT 1").execute(&mut listener);
                timeout(PATIENCE, test).await.map_err(away)??;
            }
        }
    }
}
