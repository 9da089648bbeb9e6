//! What the two databases do differently, and the few operations that both need.

use crate::error::StoreError;
use crate::events::search::Range;
use futures_util::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Pool};
use std::borrow::Cow;
use std::future::Future;
use tokio::sync::mpsc::Sender;

/// A database that can store facts: [`sqlx::Sqlite`] or [`sqlx::Postgres`].
///
/// Both read the same SQL, with `$1` for the first value; the differences are what this trait
/// names.
pub trait Backend: sqlx::Database + Sealed {
    /// The statement that begins a transaction that writes.
    #[doc(hidden)]
    const BEGIN: &'static str;

    /// The statement that begins a transaction in which everything is read as of one moment.
    #[doc(hidden)]
    const BEGIN_READING: &'static str;

    /// The database's time in SQL, in milliseconds since 1970; 0 if it uses this server's clock.
    #[doc(hidden)]
    const TIME: &'static str;

    /// Whether the database may be away while this process runs on.
    #[doc(hidden)]
    const IS_REMOTE: bool;

    /// How many rows one statement takes.
    #[doc(hidden)]
    const ROWS: usize;

    /// Creates the tables, or brings them up to date.
    #[doc(hidden)]
    fn migrate(pool: &Pool<Self>) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Makes the transaction the only one that writes until it ends, so that the numbers of events
    /// are in commit order.
    #[doc(hidden)]
    fn lock(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Returns SQL for the rows of a JSON array of objects with these keys and types; the array is
    /// the value with this number. The first string is the columns to select, the second what to
    /// select them from.
    ///
    /// A statement with one value has the same text for any number of rows, so it stays prepared.
    #[doc(hidden)]
    fn records(columns: &[Column], place: usize) -> (String, String);

    /// Returns the SQL condition that a text is one of a JSON array; the array is the value with
    /// this number.
    #[doc(hidden)]
    fn among(place: usize) -> String;

    /// Runs statements, each with one value, and notifies other servers once they are committed.
    /// The number of each statement's value is that of the statement, from 1.
    #[doc(hidden)]
    fn write<'a>(
        connection: &'a mut Self::Connection,
        statements: Vec<String>,
        values: Vec<Value<'a>>,
    ) -> BoxFuture<'a, sqlx::Result<()>>;

    /// Notifies other servers, once the transaction is committed.
    #[doc(hidden)]
    fn notify(connection: &mut Self::Connection) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Gives a connection back to its pool. It may be in the middle of a statement, on a database
    /// that never answers again.
    #[doc(hidden)]
    fn give_back(connection: &mut PoolConnection<Self>);

    /// Returns the identifiers, in a range and in byte order, of tenants whose identifier or label
    /// contains a text, in upper or lower case; without those from the first to before the second
    /// of `except`.
    #[doc(hidden)]
    fn with_part<'a>(
        connection: &'a mut Self::Connection,
        part: &'a str,
        except: [&'a str; 2],
        range: &'a Range<'a>,
    ) -> BoxFuture<'a, sqlx::Result<Vec<String>>>;

    /// Runs a statement.
    #[doc(hidden)]
    fn run<'a>(
        connection: &'a mut Self::Connection,
        sql: impl Into<Sql>,
        values: Vec<Value<'a>>,
    ) -> BoxFuture<'a, sqlx::Result<()>>;

    /// Runs a query.
    #[doc(hidden)]
    fn rows<'a, T: Columns>(
        connection: &'a mut Self::Connection,
        sql: impl Into<Sql>,
        values: Vec<Value<'a>>,
    ) -> BoxFuture<'a, sqlx::Result<Vec<T>>>;

    /// Returns the names of a query's columns.
    #[doc(hidden)]
    fn columns(
        connection: &mut Self::Connection,
        sql: String,
    ) -> impl Future<Output = sqlx::Result<Vec<String>>> + Send;

    /// Sends a query's rows as they arrive, for as long as the receiver takes them.
    #[doc(hidden)]
    fn stream<T: Columns>(
        connection: &mut Self::Connection,
        sql: String,
        to: &Sender<Result<T, StoreError>>,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;
}

/// A statement: text of our own, or text made from it.
#[doc(hidden)]
pub type Sql = Cow<'static, str>;

/// A column and its type in SQL.
#[doc(hidden)]
pub type Column = (&'static str, &'static str);

/// A value of a statement.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Value<'a> {
    Text(&'a str),
    TextOrNull(Option<&'a str>),
    Number(u64),
    NumberOrNull(Option<u64>),
    Bytes(&'a [u8]),
}

/// A row that can be read from both databases.
#[doc(hidden)]
pub trait Columns:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static
{
}

impl<T> Columns for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static
{
}

/// Statements with this many values or fewer are kept prepared: longer ones differ in length from
/// one to the next.
pub(crate) const MOST_PREPARED: usize = 16;

/// Implements running statements for one database. The text is the same for both; the types are
/// not.
macro_rules! statements {
    ($database:ty) => {
        fn run<'a>(
            connection: &'a mut Self::Connection,
            sql: impl Into<$crate::sql::backend::Sql>,
            values: Vec<$crate::sql::backend::Value<'a>>,
        ) -> futures_util::future::BoxFuture<'a, sqlx::Result<()>> {
            let short = values.len() <= $crate::sql::backend::MOST_PREPARED;
            let sql = sqlx::AssertSqlSafe(sql.into());
            let mut query = sqlx::query::<$database>(sql).persistent(short);
            $crate::sql::backend::bind_all!(query, values);
            Box::pin(async move { query.execute(connection).await.map(drop) })
        }

        fn rows<'a, T: $crate::sql::backend::Columns>(
            connection: &'a mut Self::Connection,
            sql: impl Into<$crate::sql::backend::Sql>,
            values: Vec<$crate::sql::backend::Value<'a>>,
        ) -> futures_util::future::BoxFuture<'a, sqlx::Result<Vec<T>>> {
            let short = values.len() <= $crate::sql::backend::MOST_PREPARED;
            let sql = sqlx::AssertSqlSafe(sql.into());
            let mut query = sqlx::query_as::<$database, T>(sql).persistent(short);
            $crate::sql::backend::bind_all!(query, values);
            Box::pin(async move { query.fetch_all(connection).await })
        }

        async fn columns(
            connection: &mut Self::Connection,
            sql: String,
        ) -> sqlx::Result<Vec<String>> {
            use sqlx::{Column, Executor, Statement};
            let statement = connection.prepare(sqlx::AssertSqlSafe(sql).into_sql_str()).await?;
            Ok(statement.columns().iter().map(|column| column.name().to_owned()).collect())
        }

        async fn stream<T: $crate::sql::backend::Columns>(
            connection: &mut Self::Connection,
            sql: String,
            to: &tokio::sync::mpsc::Sender<Result<T, StoreError>>,
        ) -> sqlx::Result<()> {
            use futures_util::TryStreamExt;
            let query = sqlx::query_as::<$database, T>(sqlx::AssertSqlSafe(sql)).persistent(false);
            let mut rows = query.fetch(connection);
            while let Some(row) = rows.try_next().await? {
                if to.send(Ok(row)).await.is_err() {
                    break;
                }
            }
            Ok(())
        }
    };
}
pub(crate) use statements;

/// Binds a query's values.
macro_rules! bind_all {
    ($query:ident, $values:ident) => {
        for value in $values {
            $query = match value {
                $crate::sql::backend::Value::Text(text) => $query.bind(text),
                $crate::sql::backend::Value::TextOrNull(text) => $query.bind(text),
                $crate::sql::backend::Value::Number(number) => {
                    $query.bind($crate::sql::backend::to_sql(number))
                }
                $crate::sql::backend::Value::NumberOrNull(number) => {
                    $query.bind(number.map($crate::sql::backend::to_sql))
                }
                $crate::sql::backend::Value::Bytes(bytes) => $query.bind(bytes),
            };
        }
    };
}
pub(crate) use bind_all;

/// Returns a whole number as both databases store it. The contract's go up to 2^53-1.
pub(crate) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Returns a whole number as read from either database.
pub(crate) fn from_sql(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[doc(hidden)]
pub trait Sealed {}
impl Sealed for sqlx::Sqlite {}
impl Sealed for sqlx::Postgres {}
