//! Which of the store's policies is active.

use crate::backend::{Backend, Value, from_sql};
use crate::error::StoreError;
use crate::event::By;
use crate::patience::{TO_READ, TO_WRITE, to_its_end, within};
use crate::policy_error::PolicyError;
use crate::store::SqlStore;
use crate::texts;
use crate::watchers::Deciding;
use crate::write::now;
use serde::Serialize;
use tiergate::{MAX_WHOLE, Policy, Timestamp};

/// What activating a policy came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Activated {
    /// The digest of the policy that is active now.
    pub digest: String,
    /// The number of its activation.
    pub number: u64,
    /// Whether another one was active before. Where not, nothing was written.
    pub changed: bool,
}

/// That a policy was made the active one.
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

impl<DB: Backend> SqlStore<DB> {
    /// Makes a policy that was published the active one. It is loaded first; once this returns
    /// it decides at this server, wherever tiers [follow](tiergate::TiersBuilder::follow), and
    /// soon at all others. Activating the active one succeeds, and writes nothing. An idempotency
    /// key counts; the revision of `by` does not.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Unpublished`] where it was not published, and the others of [`PolicyError`]
    /// where it cannot be loaded or the store is away.
    pub async fn activate(&self, digest: &str, by: &By) -> Result<Activated, PolicyError> {
        texts::check_by(by)?;
        let policy = self.load_policy(digest).await?;
        let write = self.clone().activate_now(policy, by.clone(), None);
        within(TO_WRITE, to_its_end(write)).await
    }

    /// Makes the policy active again that was active before the active one. A second rollback
    /// goes back by one more, never to what the first one left.
    ///
    /// # Errors
    ///
    /// [`PolicyError::NoneBefore`] where there is none, [`PolicyError::Overtaken`] where someone
    /// activates another one in the same moment, and the others of [`PolicyError`].
    pub async fn roll_back(&self, by: &By) -> Result<Activated, PolicyError> {
        texts::check_by(by)?;
        let target = async { to_go_back_to::<DB>(&mut *self.reading().await?, by).await };
        let target = within(TO_READ, target).await?;
        let policy = self.load_policy(&target.digest).await?;
        let write = self.clone().activate_now(policy, by.clone(), Some(target.number));
        within(TO_WRITE, to_its_end(write)).await
    }

    async fn activate_now(
        self,
        policy: Policy,
        by: By,
        back_to: Option<u64>,
    ) -> Result<Activated, PolicyError> {
        let mut transaction = self.begin().await?;
        DB::lock(&mut transaction).await?;
        let activated = write::<DB>(&mut transaction, policy.digest(), &by, back_to).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        let number = activated.number;
        let later = |than: Option<u64>| than.is_none_or(|than| than < number);
        self.watchers().decide(Deciding { number, policy }, later);
        Ok(activated)
    }

    /// The policy that is active; none where none ever was.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] where it cannot be loaded here, or the store is away.
    pub async fn active_policy(&self) -> Result<Option<Policy>, PolicyError> {
        let last = async { last::<DB>(&mut *self.reading().await?).await };
        match within(TO_READ, last).await? {
            Some(last) => self.load_policy(&last.digest).await.map(Some),
            None => Ok(None),
        }
    }

    /// Which policies were active, the last one first: at most `limit` of those before the
    /// activation `before`, or of all.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database does not answer.
    pub async fn activations(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Activation>, StoreError> {
        let before = before.unwrap_or(MAX_WHOLE);
        let read = async { read::<DB>(&mut *self.reading().await?, before, limit).await };
        within(TO_READ, read).await
    }
}

type Row = (i64, String, i64, String, Option<String>, Option<String>, Option<i64>);

fn activation(row: Row) -> Activation {
    let (number, digest, at, actor, reason, key, back_to) = row;
    let (number, at, back_to) = (from_sql(number), from_sql(at), back_to.map(from_sql));
    Activation { number, digest, at, actor, reason, key, back_to }
}

async fn read<DB: Backend>(
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

/// The last activation: that of the active policy.
pub(crate) async fn last<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Option<Activation>, StoreError> {
    Ok(read::<DB>(connection, MAX_WHOLE, 1).await?.into_iter().next())
}

/// The activation to go back to.
async fn before<DB: Backend>(connection: &mut DB::Connection) -> Result<Activation, PolicyError> {
    let none = |active| PolicyError::NoneBefore { active };
    let last = last::<DB>(connection).await?.ok_or_else(|| none(None))?;
    // What a rollback left is not gone back to: it counts as the activation that it restored.
    let first = last.back_to.unwrap_or(last.number);
    let before = read::<DB>(connection, first, 1).await?.into_iter().next();
    before.ok_or_else(|| none(Some(last.digest)))
}

/// The activation that a rollback goes back to, or the one that it wrote already.
async fn to_go_back_to<DB: Backend>(
    connection: &mut DB::Connection,
    by: &By,
) -> Result<Activation, PolicyError> {
    match answered::<DB>(connection, by).await? {
        Some(answered) if answered.back_to.is_some() => Ok(answered),
        Some(_) => Err(PolicyError::KeyReused(by.key.clone().unwrap_or_default())),
        None => before::<DB>(connection).await,
    }
}

/// Writes that a policy is active, where it is not, and where the rollback is still to the same.
async fn write<DB: Backend>(
    connection: &mut DB::Connection,
    digest: &str,
    by: &By,
    back_to: Option<u64>,
) -> Result<Activated, PolicyError> {
    let activated = |number, changed| Activated { digest: digest.to_owned(), number, changed };
    if let Some(answered) = answered::<DB>(connection, by).await? {
        if answered.digest != digest || answered.back_to.is_some() != back_to.is_some() {
            return Err(PolicyError::KeyReused(by.key.clone().unwrap_or_default()));
        }
        return Ok(activated(answered.number, true));
    }
    if let Some(back_to) = back_to
        && before::<DB>(connection).await?.number != back_to
    {
        return Err(PolicyError::Overtaken);
    }
    let last = last::<DB>(connection).await?;
    match last {
        Some(last) if last.digest == digest => Ok(activated(last.number, false)),
        last => {
            let number = last.map_or(0, |last| last.number) + 1;
            insert::<DB>(connection, number, digest, by, back_to).await?;
            DB::notify(connection).await.map_err(StoreError::from)?;
            Ok(activated(number, true))
        }
    }
}

/// What was written before with the same idempotency key.
async fn answered<DB: Backend>(
    connection: &mut DB::Connection,
    by: &By,
) -> Result<Option<Activation>, StoreError> {
    let Some(key) = &by.key else { return Ok(None) };
    let sql = "SELECT number, digest, at, actor, reason, key, back_to FROM tiergate_activations \
               WHERE key = $1";
    let rows: Vec<Row> = DB::rows(connection, sql, vec![Value::Text(key)]).await?;
    Ok(rows.into_iter().next().map(activation))
}

async fn insert<DB: Backend>(
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
