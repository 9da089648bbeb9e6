//! Policies in the store: publishing and reading them.

use crate::error::StoreError;
use crate::events::event::By;
use crate::events::validate_text;
use crate::policies::error::PolicyError;
use crate::policies::table;
use crate::policies::table::{Published, StoredPolicy};
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, to_its_end, within};
use crate::store::SqlStore;
use tiergate::{MemoryFacts, Policy, PolicyCache, Tenant, Tiers};
use tokio::sync::Semaphore;

/// Only one policy at a time is loaded for publishing, however many are uploaded: those that wait
/// hold no thread, and a policy that tenants are pinned to waits for one of them at most.
static PUBLISHING: Semaphore = Semaphore::const_new(1);

impl<DB: Backend> SqlStore<DB> {
    /// Stores a policy's file under its digest, so that it can be activated and pinned to. It is
    /// loaded and asked first. Publishing it again succeeds, and stores nothing.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Refused`] if the bytes are not a policy, and [`PolicyError::Fails`] if it
    /// gives no answer: nothing is stored then. [`PolicyError::Store`] if the store is unavailable.
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
    /// assert_eq!(published.digest, tiergate::digest(&file));
    /// # Ok(()) }
    /// ```
    pub async fn publish(&self, file: &[u8], by: &By) -> Result<Published, PolicyError> {
        validate_text::check_by(by)?;
        let turn = PUBLISHING.acquire().await.ok();
        let policy = self.loaded().compile(file.to_vec(), turn).await?;
        ask(&policy).await?;
        let write = self.clone().publish_now(policy, file.to_vec(), by.clone());
        to_its_end(write).await
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

    /// Returns the published policies, the first one first.
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
    /// # let file = policy()?.file().to_vec();
    /// use tiergate_store::By;
    ///
    /// let ann = By::new("ann").because("the spring plans");
    /// store.publish(&file, &ann).await?;
    /// let policies = store.policies().await?;
    /// assert_eq!((policies.len(), policies[0].name.as_str()), (1, "notes"));
    /// # Ok(()) }
    /// ```
    pub async fn policies(&self) -> Result<Vec<StoredPolicy>, StoreError> {
        within(TO_READ, async { table::list::<DB>(&mut *self.reading().await?).await }).await
    }

    /// Returns the bytes of a policy's file; `None` if no policy with this digest was published.
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
    /// # let file = policy()?.file().to_vec();
    /// use tiergate_store::By;
    ///
    /// let ann = By::new("ann").because("the spring plans");
    /// let digest = store.publish(&file, &ann).await?.digest;
    /// assert_eq!(store.policy_file(&digest).await?, Some(file));
    /// assert_eq!(store.policy_file("5f08").await?, None);
    /// # Ok(()) }
    /// ```
    pub async fn policy_file(&self, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        within(TO_READ, async { table::file::<DB>(&mut *self.reading().await?, digest).await })
            .await
    }

    /// Finds the digest of the one policy whose digest begins with `prefix`. It takes at least 4
    /// characters, so that an empty or mistyped prefix does not name the only policy there is.
    /// Programs should give the whole digest.
    ///
    /// # Errors
    ///
    /// [`PolicyError::ShortPrefix`] if the prefix is shorter, [`PolicyError::Unpublished`] if no
    /// published policy has it, [`PolicyError::Ambiguous`] if there is more than one, and
    /// [`PolicyError::Store`].
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
    /// let digest = store.publish(&file, &ann).await?.digest;
    /// assert_eq!(store.find_policy(&digest[..8]).await?, digest);
    /// assert!(store.find_policy("").await.is_err());
    /// # Ok(()) }
    /// ```
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

    /// Returns a published policy. It is compiled once.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] if it was not published, or cannot be loaded here.
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
    /// let digest = store.publish(&file, &ann).await?.digest;
    /// let policy = store.load_policy(&digest).await?;
    /// assert_eq!(policy.catalog().version, "1.0.0");
    /// # Ok(()) }
    /// ```
    pub async fn load_policy(&self, digest: &str) -> Result<Policy, PolicyError> {
        self.loaded().get(digest).await
    }

    /// Keeps compiled policies in this folder, and loads them from it, from now on.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn example(store: tiergate_store::SqliteStore) -> Result<(), tiergate::CacheError> {
    /// use tiergate::PolicyCache;
    ///
    /// store.cache_policies(PolicyCache::open("/var/cache/notes/policies")?);
    /// # Ok(())
    /// # }
    /// ```
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
    policy.on_signup(tiers.now(), false).map_err(|error| PolicyError::Fails(error.into()))?;
    policy.on_billing(&[]).map_err(|error| PolicyError::Fails(error.into()))?;
    Ok(())
}

/// The minimum length of a prefix: four characters have 65,536 values, enough for prefixes that
/// people copy.
const LEAST: usize = 4;

/// How many characters of a name or version are stored.
const SHOWN: usize = 100;

/// Returns a policy's own text, as far as it can be stored and shown.
fn shown(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(SHOWN).collect()
}
