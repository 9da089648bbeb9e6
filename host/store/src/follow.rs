//! Reading on from the last event, so that what other servers write is seen here.

use crate::backend::{Backend, Value, from_sql};
use crate::error::StoreError;
use sqlx::Pool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tiergate::{Changes, StoredFacts};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// How often events are looked for, in case that a notification was lost.
const EVERY: Duration = Duration::from_millis(500);

/// How long looking for them may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a notification is followed by others that one look answers too.
const GATHER: Duration = Duration::from_millis(10);

/// How many events are read at a time.
const PAGE: usize = 5_000;

/// The last event that was read: its number and tenant.
type Last = Option<(i64, String)>;

/// Who is told of changed facts.
#[derive(Default)]
pub(crate) struct Watchers(Mutex<Vec<Changes>>);

impl Watchers {
    pub(crate) fn add(&self, changes: Changes) {
        let mut watchers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watchers.retain(|changes| !changes.is_gone());
        watchers.push(changes);
    }

    pub(crate) fn tell(&self, tenant: &str, revision: u64) {
        self.each(|changes| changes.tell(tenant, revision));
    }

    pub(crate) fn put(&self, tenant: &str, facts: &StoredFacts) {
        self.each(|changes| changes.put(tenant, facts.clone()));
    }

    fn each(&self, tell: impl Fn(&Changes)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(tell);
    }
}

/// The tasks that follow the events, which end with it.
pub(crate) struct Follower([AbortHandle; 2]);

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

/// Follows the events from the last one on.
pub(crate) async fn start<DB: Backend>(
    pool: Pool<DB>,
    watchers: Arc<Watchers>,
) -> Result<Follower, StoreError> {
    let last = last_event::<DB>(&pool).await?;
    let wake = Arc::new(Notify::new());
    let listen = tokio::spawn(DB::listen(pool.clone(), Arc::clone(&wake)));
    let follow = tokio::spawn(follow(pool, watchers, wake, last));
    Ok(Follower([listen.abort_handle(), follow.abort_handle()]))
}

async fn follow<DB: Backend>(
    pool: Pool<DB>,
    watchers: Arc<Watchers>,
    wake: Arc<Notify>,
    mut last: Last,
) {
    loop {
        let moment = Instant::now();
        match tokio::time::timeout(PATIENCE, read_on(&pool, &watchers, &last)).await {
            Ok(Ok((read, more))) => {
                last = read;
                if more {
                    continue;
                }
                watchers.each(|changes| changes.confirm(moment));
            }
            Ok(Err(_)) | Err(_) => watchers.each(Changes::lose),
        }
        if tokio::time::timeout(EVERY, wake.notified()).await.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
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
