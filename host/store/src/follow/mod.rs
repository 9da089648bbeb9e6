//! Reads the events that other servers have written since the last one that was read.

pub(crate) mod active_policy;
pub(crate) mod poll;
pub(crate) mod seen;
pub(crate) mod subscribers;

use crate::error::StoreError;
use crate::follow::poll::{last_event, poll};
use crate::follow::subscribers::Subscribers;
use crate::policies::loaded::Loaded;
use crate::sql::backend::Backend;
use crate::sql::timeouts::within;
use futures_util::future::BoxFuture;
use sqlx::Pool;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// How often the follower looks for events, in case a notification was lost. With [`PATIENCE`] it
/// is less than [`CURRENT_FOR`](tiergate::CURRENT_FOR).
const EVERY: Duration = Duration::from_millis(500);

/// How long a poll may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long after a poll that found events the next one is: that one answers all notifications in
/// between. The first
/// notification after a quiet moment is answered at once; a fleet that writes without a pause costs
/// its database ten polls a second for each server.
const GATHER: Duration = Duration::from_millis(100);

/// The tasks that follow the events. They end when this is dropped.
pub(crate) struct Follower([AbortHandle; 3]);

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

/// Follows the events from the last one on, by a connection of its own. `listen` wakes it whenever
/// another server sends a notification, for as long as it is polled.
pub(crate) async fn start<DB: Backend>(
    pool: Pool<DB>,
    subscribers: Arc<Subscribers>,
    loaded: Arc<Loaded<DB>>,
    listen: impl FnOnce(Arc<Notify>) -> BoxFuture<'static, ()>,
) -> Result<Follower, StoreError> {
    let moment = SystemTime::now();
    subscribers.begin(moment, last_event::<DB>(&pool).await?);
    let wake = Arc::new(Notify::new());
    let listen = tokio::spawn(listen(Arc::clone(&wake)));
    let active = tokio::spawn(active_policy::follow(Arc::clone(&subscribers), loaded));
    let follow = tokio::spawn(follow(pool, subscribers, wake));
    Ok(Follower([listen.abort_handle(), follow.abort_handle(), active.abort_handle()]))
}

async fn follow<DB: Backend>(pool: Pool<DB>, subscribers: Arc<Subscribers>, wake: Arc<Notify>) {
    loop {
        // The system's time and not a monotonic clock, which may stand still while the machine is
        // suspended.
        let moment = SystemTime::now();
        match within(PATIENCE, read_on(&pool, &subscribers, moment)).await {
            Ok(Found::More) => continue,
            Ok(found) => {
                subscribers.caught_up(moment);
                if matches!(found, Found::All) {
                    tokio::time::sleep(GATHER).await;
                }
            }
            Err(error) => {
                subscribers.lost_sync(&error);
                tokio::time::sleep(GATHER).await;
            }
        }
        // OK because it is time to look, woken or not.
        let _ = tokio::time::timeout(EVERY, wake.notified()).await;
    }
}

/// What a poll found.
enum Found {
    /// No event.
    Nothing,
    /// All new events.
    All,
    /// Some of the new events.
    More,
}

/// Notifies subscribers of the events after the last one.
async fn read_on<DB: Backend>(
    pool: &Pool<DB>,
    subscribers: &Subscribers,
    moment: SystemTime,
) -> Result<Found, StoreError> {
    let before = subscribers.before_poll();
    let decides = subscribers.deciding().map(|it| it.number);
    // The last event is read again, to see that it is still there.
    let poll = poll::<DB>(pool, before.last.number).await?;
    subscribers.note_clock(poll.time.and_then(|time| ahead(moment, time)));
    if !subscribers.compare(&before, &poll) {
        // Subscribers drop their facts after this is read: a change in between is reported later.
        subscribers.restored(&before, last_event::<DB>(pool).await?);
        subscribers.note_active(poll.active, decides);
        return Ok(Found::All);
    }
    let mut found = Found::Nothing;
    for (event, tenant) in poll.events.iter().zip(&poll.tenants) {
        if *event != before.last {
            subscribers.invalidate(tenant, *event);
            found = Found::All;
        }
    }
    if poll.is_full() {
        return Ok(Found::More);
    }
    // After the events: the tenants that an activation keeps on the policy before it are pinned by
    // events that come before the activation.
    subscribers.note_active(poll.active, decides);
    Ok(found)
}

/// Returns by how many milliseconds this server's clock is ahead of a database's, which was asked
/// between `moment` and now; `None` if that took so long that it is not known.
fn ahead(moment: SystemTime, database: u64) -> Option<i64> {
    let millis = |time: SystemTime| {
        let elapsed = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(elapsed.as_millis()).ok()
    };
    let (began, ended) = (millis(moment)?, millis(SystemTime::now())?);
    let database = i64::try_from(database).ok()?;
    // Otherwise the machine was suspended meanwhile, or its clock was set.
    let sure = (0..1_000).contains(&ended.checked_sub(began)?);
    sure.then(|| began.saturating_add((ended - began) / 2).saturating_sub(database))
}
