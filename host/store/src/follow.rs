//! Reading on from the last event, so that what other servers write is seen here.

use crate::active;
use crate::backend::{Backend, Value, from_sql};
use crate::error::StoreError;
use crate::loaded::Loaded;
use crate::patience::within;
use sqlx::Pool;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tiergate::{Changes, Policy, StoredFacts};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// How often events are looked for, in case that a notification was lost.
const EVERY: Duration = Duration::from_millis(500);

/// How long looking for them may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// How long after a look the next one is: all that is told meanwhile is answered by that one.
const GATHER: Duration = Duration::from_millis(10);

/// How many events are read at a time.
const PAGE: usize = 5_000;

/// The last event that was read: its number and tenant.
type Last = Option<(i64, String)>;

/// Who is told of changed facts, and of the active policy.
#[derive(Default)]
pub(crate) struct Watchers {
    told: Mutex<Told>,
    /// Wakes whoever looks which policy is active.
    pub(crate) look: Notify,
    /// The number of the last event that was read.
    last: AtomicU64,
    /// Whether the database did not answer the last look.
    lost: AtomicBool,
}

#[derive(Default)]
struct Told {
    changes: Vec<Changes>,
    deciding: Option<Deciding>,
    /// The digest of the active policy, where it could not be loaded.
    refused: Option<String>,
}

/// The policy that decides at this server, and its activation.
#[derive(Clone)]
pub(crate) struct Deciding {
    pub(crate) number: u64,
    pub(crate) policy: Policy,
}

impl Watchers {
    pub(crate) fn add(&self, changes: Changes) {
        let mut told = self.told();
        told.changes.retain(|changes| !changes.is_gone());
        if let Some(deciding) = &told.deciding {
            changes.set_policy(deciding.policy.clone());
        }
        told.changes.push(changes);
        self.look.notify_one();
    }

    /// Whether the active policy decides anywhere.
    pub(crate) fn follow(&self) -> bool {
        self.told().changes.iter().any(|changes| changes.follows() && !changes.is_gone())
    }

    pub(crate) fn deciding(&self) -> Option<Deciding> {
        self.told().deciding.clone()
    }

    /// Has an activated policy decide, where `may` says so of the one that decides until then.
    pub(crate) fn decide(&self, new: Deciding, may: impl FnOnce(Option<u64>) -> bool) {
        let mut told = self.told();
        if may(told.deciding.as_ref().map(|deciding| deciding.number)) {
            told.changes.iter().for_each(|changes| changes.set_policy(new.policy.clone()));
            if told.deciding.is_some() && told.changes.iter().any(Changes::follows) {
                tracing::info!(digest = new.policy.digest(), "another policy decides");
            }
            told.deciding = Some(new);
            told.refused = None;
        }
    }

    /// Notes that the active policy could not be loaded.
    pub(crate) fn refuse(&self, digest: String) {
        self.told().refused = Some(digest);
    }

    pub(crate) fn refused(&self) -> Option<String> {
        self.told().refused.clone()
    }

    /// The number of the last event that was read, and whether the database answered last.
    pub(crate) fn seen(&self) -> (u64, bool) {
        (self.last.load(Ordering::Relaxed), !self.lost.load(Ordering::Relaxed))
    }

    fn confirm(&self, moment: Instant, last: &Last) {
        self.last.store(last.as_ref().map_or(0, |last| from_sql(last.0)), Ordering::Relaxed);
        if self.lost.swap(false, Ordering::Relaxed) {
            tracing::info!("the store answers again");
        }
        self.each(|changes| changes.confirm(moment));
    }

    fn lose(&self, why: &StoreError) {
        if !self.lost.swap(true, Ordering::Relaxed) {
            tracing::warn!(error = %why, "the store does not answer: what is known serves meanwhile");
        }
        self.each(Changes::lose);
    }

    pub(crate) fn tell(&self, tenant: &str, revision: u64) {
        self.each(|changes| changes.tell(tenant, revision));
    }

    pub(crate) fn put(&self, tenant: &str, facts: &StoredFacts) {
        self.each(|changes| changes.put(tenant, facts.clone()));
    }

    fn each(&self, tell: impl Fn(&Changes)) {
        self.told().changes.iter().for_each(tell);
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tasks that follow the events, which end with it.
pub(crate) struct Follower([AbortHandle; 3]);

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

/// Follows the events from the last one on.
pub(crate) async fn start<DB: Backend>(
    pool: Pool<DB>,
    watchers: Arc<Watchers>,
    loaded: Arc<Loaded<DB>>,
) -> Result<Follower, StoreError> {
    let last = last_event::<DB>(&pool).await?;
    let wake = Arc::new(Notify::new());
    let listen = tokio::spawn(DB::listen(pool.clone(), Arc::clone(&wake)));
    let active = tokio::spawn(active::follow(pool.clone(), Arc::clone(&watchers), loaded));
    let follow = tokio::spawn(follow(pool, watchers, wake, last));
    Ok(Follower([listen.abort_handle(), follow.abort_handle(), active.abort_handle()]))
}

async fn follow<DB: Backend>(
    pool: Pool<DB>,
    watchers: Arc<Watchers>,
    wake: Arc<Notify>,
    mut last: Last,
) {
    loop {
        let moment = Instant::now();
        watchers.look.notify_one();
        match within(PATIENCE, read_on(&pool, &watchers, &last)).await {
            Ok((read, more)) => {
                last = read;
                if more {
                    continue;
                }
                watchers.confirm(moment, &last);
            }
            Err(error) => watchers.lose(&error),
        }
        tokio::time::sleep(GATHER).await;
        // OK because it is time to look, woken or not.
        let _ = tokio::time::timeout(EVERY, wake.notified()).await;
    }
}

/// Tells of the events after the last one, and returns which is the last one now, and whether
/// there may be more.
async fn read_on<DB: Backend>(
    pool: &Pool<DB>,
    watchers: &Watchers,
    last: &Last,
) -> Result<(Last, bool), StoreError> {
    // The last one is read again, to see that it is still there.
    let sql = "SELECT number, tenant FROM tiergate_events \
               WHERE number >= $1 ORDER BY number LIMIT $2";
    let number = last.as_ref().map_or(0, |last| from_sql(last.0));
    let values = vec![Value::Number(number), Value::Number(PAGE as u64)];
    let rows: Vec<(i64, String)> = DB::rows(&mut *pool.acquire().await?, sql, values).await?;
    if last.is_some() && rows.first() != last.as_ref() {
        // The database was put back to an earlier state, so nothing known is sure.
        watchers.each(Changes::tell_all);
        return Ok((last_event::<DB>(pool).await?, false));
    }
    for (number, tenant) in rows.iter().skip(usize::from(last.is_some())) {
        watchers.tell(tenant, from_sql(*number));
    }
    let more = rows.len() == PAGE;
    Ok((rows.into_iter().last(), more))
}

async fn last_event<DB: Backend>(pool: &Pool<DB>) -> Result<Last, StoreError> {
    let sql = "SELECT number, tenant FROM tiergate_events ORDER BY number DESC LIMIT 1";
    let rows = DB::rows(&mut *pool.acquire().await?, sql, Vec::new()).await?;
    Ok(rows.into_iter().next())
}
