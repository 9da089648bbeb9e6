//! Policies in the store: publishing and reading them.

use crate::error::StoreError;
use crate::events::event::By;
use crate::events::validate_text;
use crate::policies::error::PolicyError;
use crate::policies::table;
use crate::policies::table::{Published, StoredPolicy};
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, TO_WRITE, to_its_end, within};
use crate::store::SqlStore;
use tiergate::{MemoryFacts, Policy, PolicyCache, Tenant, Tiers};
use tokio::sync::Semaphore;

/// One at a time is loaded to be published, however many are uploaded: those that wait hold no
/// thread, and a policy that is pinned to waits for one of them at most.
static PUBLISHING: Semaphore = Semaphore::const_new(1);

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
        if table::digests::<DB>(&mut transaction).await?.contains(&published.digest) {
            published.new = false;
        } else {
            table::insert::<DB>(&mut transaction, &published, &file, &by).await?;
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
        within(TO_READ, async { table::list::<DB>(&mut *self.reading().await?).await }).await
    }

    /// The bytes of a policy's file; none where no policy of this digest was published.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where the database does not answer.
    pub async fn policy_file(&self, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        within(TO_READ, async { table::file::<DB>(&mut *self.reading().await?, digest).await })
            .await
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
        let known = async { table::digests::<DB>(&mut *self.reading().await?).await };
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
