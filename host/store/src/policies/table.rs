//! The rows of published policies.

use crate::error::StoreError;
use crate::events::event::By;
use crate::sql::backend::{Backend, Value, from_sql};
use serde::Serialize;
use tiergate::{Timestamp, now};

/// The result of publishing a policy.
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
/// let published = store.publish(&file, &By::new("ann")).await?;
/// assert_eq!((published.name.as_str(), published.new), ("notes", true));
/// assert!(!store.publish(&file, &By::new("bob")).await?.new);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Published {
    /// The policy's digest: its name from now on.
    pub digest: String,
    /// The name from its tier map.
    pub name: String,
    /// The version from its tier map.
    pub version: String,
    /// The size of its file, in bytes.
    pub size: u64,
    /// Whether it was not published before.
    pub new: bool,
}

/// A published policy.
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
/// store.publish(&file, &By::new("ann")).await?;
/// let stored = &store.policies().await?[0];
/// assert_eq!((stored.actor.as_str(), stored.active), ("ann", false));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StoredPolicy {
    /// Its digest.
    pub digest: String,
    /// The name from its tier map.
    pub name: String,
    /// The version from its tier map.
    pub version: String,
    /// The size of its file, in bytes.
    pub size: u64,
    /// When it was published, in seconds since 1970.
    pub at: Timestamp,
    /// Who published it.
    pub actor: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
    /// When it was last activated, in seconds since 1970; absent if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub activated_at: Option<Timestamp>,
    /// Whether it is the active policy.
    pub active: bool,
}

pub(crate) async fn insert<DB: Backend>(
    connection: &mut DB::Connection,
    published: &Published,
    file: &[u8],
    by: &By,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO tiergate_policies \
               (digest, name, version, size, at, actor, reason, file) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = vec![
        Value::Text(&published.digest),
        Value::Text(&published.name),
        Value::Text(&published.version),
        Value::Number(published.size),
        Value::Number(now()),
        Value::Text(&by.actor),
        Value::TextOrNull(by.reason.as_deref()),
        Value::Bytes(file),
    ];
    Ok(DB::run(connection, sql, values).await?)
}

/// Returns the digests of all policies, in byte order.
pub(crate) async fn digests<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT digest FROM tiergate_policies ORDER BY digest";
    let rows: Vec<(String,)> = DB::rows(connection, sql, Vec::new()).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

pub(crate) async fn file<DB: Backend>(
    connection: &mut DB::Connection,
    digest: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    // PostgreSQL cannot store such a text, so there is no such policy.
    if digest.contains('\0') {
        return Ok(None);
    }
    let sql = "SELECT file FROM tiergate_policies WHERE digest = $1";
    let rows: Vec<(Vec<u8>,)> = DB::rows(connection, sql, vec![Value::Text(digest)]).await?;
    Ok(rows.into_iter().next().map(|row| row.0))
}

type PolicyRow =
    (String, String, String, i64, i64, String, Option<String>, Option<i64>, Option<i64>);

pub(crate) async fn list<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Vec<StoredPolicy>, StoreError> {
    let sql = "SELECT p.digest, p.name, p.version, p.size, p.at, p.actor, p.reason, \
               a.number, a.at \
               FROM tiergate_policies AS p LEFT JOIN tiergate_activations AS a ON a.number = \
               (SELECT max(number) FROM tiergate_activations WHERE digest = p.digest) \
               ORDER BY p.at, p.digest";
    let rows: Vec<PolicyRow> = DB::rows(connection, sql, Vec::new()).await?;
    let last = rows.iter().filter_map(|row| row.7).max();
    let policy = |row: PolicyRow| {
        let (digest, name, version, size, at, actor, reason, number, activated_at) = row;
        StoredPolicy {
            digest,
            name,
            version,
            size: from_sql(size),
            at: from_sql(at),
            actor,
            reason,
            activated_at: activated_at.map(from_sql),
            active: number.is_some() && number == last,
        }
    };
    Ok(rows.into_iter().map(policy).collect())
}
