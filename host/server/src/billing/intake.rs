//! Events that wait to be stored, many in one transaction.

use crate::log_limiter::LogLimiter;
use std::sync::Arc;
use tiergate_store::{Backend, BillingReader, BillingReport, By, SqlStore, StoreError, WriteError};
use tokio::sync::{Notify, mpsc, oneshot};

/// How many events one transaction takes in: enough to share its cost, and few enough that other
/// writers have their turn in some milliseconds.
const MOST: usize = 200;

/// How many events wait at most. More are refused, and the provider sends them again.
const WAITING: usize = 2_000;

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
pub(crate) struct Intake(mpsc::Sender<(BillingReport, Answer)>);

impl Intake {
    /// Starts taking in events for a store. It wakes who works on when something has another name.
    pub(crate) fn start<DB: Backend>(
        store: SqlStore<DB>,
        reader: Arc<dyn BillingReader>,
        wake: Arc<Notify>,
    ) -> Self {
        let (to, mut waiting) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let mut group = Vec::new();
            while waiting.recv_many(&mut group, MOST).await > 0 {
                if take_in(&store, &reader, std::mem::take(&mut group)).await {
                    wake.notify_one();
                }
            }
        });
        Self(to)
    }

    /// Stores an event with all that follows from it, or does nothing if it is stored already.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if it is not stored: the provider must send it again.
    pub(crate) async fn take(&self, report: BillingReport) -> Result<Taken, Arc<WriteError>> {
        let (answer, answered) = oneshot::channel();
        let unanswered = || Arc::new(WriteError::from(StoreError::Unanswered));
        self.0.try_send((report, answer)).map_err(|_| unanswered())?;
        answered.await.unwrap_or_else(|_| Err(unanswered()))
    }
}

/// Stores a group, answers each, and returns whether anything has another name.
async fn take_in<DB: Backend>(
    store: &SqlStore<DB>,
    reader: &Arc<dyn BillingReader>,
    group: Vec<(BillingReport, Answer)>,
) -> bool {
    let (reports, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
    let ids: Vec<String> = reports.iter().map(|report| report.id.clone()).collect();
    let taken = store.take_in(reports, Arc::clone(reader), &By::new(ACTOR)).await;
    let taken = taken.map_err(Arc::new);
    if let Err(error) = &taken
        && let Some(left_out) = FAILURES.pass("not stored")
    {
        tracing::error!(%error, left_out, "events of billing were not stored");
    }
    let mut seen = taken.as_ref().map(|taken| taken.known.clone()).unwrap_or_default();
    for (id, answer) in ids.into_iter().zip(answers) {
        let is_new = seen.insert(id);
        let one = taken.as_ref().map_err(Arc::clone);
        // OK because a sender that went away sends the event again.
        let _ = answer.send(one.map(|_| if is_new { Taken::New } else { Taken::Known }));
    }
    taken.is_ok_and(|taken| taken.renamed)
}
