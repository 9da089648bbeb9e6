//! Reading on from the last event, so that what other servers write is seen here.

use crate::backend::{Backend, Value, from_sql};
use crate::error::StoreError;
use crate::read;
use sqlx::Pool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tiergate::Changes;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// How often events are looked for, in case that a notification was lost.
const EVERY: Duration = Duration::from_millis(500);

/// How long looking for them may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many events are read at a time.
const PAGE: u64 = 5_000;

/// Who is told of changed facts.
#[derive(Default)]
pub(crate) struct Watchers(Mutex<Vec<Changes>>);

impl Watchers {
    pub(crate) fn add(&self, changes: Changes) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(changes);
    }

    pub(crate) fn tell(&self, tenant: &str) {
        self.each(|changes| changes.tell(tenant));
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
    let last = read::last_number::<DB>(&mut *pool.acquire().await?).await?;
    let wake = Arc::new(Notify::new());
    let listen = tokio::spawn(DB::listen(pool.clone(), Arc::clone(&wake)));
    let follow = tokio::spawn(follow(pool, watchers, wake, last));
    Ok(Follower([listen.abort_handle(), follow.abort_handle()]))
}

async fn follow<DB: Backend>(
    pool: Pool<DB>,
    watchers: Arc<Watchers>,
    wake: Arc<Notify>,
    mut last: u64,
) {
    loop {
        let moment = Instant::now();
        match tokio::time::timeout(PATIENCE, read_on(&pool, &watchers, last)).await {
            Ok(Ok(read)) => {
                let more = read >= last + PAGE;
                last = read;
                if more {
                    continue;
                }
                watchers.each(|changes| changes.confirm(moment));
            }
            Ok(Err(_)) | Err(_) => watchers.each(Changes::lose),
        }
        // OK because either end of the wait is good.
        let _ = tokio::time::timeout(EVERY, wake.notified()).await;
    }
}

/// Tells of the events after the last one, and returns which is the last one now.
async fn read_on<DB: Backend>(
    pool: &Pool<DB>,
    watchers: &Watchers,
    last: u64,
) -> Result<u64, StoreError> {
    // The last one is read again, to see that it is still there.
    let sql = "SELECT number, tenant FROM tiergate_events \
               WHERE number >= $1 ORDER BY number LIMIT $2";
    let values = vec![Value::Number(last), Value::Number(PAGE + 1)];
    let rows: Vec<(i64, String)> = DB::rows(&mut *pool.acquire().await?, sql, values).await?;
    if last > 0 && rows.first().is_none_or(|row| from_sql(row.0) != last) {
        // The database was put back to an earlier state, so nothing known is sure.
        watchers.each(Changes::tell_all);
        return read::last_number::<DB>(&mut *pool.acquire().await?).await;
    }
    let news = rows.iter().filter(|row| from_sql(row.0) > last);
    news.for_each(|(_, tenant)| watchers.tell(tenant));
    Ok(rows.last().map_or(last, |row| from_sql(row.0)))
}
