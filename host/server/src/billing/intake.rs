//! Events that wait to be stored, many in one transaction.

use crate::billing::event::Event;
use crate::billing::reader::report;
use crate::log_limiter::LogLimiter;
use std::sync::Arc;
use tiergate_store::{
    Backend, BillingReader, BillingReport, By, SqlStore, StoreError, TakenIn, WriteError,
};
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};

/// How many events one transaction takes in: enough to share its cost, and few enough that other
/// writers have their turn in some milliseconds.
const MOST: usize = 200;

/// How many events wait at most, or are being stored: two groups. More are refused, and the provider
/// sends them again. It is less than half of [`Limits::under_way`](crate::Limits::under_way), so that
/// events keep no other requests out.
const WAITING: usize = 2 * MOST;

/// Limits how often failures are logged.
static FAILURES: LogLimiter = LogLimiter::new();

/// Who the history names for what a billing system reported.
pub(crate) const ACTOR: &str = "stripe";

type Answer = oneshot::Sender<Result<Taken, Arc<WriteError>>>;

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is stored now.
    New,
    /// It was stored before.
    Known,
}

/// Takes in events: a handle, of which each clone is one more.
#[derive(Clone)]
pub(crate) struct Intake {
    waiting: mpsc::Sender<(Event, Answer)>,
    places: Arc<Semaphore>,
    /// The place of the one event that tries whether the database answers again.
    trial: Arc<Semaphore>,
    is_lost: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Intake {
    /// Starts taking in events for a store. It wakes who works on when something has another name.
    pub(crate) fn start<DB: Backend>(
        store: SqlStore<DB>,
        reader: Arc<dyn BillingReader>,
        wake: Arc<Notify>,
    ) -> Self {
        let (to, mut waiting) = mpsc::channel(WAITING);
        let of_store = store.clone();
        tokio::spawn(async move {
            let mut group = Vec::new();
            while waiting.recv_many(&mut group, MOST).await > 0 {
                if take_in(&store, &reader, std::mem::take(&mut group)).await {
                    wake.notify_one();
                }
            }
        });
        let semaphore = |places| Arc::new(Semaphore::new(places));
        let (places, trial) = (semaphore(WAITING), semaphore(1));
        Self { waiting: to, places, trial, is_lost: Arc::new(move || of_store.is_lost()) }
    }

    /// Stores an event with all that follows from it, or does nothing if it is stored already.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if it is not stored: the provider must send it again. While the database is
    /// away, only one event at a time waits for it.
    pub(crate) async fn take(&self, event: Event) -> Result<Taken, Arc<WriteError>> {
        let unanswered = || Arc::new(WriteError::from(StoreError::Unanswered));
        let places = if (self.is_lost)() { &self.trial } else { &self.places };
        let _place = places.try_acquire().map_err(|_| unanswered())?;
        let (answer, answered) = oneshot::channel();
        self.waiting.try_send((event, answer)).map_err(|_| unanswered())?;
        answered.await.unwrap_or_else(|_| Err(unanswered()))
    }
}

/// Stores a group, answers each, and returns whether anything has another name. If the group cannot be
/// stored though the database answers, its events are stored one by one, so that one which cannot be
/// keeps no other out.
async fn take_in<DB: Backend>(
    store: &SqlStore<DB>,
    reader: &Arc<dyn BillingReader>,
    mut group: Vec<(Event, Answer)>,
) -> bool {
    let events: Vec<Event> = group.iter().map(|(event, _)| event.clone()).collect();
    let taken = take_in_events(store, reader, events).await;
    if group.len() == 1 || !taken.as_ref().is_err_and(|error| !is_away(error)) {
        return answer(group, taken);
    }
    let mut renamed = false;
    for (event, to) in group.drain(..) {
        let taken = take_in_events(store, reader, vec![event.clone()]).await;
        renamed |= answer(vec![(event, to)], taken);
    }
    renamed
}

/// Checks whether the database did not answer, so that trying again is of no use.
fn is_away(error: &WriteError) -> bool {
    let WriteError::Store(error) = error else { return false };
    matches!(error, StoreError::Database(_) | StoreError::TimedOut(_) | StoreError::Unanswered)
}

/// Answers each of a group that was taken in, and returns whether anything has another name.
fn answer(group: Vec<(Event, Answer)>, taken: Result<TakenIn, WriteError>) -> bool {
    let taken = taken.map_err(Arc::new);
    if let Err(error) = &taken
        && let Some(left_out) = FAILURES.pass("not stored")
    {
        tracing::error!(%error, left_out, "events of billing were not stored");
    }
    let mut seen = taken.as_ref().map(|taken| taken.known.clone()).unwrap_or_default();
    for (event, answer) in group {
        let is_new = seen.insert(event.id);
        let one = taken.as_ref().map_err(Arc::clone);
        // OK because a sender that went away sends the event again.
        let _ = answer.send(one.map(|_| if is_new { Taken::New } else { Taken::Known }));
    }
    taken.is_ok_and(|taken| taken.renamed)
}

async fn take_in_events<DB: Backend>(
    store: &SqlStore<DB>,
    reader: &Arc<dyn BillingReader>,
    events: Vec<Event>,
) -> Result<TakenIn, WriteError> {
    // Now, because the events are known by now.
    let number = store.last_number().await?;
    let reports = events.into_iter().map(|event| {
        report(&event.known_after(number)).map_err(|error| StoreError::Corrupt {
            what: "an event of billing".to_owned(),
            problem: error.to_string(),
        })
    });
    let reports: Vec<BillingReport> = reports.collect::<Result<_, StoreError>>()?;
    store.take_in(reports, Arc::clone(reader), &By::new(ACTOR)).await
}
