//! The handle on a store in an SQL database, and its transactions.

use crate::error::{StoreError, WriteError};
use crate::events::batch::{Asked, Batch, News};
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::events::identity::EventId;
use crate::follow::subscribers::Subscribers;
use crate::follow::{self, Follower};
use crate::policies::loaded::Loaded;
use crate::sql::backend::Backend;
use crate::sql::lent::Lent;
use crate::store::write_queue::Queue;
use futures_util::future::BoxFuture;
use sqlx::{Pool, Transaction};
use std::sync::Arc;
use tiergate::StoredFacts;
use tokio::sync::{Notify, Semaphore};

/// A store of tenants' facts in an SQL database: [`SqliteStore`](crate::SqliteStore) or
/// [`PostgresStore`](crate::PostgresStore). A clone is one more handle on the same store.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// use tiergate_store::{By, Change, SqliteStore, Store};
///
/// let store = SqliteStore::in_memory().await?;
/// let creation = Change::Create { label: None, edition: None, assignments: Vec::new() };
/// store.write("acme", creation, &By::new("sign-up")).await?;
/// assert_eq!(store.clone().find("acme").await?.map(|it| it.revision), Some(1));
/// # Ok(()) }
/// ```
pub struct SqlStore<DB: Backend>(Arc<Inner<DB>>);

struct Inner<DB: Backend> {
    reads: Pool<DB>,
    writes: Pool<DB>,
    subscribers: Arc<Subscribers>,
    loaded: Arc<Loaded<DB>>,
    queue: Queue,
    /// For the one call that may read while the database is away.
    trial: Arc<Semaphore>,
    _follower: Follower,
}

impl<DB: Backend> SqlStore<DB> {
    /// Returns the store in a database whose tables exist.
    pub(crate) async fn start(
        reads: Pool<DB>,
        writes: Pool<DB>,
        follows: Pool<DB>,
        listen: impl FnOnce(Arc<Notify>) -> BoxFuture<'static, ()>,
    ) -> Result<Self, StoreError> {
        let subscribers = Arc::<Subscribers>::default();
        let loaded = Arc::new(Loaded::new(reads.clone()));
        let (told, policies) = (Arc::clone(&subscribers), Arc::clone(&loaded));
        let follower = follow::start(follows, told, policies, listen).await?;
        Ok(Self(Arc::new(Inner {
            reads,
            writes,
            subscribers,
            loaded,
            queue: Queue::default(),
            trial: Arc::new(Semaphore::new(1)),
            _follower: follower,
        })))
    }

    /// Begins a transaction that writes, for [`write_in`](Self::write_in): with rows of the
    /// caller's own in the same database.
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
    /// use tiergate_store::{By, SqliteStore};
    ///
    /// let mut transaction = store.begin().await?;
    /// sqlx::query("CREATE TABLE accounts (id TEXT)").execute(&mut *transaction).await?;
    /// SqliteStore::write_in(&mut transaction, "new", tenants.creation(None, false)?, &By::new("sign-up")).await?;
    /// transaction.commit().await?;
    /// assert_eq!(tenants.tiers().entitlements("new").await?.tier(), "pro");
    /// # Ok(()) }
    /// ```
    pub async fn begin(&self) -> Result<Transaction<'static, DB>, StoreError> {
        Ok(self.0.writes.begin_with(DB::BEGIN).await?)
    }

    /// Returns the connections that the store reads by: for queries of the caller's own.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// let count = sqlx::query_scalar("SELECT count(*) FROM tiergate_tenants");
    /// let count: i64 = count.fetch_one(store.pool()).await?;
    /// assert_eq!(count, 1);
    /// # Ok(()) }
    /// ```
    pub fn pool(&self) -> &Pool<DB> {
        &self.0.reads
    }

    /// Writes one change in a transaction of the caller's own, on the same database. The change is
    /// seen only once the transaction is committed, and never if it is not.
    ///
    /// It is meant for [`Change::Create`], together with the caller's own row of the tenant. After
    /// the commit of any other change, call [`invalidate`](Self::invalidate): until then, checks
    /// are decided by the earlier facts. The policy is not asked: see
    /// [`Tenants::checked`](crate::Tenants::checked).
    ///
    /// From this call to the end of the transaction nobody else writes, at any server: make it the
    /// last thing in the transaction, and commit at once. PostgreSQL ends a transaction of
    /// [`begin`](Self::begin) that runs no statement for 4 seconds, or whose statement takes 10; a
    /// transaction of the caller's own has the limits that it sets.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was written. A transaction in which the database failed must be
    /// rolled back.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, SqliteStore};
    ///
    /// let mut transaction = store.begin().await?;
    /// let (creation, by) = (tenants.creation(None, false)?, By::new("sign-up"));
    /// SqliteStore::write_in(&mut transaction, "new", creation, &by).await?;
    /// transaction.rollback().await?;
    /// assert!(tenants.tiers().entitlements("new").await.is_err()); // never created
    /// # Ok(()) }
    /// ```
    pub async fn write_in(
        transaction: &mut Transaction<'_, DB>,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        DB::lock(transaction).await?;
        let mut batch = Batch::<DB>::load(transaction, &[(tenant, &change, by)]).await?;
        let written = batch.add(tenant, change, by)?;
        batch.store(transaction).await?;
        Ok(written)
    }

    /// Makes checks at this server be decided by this revision of a tenant, or by a later one.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// # let store = tenants.store();
    /// use tiergate_store::{By, Change, SqliteStore};
    ///
    /// let mut transaction = store.begin().await?;
    /// let end = SqliteStore::write_in(&mut transaction, "acme", Change::Delete, &By::new("ann")).await?;
    /// transaction.commit().await?;
    /// store.invalidate("acme", end.revision);
    /// assert!(tenants.tiers().entitlements("acme").await.is_err());
    /// # Ok(()) }
    /// ```
    pub fn invalidate(&self, tenant: &str, revision: u64) {
        self.0.subscribers.invalidate(tenant, EventId { number: revision, identity: 0 });
    }

    /// Reports what was committed.
    pub(crate) fn tell_news(&self, news: Vec<News>) {
        // The database may lose this before it is read again: see `Subscribers::note`.
        news.iter().for_each(|news| self.0.subscribers.note(news.id));
        for News { tenant, id, facts, policy: digest } in news {
            let policy = digest.as_ref().and_then(|digest| self.0.loaded.known(digest));
            match facts {
                // A tenant that is pinned to a policy that is not loaded is read again.
                Some(facts) if policy.is_some() == digest.is_some() => {
                    let EventId { number: revision, identity } = id;
                    let facts = StoredFacts { facts, revision, identity, policy };
                    self.0.subscribers.update(&tenant, &facts);
                }
                _ => self.0.subscribers.invalidate(&tenant, id),
            }
        }
    }

    /// Returns the policies that are loaded here.
    pub(crate) fn loaded(&self) -> &Loaded<DB> {
        &self.0.loaded
    }

    /// Returns the subscribers, which are notified of changes.
    pub(crate) fn subscribers(&self) -> &Subscribers {
        &self.0.subscribers
    }

    /// Returns a connection that reads. While the database is away, one call at a time gets one.
    pub(crate) async fn reading(&self) -> Result<Lent<DB>, StoreError> {
        let trial = self.is_lost().then(|| Arc::clone(&self.0.trial).try_acquire_owned());
        let trial = trial.transpose().map_err(|_| StoreError::Lost)?;
        Lent::on_trial(&self.0.reads, trial).await
    }

    /// Checks whether the database did not answer when it was last asked for new events: most calls
    /// would wait in vain. SQLite is never lost.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tiergate_store::StoreError> {
    /// let store = tiergate_store::SqliteStore::in_memory().await?;
    /// assert!(!store.is_lost());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_lost(&self) -> bool {
        DB::IS_REMOTE && self.0.subscribers.is_lost()
    }

    /// Begins a transaction, and waits until it is the only one that writes.
    pub(crate) async fn turn_to_write(&self) -> Result<Transaction<'static, DB>, StoreError> {
        let mut transaction = self.begin().await?;
        // Apart from the beginning: a transaction whose beginning fails is not rolled back.
        DB::lock(&mut transaction).await?;
        Ok(transaction)
    }

    /// Writes changes in a transaction whose turn it is, or only returns what would be answered.
    pub(crate) async fn write_together(
        &self,
        mut transaction: Transaction<'_, DB>,
        asked: Vec<Asked<'_>>,
        keep: bool,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        let mut batch = Batch::<DB>::load(&mut transaction, &asked).await?;
        let add = |(tenant, change, by): Asked<'_>| batch.add(tenant, change.clone(), by);
        let answers = asked.into_iter().map(add).collect();
        if keep {
            let news = batch.news();
            batch.store(&mut transaction).await?;
            transaction.commit().await?;
            self.tell_news(news);
        }
        Ok(answers)
    }

    /// Writes changes of one writer, or only returns what would be answered.
    pub(super) async fn write_all(
        self,
        changes: Vec<(String, Change)>,
        by: By,
        keep: bool,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        let asked = changes.iter().map(|(tenant, change)| (tenant.as_str(), change, &by));
        let turn = self.turn_to_write().await?;
        self.write_together(turn, asked.collect(), keep).await
    }

    /// Returns the writes that wait here.
    pub(crate) fn queue(&self) -> &Queue {
        &self.0.queue
    }
}

impl<DB: Backend> Clone for SqlStore<DB> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
