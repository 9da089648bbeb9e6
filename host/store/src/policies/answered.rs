//! What was answered to activations with idempotency keys.

use crate::error::StoreError;
use crate::events::event::By;
use crate::events::idempotency::first_kept;
use crate::policies::activations::Activated;
use crate::policies::error::PolicyError;
use crate::policies::keeping::{Keep, Keeping};
use crate::sql::backend::{Backend, Value, from_sql};
use tiergate::now;

/// The answer that was given to an idempotency key.
pub(crate) struct Answered {
    digest: String,
    number: u64,
    changed: bool,
    rollback: bool,
    /// Whom the activation kept, and how many they were.
    keeping: Option<Keeping>,
    kept: u64,
}

impl Answered {
    /// Returns the same answer again, if the request is the same: for the same policy, and keeping the
    /// same tenants until the same time.
    pub(crate) fn replay(
        self,
        digest: &str,
        keeping: Option<Keeping>,
        by: &By,
    ) -> Result<Activated, PolicyError> {
        // An activation that changed nothing kept nobody.
        let keeps_others = self.changed && self.keeping != keeping;
        if self.digest != digest || self.rollback || keeps_others {
            return Err(reused(by));
        }
        Ok(self.activated())
    }

    /// Returns the same answer again, if the request was a rollback, to the given policy if there is
    /// one.
    pub(crate) fn replay_rollback(
        self,
        to: Option<&str>,
        by: &By,
    ) -> Result<Activated, PolicyError> {
        let is_same = self.rollback && to.is_none_or(|to| to == self.digest);
        if is_same { Ok(self.activated()) } else { Err(reused(by)) }
    }

    fn activated(self) -> Activated {
        let Self { digest, number, changed, kept, .. } = self;
        Activated { digest, number, changed, kept }
    }
}

pub(crate) fn reused(by: &By) -> PolicyError {
    PolicyError::KeyReused(by.key.clone().unwrap_or_default())
}

/// Returns what was answered to the same idempotency key before; `None` if the key is new.
pub(crate) async fn answered<DB: Backend>(
    connection: &mut DB::Connection,
    by: &By,
) -> Result<Option<Answered>, StoreError> {
    let Some(key) = &by.key else { return Ok(None) };
    // The history has the keys of activations that changed something.
    let sql = "SELECT digest, number, CAST(1 AS BIGINT), \
               CAST(CASE WHEN back_to IS NULL THEN 0 ELSE 1 END AS BIGINT), keeps, kept, kept_until \
               FROM tiergate_activations WHERE key = $1 AND at >= $2 \
               UNION ALL \
               SELECT digest, number, CAST(0 AS BIGINT), is_rollback, \
               CAST(NULL AS TEXT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) \
               FROM tiergate_activation_keys WHERE key = $1 AND at >= $2";
    let values = vec![Value::Text(key), Value::Number(first_kept(now()))];
    let rows: Vec<AnsweredRow> = DB::rows(connection, sql, values).await?;
    Ok(rows.into_iter().next().map(|(digest, number, changed, rollback, keeps, kept, until)| {
        let (number, changed, rollback) = (from_sql(number), changed != 0, rollback != 0);
        let keep = keeps.as_deref().and_then(Keep::named);
        let keeping = keep.map(|keep| Keeping { keep, until: until.map(from_sql) });
        let kept = kept.map_or(0, from_sql);
        Answered { digest, number, changed, rollback, keeping, kept }
    }))
}

type AnsweredRow = (String, i64, i64, i64, Option<String>, Option<i64>, Option<i64>);

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
