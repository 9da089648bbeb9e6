//! The rows of activations.

use crate::error::StoreError;
use crate::events::event::By;
use crate::policies::answered::keep_key;
use crate::policies::error::PolicyError;
use crate::policies::keeping::{Keep, Keeping};
use crate::policies::kept;
use crate::sql::backend::{Backend, Value, from_sql};
use serde::Serialize;
use tiergate::{MAX_SAFE_INTEGER, Timestamp, now};

type Row = (
    i64,
    String,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<i64>,
);

fn activation(row: Row) -> Activation {
    let (number, digest, at, actor, reason, key, back_to, keeps, kept, kept_until) = row;
    let (number, at, back_to) = (from_sql(number), from_sql(at), back_to.map(from_sql));
    let (keeps, kept) = (keeps.as_deref().and_then(Keep::named), kept.map(from_sql));
    let kept_until = kept_until.map(from_sql);
    Activation { number, digest, at, actor, reason, key, back_to, keeps, kept, kept_until }
}

pub(crate) async fn read<DB: Backend>(
    connection: &mut DB::Connection,
    before: u64,
    limit: u32,
) -> Result<Vec<Activation>, StoreError> {
    let sql = "SELECT number, digest, at, actor, reason, key, back_to, keeps, kept, kept_until \
               FROM tiergate_activations WHERE number < $1 ORDER BY number DESC LIMIT $2";
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

pub(crate) async fn insert<DB: Backend>(
    connection: &mut DB::Connection,
    number: u64,
    digest: &str,
    by: &By,
    how: How,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO tiergate_activations \
               (number, digest, at, actor, reason, key, back_to, keeps, kept, kept_until) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (keeping, kept) = (how.keeping.map(|it| it.0), how.keeping.map(|it| it.1));
    let values = vec![
        Value::Number(number),
        Value::Text(digest),
        Value::Number(now()),
        Value::Text(&by.actor),
        Value::TextOrNull(by.reason.as_deref()),
        Value::TextOrNull(by.key.as_deref()),
        Value::NumberOrNull(how.back_to),
        Value::TextOrNull(keeping.map(|it| it.keep.as_str())),
        Value::NumberOrNull(kept),
        Value::NumberOrNull(keeping.and_then(|it| it.until)),
    ];
    Ok(DB::run(connection, sql, values).await?)
}

/// What an activation is apart from its policy.
#[derive(Clone, Copy, Default)]
pub(crate) struct How {
    /// The activation that a rollback goes back to.
    pub(crate) back_to: Option<u64>,
    /// Whom it keeps on the policy that was active before, and how many they are.
    pub(crate) keeping: Option<(Keeping, u64)>,
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
    /// How many tenants it [kept](crate::Keep) on the policy that was active before.
    pub kept: u64,
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
    /// Which tenants it kept on the policy that was active before; absent if none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub keeps: Option<Keep>,
    /// How many they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub kept: Option<u64>,
    /// When they are released; absent if that is done by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub kept_until: Option<Timestamp>,
}

/// Records that a policy is active, unless it is already. A rollback must still lead to the same
/// activation.
pub(crate) async fn write<DB: Backend>(
    connection: &mut DB::Connection,
    digest: &str,
    by: &By,
    how: How,
) -> Result<Activated, PolicyError> {
    if let Some(back_to) = how.back_to
        && before::<DB>(connection).await?.number != back_to
    {
        return Err(PolicyError::Overtaken);
    }
    let kept = how.keeping.map_or(0, |it| it.1);
    let activated = |number, changed, kept| {
        let digest = digest.to_owned();
        Activated { digest, number, changed, kept }
    };
    match last::<DB>(connection).await? {
        Some(last) if last.digest == digest => {
            let activated = activated(last.number, false, 0);
            keep_key::<DB>(connection, &activated, by, how.back_to.is_some()).await?;
            Ok(activated)
        }
        last => {
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            insert::<DB>(connection, number, digest, by, how).await?;
            // Nobody is kept on the policy that is active.
            kept::put_reason::<DB>(connection, digest, None).await?;
            match (last, how.keeping) {
                (Some(Activation { digest: left, .. }), Some((keeping, _))) => {
                    let kept = Some((number, keeping));
                    kept::put_reason::<DB>(connection, &left, kept).await?;
                }
                (Some(left), None) => kept::end::<DB>(connection, &left.digest, number).await?,
                (None, _) => {}
            }
            DB::notify(connection).await.map_err(StoreError::from)?;
            Ok(activated(number, true, kept))
        }
    }
}
