//! Reading on from the last event, so that what other servers write is seen here.

use crate::active;
use crate::backend::{Backend, Value};
use crate::error::StoreError;
use crate::identity::EventId;
use crate::loaded::Loaded;
use crate::patience::within;
use crate::watchers::{Watchers, event_id};
use sqlx::Pool;
use std::sync::Arc;
use std::time::{Duration, Instant};
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
    watchers.begin(last_event::<DB>(&pool).await?);
    let wake = Arc::new(Notify::new());
    let listen = tokio::spawn(DB::listen(pool.clone(), Arc::clone(&wake)));
    let active = tokio::spawn(active::follow(pool.clone(), Arc::clone(&watchers), loaded));
    let follow = tokio::spawn(follow(pool, watchers, wake));
    Ok(Follower([listen.abort_handle(), follow.abort_handle(), active.abort_handle()]))
}

async fn follow<DB: Backend>(pool: Pool<DB>, watchers: Arc<Watchers>, wake: Arc<Notify>) {
    loop {
        let moment = Instant::now();
        watchers.look.notify_one();
        match within(PATIENCE, read_on(&pool, &watchers)).await {
            Ok(true) => continue,
            Ok(false) => watchers.confirm(moment),
            Err(error) => watchers.lose(&error),
        }
        tokio::time::sleep(GATHER).await;
        // OK because it is time to look, woken or not.
        let _ = tokio::time::timeout(EVERY, wake.notified()).await;
    }
}

/// Notifies of the events after the last one, and returns whether there may be more.
async fn read_on<DB: Backend>(pool: &Pool<DB>, watchers: &Watchers) -> Result<bool, StoreError> {
    // The last one is read again, to see that it is still there.
    let sql = "SELECT number, identity, tenant FROM tiergate_events \
               WHERE number >= $1 ORDER BY number LIMIT $2";
    let before = watchers.before_look();
    let values = vec![Value::Number(before.last.number), Value::Number(PAGE as u64)];
    let rows: Vec<(i64, i64, String)> = DB::rows(&mut *pool.acquire().await?, sql, values).await?;
    let more = rows.len() == PAGE;
    let events: Vec<_> = rows.iter().map(|row| event_id(row.0, row.1)).collect();
    if !watchers.compare(&before, &events, more) {
        watchers.put_back(&before, last_event::<DB>(pool).await?);
        return Ok(false);
    }
    for (event, (.., tenant)) in events.iter().zip(&rows).filter(|it| *it.0 != before.last) {
        watchers.tell(tenant, *event);
    }
    Ok(more)
}

async fn last_event<DB: Backend>(pool: &Pool<DB>) -> Result<EventId, StoreError> {
    let sql = "SELECT number, identity FROM tiergate_events ORDER BY number DESC LIMIT 1";
    let rows = DB::rows(&mut *pool.acquire().await?, sql, Vec::new()).await?;
    Ok(rows.first().map_or_else(EventId::default, |row: &(i64, i64)| event_id(row.0, row.1)))
}
