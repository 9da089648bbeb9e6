//! Policies in the store: publishing and reading them.

use crate::error::StoreError;
use crate::events::batch::now;
use crate::events::event::By;
use crate::events::validate_text;
use crate::policies::error::PolicyError;
use crate::sql::backend::{Backend, Value, from_sql};
use crate::sql::timeouts::{TO_READ, TO_WRITE, to_its_end, within};
use crate::store::SqlStore;
use serde::Serialize;
use tiergate::{MemoryFacts, Policy, PolicyCache, Tenant, Tiers, Timestamp};
use tokio::sync::Semaphore;

/// One at a time is loaded to be published, however many are uploaded: those that wait hold no
/// thread, and a policy that is pinned to waits for one of them at most.
static PUBLISHING: Semaphore = Semaphore::const_new(1);

/// What publishing came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Published {
    /// The policy's digest: its name from now on.
    pub digest: String,
    /// The name that its map has.
    pub name: String,
    /// The version that its map has.
    pub version: String,
    /// How many bytes its file has.
    pub size: u64,
    /// Whether it was not published before.
    pub new: bool,
}

/// A policy that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StoredPolicy {
    /// Its digest.
    pub digest: String,
    /// The name that its map has.
    pub name: String,
    /// The version that its map has.
    pub version: String,
    /// How many bytes its file has.
    pub size: u64,
    /// When it was published, in seconds since 1970.
    pub at: Timestamp,
    /// Who published it.
    pub actor: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
    /// When it was activated last, in seconds since 1970; none: it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub activated_at: Option<Timestamp>,
    /// Whether it is the active one.
    pub active: bool,
}

impl<DB: Backend> SqlStore<DB> {
    /// Stores a policy's file under its digest, so that it can be activated and pinned to. It is
    /// loaded and asked first. Publishing it again succeeds, and stores nothing.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Refused`] where the bytes are no policy, [`PolicyError::Fails`] where it
    /// does not answer; then nothing is stored. [`PolicyError::Store`] where the store is away.
    pub async fn publish(&self, file: &[u8], by: &By) -> Result<Published, PolicyError> {
        validate_text::check_by(by)?;
        let turn = PUBLISHING.acquire().await.ok();
        let policy = self.loaded().compile(file.to_vec(), turn).await?;
        ask(&policy).await?;
        let write = self.clone().publish_now(policy, file.to_vec(), by.clone());
        within(TO_WRITE, to_its_end(write)).await
    }

    async fn publish_now(
        self,
        policy: Policy,
        file: Vec<u8>,
        by: By,
    ) -> Result<Published, PolicyError> {
        let catalog = policy.catalog();
        let mut published = Published {
            digest: policy.digest().to_owned(),
            name: shown(&catalog.name),
            version: shown(&catalog.version),
            size: file.len() as u64,
            new: true,
        };
        let mut transaction = self.begin().await?;
        DB::lock(&mut transaction).await?;
        if digests::<DB>(&mut transaction).await?.contains(&published.digest) {
            published.new = false;
        } else {
            insert::<DB>(&mut transaction, &published, &file, &by).await?;
            transaction.commit().await.map_err(StoreError::from)?;
        }
        self.loaded().keep(policy);
        Ok(published)
    }

    /// The policies that were published, the first one first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database does not answer.
    pub async fn policies(&self) -> Result<Vec<StoredPolicy>, StoreError> {
        within(TO_READ, async { list::<DB>(&mut *self.reading().await?).await }).await
    }

    /// The bytes of a policy's file; none where no policy of this digest was published.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database does not answer.
    pub async fn policy_file(&self, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        within(TO_READ, async { file::<DB>(&mut *self.reading().await?, digest).await }).await
    }

    /// Finds the digest of the one policy whose digest begins so: with 4 characters at least, so
    /// that an empty or mistyped one does not name the only policy there is. Programs should give
    /// the whole digest.
    ///
    /// # Errors
    ///
    /// [`PolicyError::ShortPrefix`] if there are fewer.
    /// [`PolicyError::Unpublished`] where there is none, [`PolicyError::Ambiguous`] where there
    /// are more, and [`PolicyError::Store`].
    pub async fn find_policy(&self, prefix: &str) -> Result<String, PolicyError> {
        if prefix.chars().count() < LEAST {
            return Err(PolicyError::ShortPrefix(prefix.to_owned()));
        }
        let known = async { digests::<DB>(&mut *self.reading().await?).await };
        let known = within(TO_READ, known).await?;
        let digests: Vec<_> = known.iter().filter(|it| it.starts_with(prefix)).cloned().collect();
        match digests.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(PolicyError::Unpublished { digest: prefix.to_owned(), known }),
            _ => Err(PolicyError::Ambiguous { prefix: prefix.to_owned(), digests }),
        }
    }

    /// A policy that was published. It is compiled once.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] where it was not published, or cannot be loaded here.
    pub async fn load_policy(&self, digest: &str) -> Result<Policy, PolicyError> {
        self.loaded().get(digest).await
    }

    /// Has policies be compiled into this folder, and be loaded from it, from now on.
    pub fn cache_policies(&self, cache: PolicyCache) {
        self.loaded().set_cache(cache);
    }
}

/// Asks a policy about a tenant without facts, and about signing up and billing.
async fn ask(policy: &Policy) -> Result<(), PolicyError> {
    let facts = MemoryFacts::new();
    facts.put("", Tenant::new());
    let tiers = Tiers::new(policy.clone(), facts);
    tiers.entitlements("").await.map_err(PolicyError::Fails)?;
    policy.on_signup(tiers.now()).map_err(|error| PolicyError::Fails(error.into()))?;
    policy.on_billing(&[]).map_err(|error| PolicyError::Fails(error.into()))?;
    Ok(())
}

/// How much of a digest names a policy: four characters, of 65,536 kinds, as people copy them.
const LEAST: usize = 4;

/// How many characters of a name or version are stored.
const SHOWN: usize = 100;

/// A policy's own text, as far as it can be stored and shown.
fn shown(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(SHOWN).collect()
}

async fn insert<DB: Backend>(
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

/// The digests of all policies, in byte order.
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
    // PostgreSQL has no such text, so there is no such policy.
    if digest.contains('\0') {
        return Ok(None);
    }
    let sql = "SELECT file FROM tiergate_policies WHERE digest = $1";
    let rows: Vec<(Vec<u8>,)> = DB::rows(connection, sql, vec![Value::Text(digest)]).await?;
    Ok(rows.into_iter().next().map(|row| row.0))
}

type PolicyRow =
    (String, String, String, i64, i64, String, Option<String>, Option<i64>, Option<i64>);

async fn list<DB: Backend>(
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
