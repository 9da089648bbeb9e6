//! Listing the tenants that are kept on a policy, by whom, since when and why.

use crate::error::StoreError;
use crate::events::event::Stored;
use crate::policies::kept;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_READ, within};
use crate::store::SqlStore;
use serde::Serialize;
use tiergate::Timestamp;

/// A tenant that an activation [kept](crate::Keep) on the policy that was active before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeptTenant {
    /// The tenant.
    pub tenant: String,
    /// The name that people know it by, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub label: Option<String>,
    /// The digest of the policy that it is kept on.
    pub policy: String,
    /// Since when, in seconds since 1970.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub at: Timestamp,
    /// Who kept it.
    pub actor: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
}

/// How many tenants are kept on a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeptOn {
    /// The policy's digest.
    pub policy: String,
    /// How many tenants are kept on it.
    pub tenants: u64,
    /// The number of the activation that kept them; absent if it is under way, or was stopped
    /// before its end: then the policy is still active, and decides these tenants either way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub activation: Option<u64>,
    /// When a server releases them; absent if someone does it by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>, nullable = false))]
    pub until: Option<Timestamp>,
}

/// Some of the kept tenants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeptPage {
    /// How many there are, by policy.
    pub policies: Vec<KeptOn>,
    /// The tenants, in byte order of their identifiers.
    pub tenants: Vec<KeptTenant>,
    /// What to list after for the next page; absent if these are the last ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub next: Option<String>,
}

impl<DB: Backend> SqlStore<DB> {
    /// Returns the tenants that activations kept on earlier policies: at most `limit`, after the
    /// tenant `after` if it is given, on one policy or on any.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// assert!(store.kept(None, None, 100).await?.tenants.is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn kept(
        &self,
        policy: Option<&str>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<KeptPage, StoreError> {
        let read = async {
            let mut connection = self.reading().await?;
            let policies = policies::<DB>(&mut connection).await?;
            let most = u64::from(limit.max(1));
            let mut tenants = tenants::<DB>(&mut connection, policy, after, most + 1).await?;
            let more = tenants.len() as u64 > most;
            tenants.truncate(limit.max(1) as usize);
            let next = tenants.last().filter(|_| more).map(|last| last.tenant.clone());
            Ok(KeptPage { policies, tenants, next })
        };
        within(TO_READ, read).await
    }

    /// Returns those of some tenants whose decisions an activation can change.
    pub(crate) async fn unpinned(
        &self,
        tenants: Vec<Stored>,
        active: &str,
    ) -> Result<Vec<Stored>, StoreError> {
        if tenants.iter().all(|it| it.policy.is_none()) {
            return Ok(tenants);
        }
        let read =
            async { kept::unpinned::<DB>(&mut *self.reading().await?, tenants, active).await };
        within(TO_READ, read).await
    }
}

async fn policies<DB: Backend>(connection: &mut DB::Connection) -> Result<Vec<KeptOn>, StoreError> {
    let sql = "SELECT k.policy, k.tenants, s.activation, s.until FROM \
               (SELECT policy, count(*) AS tenants FROM tiergate_kept GROUP BY policy) AS k \
               LEFT JOIN tiergate_keeps AS s ON s.policy = k.policy ORDER BY k.policy";
    let rows: Vec<(String, i64, Option<i64>, Option<i64>)> =
        DB::rows(connection, sql, Vec::new()).await?;
    let kept = |(policy, tenants, activation, until): (String, i64, Option<i64>, Option<i64>)| {
        let (activation, until) = (activation.map(from_sql), until.map(from_sql));
        KeptOn { policy, tenants: from_sql(tenants), activation, until }
    };
    Ok(rows.into_iter().map(kept).collect())
}

type TenantRow = (String, Option<String>, String, i64, String, Option<String>);

async fn tenants<DB: Backend>(
    connection: &mut DB::Connection,
    policy: Option<&str>,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<KeptTenant>, StoreError> {
    // PostgreSQL cannot store a NUL, and no stored text sorts between this one and the part before it.
    let text =
        |text: Option<&str>| text.map(|it| it.split('\0').next().unwrap_or_default().to_owned());
    let (policy, after) = (text(policy), text(after).unwrap_or_default());
    // Two statements, because each has an index of its own.
    let on_policy = if policy.is_some() { "AND k.policy = $3" } else { "" };
    let sql = format!(
        "SELECT k.tenant, t.label, k.policy, e.at, e.actor, e.reason \
         FROM tiergate_kept AS k \
         JOIN tiergate_tenants AS t ON t.id = k.tenant \
         JOIN tiergate_events AS e ON e.number = k.number \
         WHERE k.tenant > $1 {on_policy} ORDER BY k.tenant LIMIT $2"
    );
    let mut values = vec![Value::Text(&after), Value::Number(limit)];
    values.extend(policy.as_deref().map(Value::Text));
    let rows: Vec<TenantRow> = DB::rows(connection, sql, values).await?;
    let kept = |(tenant, label, policy, at, actor, reason): TenantRow| KeptTenant {
        tenant,
        label,
        policy,
        at: from_sql(at),
        actor,
        reason,
    };
    Ok(rows.into_iter().map(kept).collect())
}
