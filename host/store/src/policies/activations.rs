//! The rows of activations, and of the idempotency keys that came with them.

use crate::error::StoreError;
use crate::events::event::By;
use crate::events::idempotency::first_kept;
use crate::policies::error::PolicyError;
use crate::sql::backend::{Backend, Value, from_sql};
use serde::Serialize;
use tiergate::{MAX_SAFE_INTEGER, Timestamp, now};

type Row = (i64, String, i64, String, Option<String>, Option<String>, Option<i64>);

fn activation(row: Row) -> Activation {
    let (number, digest, at, actor, reason, key, back_to) = row;
    let (number, at, back_to) = (from_sql(number), from_sql(at), back_to.map(from_sql));
    Activation { number, digest, at, actor, reason, key, back_to }
}

pub(crate) async fn read<DB: Backend>(
    connection: &mut DB::Connection,
    before: u64,
    limit: u32,
) -> Result<Vec<Activation>, StoreError> {
    let sql = "SELECT number, digest, at, actor, reason, key, back_to FROM tiergate_activations \
               WHERE number < $1 ORDER BY number DESC LIMIT $2";
    let values = vec![Value::Number(before), Value::Number(limit.into())];
    let rows: Vec<Row> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().map(activation).collect())
}

/// Returns the last activation: that of the active policy.
pub(crate) async fn last<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Option<Activation>, StoreError> {
    Ok(read::<DB>(connection, MAX_SAFE_INTEGER, 1).await?.into_iter().next())
}

/// Returns the activation to go back to.
pub(crate) async fn before<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Activation, PolicyError> {
    let none = |active| PolicyError::NoneBefore { active };
    let last = last::<DB>(connection).await?.ok_or_else(|| none(None))?;
    // The policy that a rollback left is not gone back to: a rollback counts as the activation that
    // it restored.
    let first = last.back_to.unwrap_or(last.number);
    let before = read::<DB>(connection, first, 1).await?.into_iter().next();
    before.ok_or_else(|| none(Some(last.digest)))
}

/// The answer that was given to an idempotency key.
pub(crate) struct Answered {
    pub(crate) digest: String,
    number: u64,
    changed: bool,
    rollback: bool,
}

impl Answered {
    /// Returns the same answer again, if the request is the same.
    pub(crate) fn replay(
        self,
        digest: &str,
        rollback: bool,
        by: &By,
    ) -> Result<Activated, PolicyError> {
        if self.digest != digest || self.rollback != rollback {
            return Err(PolicyError::KeyReused(by.key.clone().unwrap_or_default()));
        }
        let Self { digest, number, changed, .. } = self;
        Ok(Activated { digest, number, changed })
    }
}

/// Returns what was answered to the same idempotency key before; `None` if the key is new.
pub(crate) async fn answered<DB: Backend>(
    connection: &mut DB::Connection,
    by: &By,
) -> Result<Option<Answered>, StoreError> {
    let Some(key) = &by.key else { return Ok(None) };
    // The history has the keys of activations that changed something.
    let sql = "SELECT digest, number, CAST(1 AS BIGINT), \
               CAST(CASE WHEN back_to IS NULL THEN 0 ELSE 1 END AS BIGINT) \
               FROM tiergate_activations WHERE key = $1 AND at >= $2 \
               UNION ALL \
               SELECT digest, number, CAST(0 AS BIGINT), is_rollback \
               FROM tiergate_activation_keys WHERE key = $1 AND at >= $2";
    let values = vec![Value::Text(key), Value::Number(first_kept(now()))];
    let rows: Vec<(String, i64, i64, i64)> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().next().map(|(digest, number, changed, rollback)| {
        let (number, changed, rollback) = (from_sql(number), changed != 0, rollback != 0);
        Answered { digest, number, changed, rollback }
    }))
}

/// Keeps the key of an activation that changed nothing, and deletes keys that no longer count.
pub(crate) async fn keep_key<DB: Backend>(
    connection: &mut DB::Connection,
    activated: &Activated,
    by: &By,
    rollback: bool,
) -> Result<(), StoreError> {
    let Some(key) = &by.key else { return Ok(()) };
    let past = vec![Value::Number(first_kept(now()))];
    DB::run(connection, "DELETE FROM tiergate_activation_keys WHERE at < $1", past).await?;
    let sql = "INSERT INTO tiergate_activation_keys (key, digest, number, is_rollback, at) \
               VALUES ($1, $2, $3, $4, $5)";
    let values = vec![
        Value::Text(key),
        Value::Text(&activated.digest),
        Value::Number(activated.number),
        Value::Number(rollback.into()),
        Value::Number(now()),
    ];
    Ok(DB::run(connection, sql, values).await?)
}

pub(crate) async fn insert<DB: Backend>(
    connection: &mut DB::Connection,
    number: u64,
    digest: &str,
    by: &By,
    back_to: Option<u64>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO tiergate_activations \
               (number, digest, at, actor, reason, key, back_to) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        Value::Number(number),
        Value::Text(digest),
        Value::Number(now()),
        Value::Text(&by.actor),
        Value::TextOrNull(by.reason.as_deref()),
        Value::TextOrNull(by.key.as_deref()),
        Value::NumberOrNull(back_to),
    ];
    Ok(DB::run(connection, sql, values).await?)
}

/// The result of activating a policy.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// # let file = policy()?.file().to_vec();
/// use tiergate_store::By;
///
/// let ann = By::new("ann").because("the spring plans");
/// let published = store.publish(&file, &ann).await?;
/// assert!(store.activate(&published.digest, &ann).await?.changed);
/// assert!(!store.activate(&published.digest, &ann).await?.changed); // active already
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Activated {
    /// The digest of the policy that is active now.
    pub digest: String,
    /// The number of its activation.
    pub number: u64,
    /// Whether another policy was active before. If not, nothing was written.
    pub changed: bool,
}

/// An event that made a policy the active one.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// # let store = tenants.store();
/// # let file = policy()?.file().to_vec();
/// use tiergate_store::By;
///
/// let ann = By::new("ann").because("the spring plans");
/// let published = store.publish(&file, &ann).await?;
/// store.activate(&published.digest, &ann).await?;
/// let last = &store.activations(None, 1).await?[0];
/// assert_eq!((last.number, last.reason.as_deref()), (1, Some("the spring plans")));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Activation {
    /// Its number, from 1, in commit order. The last one's policy is active.
    pub number: u64,
    /// The digest of the policy.
    pub digest: String,
    /// When, in seconds since 1970.
    pub at: Timestamp,
    /// Who activated it.
    pub actor: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
    /// The idempotency key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub key: Option<String>,
    /// The number of the activation that a rollback went back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub back_to: Option<u64>,
}

/// Records that a policy is active, unless it is already. A rollback must still lead to the same
/// activation.
pub(crate) async fn write<DB: Backend>(
    connection: &mut DB::Connection,
    digest: &str,
    by: &By,
    back_to: Option<u64>,
) -> Result<Activated, PolicyError> {
    if let Some(back_to) = back_to
        && before::<DB>(connection).await?.number != back_to
    {
        return Err(PolicyError::Overtaken);
    }
    let activated = |number, changed| Activated { digest: digest.to_owned(), number, changed };
    match last::<DB>(connection).await? {
        Some(last) if last.digest == digest => {
            let activated = activated(last.number, false);
            keep_key::<DB>(connection, &activated, by, back_to.is_some()).await?;
            Ok(activated)
        }
        last => {
            let number = last.map_or(0, |last| last.number) + 1;
            insert::<DB>(connection, number, digest, by, back_to).await?;
            DB::notify(connection).await.map_err(StoreError::from)?;
            Ok(activated(number, true))
        }
    }
}
