//! The store: what it can do, and the store that keeps facts in an SQL database.

pub(crate) mod activate;
pub(crate) mod group_commit;
pub(crate) mod impact;
pub(crate) mod policies;
pub(crate) mod policy_status;
pub(crate) mod redact;
pub(crate) mod sample;
pub(crate) mod status;
pub(crate) mod verify;
pub(crate) mod write_queue;

use crate::error::{StoreError, WriteError};
use crate::events::batch::{Asked, Batch, News};
use crate::events::change::Change;
use crate::events::event::{By, Event, Stored, Written};
use crate::events::idempotency::{self, Answered};
use crate::events::identity::EventId;
use crate::events::queries::{self, Page, Search};
use crate::events::validate_text;
use crate::follow::watchers::Watchers;
use crate::follow::{self, Follower};
use crate::policies::error::PolicyError;
use crate::policies::loaded::Loaded;
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_READ, TO_WRITE, to_its_end, within};
use crate::store::write_queue::Queue;
use futures_util::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Pool, Transaction};
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use tiergate::{Changes, Facts, FactsError, MAX_SAFE_INTEGER, Policy, StoredFacts};
use tokio::sync::Notify;

/// The policies that tenants are pinned to, or why they cannot be loaded, by tenant.
pub type Pins = HashMap<String, Result<Policy, Arc<PolicyError>>>;

/// A store of tenants' facts that can be written to, and that remembers who wrote what.
///
/// A write is in the history and in the facts, or in neither. Once it returns, every check at
/// this server is decided by it.
pub trait Store: Facts + Clone {
    /// Writes one change to one tenant. The policy is not asked:
    /// [`Tenants::write`](crate::Tenants::write) asks it.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if nothing was written, or if it is not known whether it was.
    fn write(
        &self,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> impl Future<Output = Result<Written, WriteError>> + Send;

    /// Writes many changes in one transaction, in their order, and answers each on its own: a
    /// change that is refused does not keep the others from being written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if no change was written, or if it is not known whether they were.
    fn write_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> impl Future<Output = Result<Vec<Result<Written, WriteError>>, StoreError>> + Send;

    /// Returns what [`write_many`](Self::write_many) would answer, without writing anything. Do not
    /// rely on the revisions of tenants that would change.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn try_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> impl Future<Output = Result<Vec<Result<Written, WriteError>>, StoreError>> + Send;

    /// Returns, for each change, what was answered before to the same write with the key of `by`;
    /// `None` if the write is new.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn answered(
        &self,
        changes: &[(String, Change)],
        by: &By,
    ) -> impl Future<Output = Result<Vec<Option<Result<Written, WriteError>>>, StoreError>> + Send;

    /// Returns the policies of those tenants that are pinned to one, or why it cannot be loaded, by
    /// tenant. It does not check which tenants exist.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn pinned(&self, tenants: &[&str]) -> impl Future<Output = Result<Pins, StoreError>> + Send;

    /// Returns a tenant as it is stored; `None` if there is no such tenant.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn find(&self, tenant: &str)
    -> impl Future<Output = Result<Option<Stored>, StoreError>> + Send;

    /// Returns tenants in byte order of their identifiers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn list(&self, search: &Search) -> impl Future<Output = Result<Page, StoreError>> + Send;

    /// Returns a tenant's events, the last one first: at most `limit`, before the event `before` if
    /// it is given. A deleted tenant still has its events.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn history(
        &self,
        tenant: &str,
        before: Option<u64>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Event>, StoreError>> + Send;

    /// Returns the events of all tenants in commit order: at most `limit`, after the event
    /// `number`. A reader that goes on from the last number that it read misses none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    fn events_after(
        &self,
        number: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Event>, StoreError>> + Send;
}

/// A store of tenants' facts in an SQL database: [`SqliteStore`](crate::SqliteStore) or
/// [`PostgresStore`](crate::PostgresStore). A clone is one more handle on the same store.
pub struct SqlStore<DB: Backend>(Arc<Inner<DB>>);

struct Inner<DB: Backend> {
    reads: Pool<DB>,
    writes: Pool<DB>,
    watchers: Arc<Watchers>,
    loaded: Arc<Loaded<DB>>,
    queue: Queue,
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
        let watchers = Arc::<Watchers>::default();
        let loaded = Arc::new(Loaded::new(reads.clone()));
        let (told, policies) = (Arc::clone(&watchers), Arc::clone(&loaded));
        let follower = follow::start(follows, told, policies, listen).await?;
        Ok(Self(Arc::new(Inner {
            reads,
            writes,
            watchers,
            loaded,
            queue: Queue::default(),
            _follower: follower,
        })))
    }

    /// Begins a transaction that writes, for [`write_in`](Self::write_in): with rows of the
    /// caller's own in the same database.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database does not answer.
    pub async fn begin(&self) -> Result<Transaction<'static, DB>, StoreError> {
        Ok(self.0.writes.begin_with(DB::BEGIN).await?)
    }

    /// Returns the connections that the store reads by: for queries of the caller's own.
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
    pub fn invalidate(&self, tenant: &str, revision: u64) {
        self.0.watchers.invalidate(tenant, EventId { number: revision, identity: 0 });
    }

    /// Reports what was committed.
    fn tell_news(&self, news: Vec<News>) {
        // The database may lose this before it is read again: see `Watchers::note`.
        news.iter().for_each(|news| self.0.watchers.note(news.id));
        for News { tenant, id, facts, policy: digest } in news {
            let policy = digest.as_ref().and_then(|digest| self.0.loaded.known(digest));
            match facts {
                // A tenant that is pinned to a policy that is not loaded is read again.
                Some(facts) if policy.is_some() == digest.is_some() => {
                    let EventId { number: revision, identity } = id;
                    let facts = StoredFacts { facts, revision, identity, policy };
                    self.0.watchers.update(&tenant, &facts);
                }
                _ => self.0.watchers.invalidate(&tenant, id),
            }
        }
    }

    /// Returns the policies that are loaded here.
    pub(crate) fn loaded(&self) -> &Loaded<DB> {
        &self.0.loaded
    }

    /// Returns the watchers, which are notified of changes.
    pub(crate) fn watchers(&self) -> &Watchers {
        &self.0.watchers
    }

    /// Returns a connection that reads.
    pub(crate) async fn reading(&self) -> Result<PoolConnection<DB>, StoreError> {
        Ok(self.0.reads.acquire().await?)
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

    async fn write_all(
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

impl<DB: Backend> Store for SqlStore<DB> {
    async fn write(&self, tenant: &str, change: Change, by: &By) -> Result<Written, WriteError> {
        within(TO_WRITE, self.write_in_turn(tenant, change, by)).await
    }

    async fn write_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        within(TO_WRITE, to_its_end(self.clone().write_all(changes, by.clone(), true))).await
    }

    async fn try_many(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        within(TO_WRITE, to_its_end(self.clone().write_all(changes, by.clone(), false))).await
    }

    async fn answered(
        &self,
        changes: &[(String, Change)],
        by: &By,
    ) -> Result<Vec<Option<Result<Written, WriteError>>>, StoreError> {
        let tenants: Vec<&str> = changes.iter().map(|(tenant, _)| tenant.as_str()).collect();
        let load =
            async { idempotency::answered::<DB>(&mut *self.reading().await?, &tenants, by).await };
        let answered = within(TO_READ, load).await?;
        let replay = |(tenant, change): &(String, Change)| {
            let replay = |answered: &Answered| {
                validate_text::check(tenant, by)?;
                answered.replay(tenant, change, by)
            };
            answered.get(tenant).map(replay)
        };
        Ok(changes.iter().map(replay).collect())
    }

    async fn pinned(&self, tenants: &[&str]) -> Result<Pins, StoreError> {
        let pins = async { queries::pins::<DB>(&mut *self.reading().await?, tenants).await };
        let (mut pinned, mut policies) = (Pins::new(), HashMap::new());
        for (tenant, digest) in within(TO_READ, pins).await? {
            if !policies.contains_key(&digest) {
                let policy = match self.load_policy(&digest).await {
                    Err(PolicyError::Store(error)) => return Err(error),
                    policy => policy.map_err(Arc::new),
                };
                policies.insert(digest.clone(), policy);
            }
            pinned.extend(policies.get(&digest).map(|policy| (tenant, policy.clone())));
        }
        Ok(pinned)
    }

    async fn find(&self, tenant: &str) -> Result<Option<Stored>, StoreError> {
        let find = async { queries::find::<DB>(&mut *self.reading().await?, tenant).await };
        within(TO_READ, find).await
    }

    async fn list(&self, search: &Search) -> Result<Page, StoreError> {
        let list = async { queries::list::<DB>(&mut *self.reading().await?, search).await };
        within(TO_READ, list).await
    }

    async fn history(
        &self,
        tenant: &str,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let before = before.unwrap_or(MAX_SAFE_INTEGER);
        let history = async {
            queries::history::<DB>(&mut *self.reading().await?, tenant, before, limit).await
        };
        within(TO_READ, history).await
    }

    async fn events_after(&self, number: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
        let events =
            async { queries::events_after::<DB>(&mut *self.reading().await?, number, limit).await };
        within(TO_READ, events).await
    }
}

impl<DB: Backend> Facts for SqlStore<DB> {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        let Some(stored) = self.find(tenant).await? else { return Ok(None) };
        let policy = match &stored.policy {
            Some(digest) => Some(self.load_policy(digest).await?),
            None => None,
        };
        let Stored { revision, identity, .. } = stored;
        self.0.watchers.note(EventId { number: revision, identity });
        Ok(Some(StoredFacts { facts: Arc::new(stored.facts), revision, identity, policy }))
    }

    fn watch(&self, changes: Changes) {
        self.0.watchers.add(changes);
    }
}

impl<DB: Backend> Clone for SqlStore<DB> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
