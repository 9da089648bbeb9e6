//! Events that wait to be stored, many in one transaction.

use crate::billing::reader::Reader;
use std::sync::Arc;
use tiergate_store::{Backend, BillingReader, BillingReport, By, SqlStore, StoreError};
use tokio::sync::{mpsc, oneshot};

/// How many events one transaction takes in: enough to share its cost, and few enough that other
/// writers have their turn in some milliseconds.
const MOST: usize = 200;

/// How many events wait at most. More are refused, and the provider sends them again.
const WAITING: usize = 2_000;

/// Who the history names for what a billing system reported.
pub(crate) const ACTOR: &str = "stripe";

type Answer = oneshot::Sender<Result<(), Arc<StoreError>>>;

/// Takes in events: a handle, of which each clone is one more.
#[derive(Clone)]
pub(crate) struct Intake(mpsc::Sender<(BillingReport, Answer)>);

impl Intake {
    /// Starts taking in events for a store.
    pub(crate) fn start<DB: Backend>(store: SqlStore<DB>, reader: Reader) -> Self {
        let (to, mut waiting) = mpsc::channel(WAITING);
        let reader: Arc<dyn BillingReader> = Arc::new(reader);
        tokio::spawn(async move {
            let mut group = Vec::new();
            while waiting.recv_many(&mut group, MOST).await > 0 {
                take_in(&store, &reader, std::mem::take(&mut group)).await;
            }
        });
        Self(to)
    }

    /// Stores an event with all that follows from it, or does nothing if it is stored already.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it is not stored: the provider must send it again.
    pub(crate) async fn take(&self, report: BillingReport) -> Result<(), Arc<StoreError>> {
        let (answer, answered) = oneshot::channel();
        let unanswered = || Arc::new(StoreError::Unanswered);
        self.0.try_send((report, answer)).map_err(|_| unanswered())?;
        answered.await.unwrap_or_else(|_| Err(unanswered()))
    }
}

async fn take_in<DB: Backend>(
    store: &SqlStore<DB>,
    reader: &Arc<dyn BillingReader>,
    group: Vec<(BillingReport, Answer)>,
) {
    let (reports, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
    let taken = store.take_in(reports, Arc::clone(reader), &By::new(ACTOR)).await;
    let taken = taken.map(drop).map_err(Arc::new);
    if let Err(error) = &taken {
        tracing::error!(%error, "events of billing were not stored");
    }
    for answer in answers {
        // OK because a sender that went away sends the event again.
        let _ = answer.send(taken.clone());
    }
}
