//! The task that works off the list of what must be asked.

use super::subject::{AskError, Learnt, Question};
use crate::billing::intake::ACTOR;
use crate::billing::random;
use crate::billing::reader::Reader;
use crate::billing::stripe::api::Source;
use std::sync::Arc;
use std::time::Duration;
use tiergate_store::{Backend, BillingAsk, By, SqlStore};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

/// How many subjects are asked about at once: enough to use the budget while Stripe is slow.
const AT_ONCE: usize = 8;

/// How often the list is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// How long to wait after the database did not answer.
const AWAY: Duration = Duration::from_secs(5);

/// How long asking about one subject may take: less than a claim lasts.
const PATIENCE: Duration = Duration::from_secs(100);

/// How many seconds after its first failure a subject is asked about again: after each further one,
/// twice as long, and at most an hour.
const RETRY: u64 = 5;

/// The longest time between two attempts, in seconds.
const LONGEST: u64 = 3_600;

/// The task that works off the list. It ends with this.
pub(in crate::billing) struct Worker(JoinHandle<()>);

impl Worker {
    /// Starts working off the list of a store. It wakes who works on when something has another name.
    pub(in crate::billing) fn start<DB: Backend>(
        store: SqlStore<DB>,
        reader: Arc<Reader>,
        source: Source,
        wake: Arc<Notify>,
    ) -> Self {
        Self(tokio::spawn(work(Asker { store, reader, source, wake })))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What a task needs to ask about a subject.
struct Asker<DB: Backend> {
    store: SqlStore<DB>,
    reader: Arc<Reader>,
    source: Source,
    wake: Arc<Notify>,
}

/// Works off the list, for ever. Tasks that are asking end with this one.
async fn work<DB: Backend>(asker: Asker<DB>) {
    let asker = Arc::new(asker);
    let mut asking = JoinSet::new();
    loop {
        while asking.try_join_next().is_some() {}
        if asking.len() >= AT_ONCE {
            asking.join_next().await;
            continue;
        }
        match asker.store.claim_ask().await {
            Ok(Some(ask)) => {
                let asker = Arc::clone(&asker);
                asking.spawn(async move { asker.settle(ask).await });
            }
            Ok(None) => sleep(LOOK).await,
            Err(error) => {
                tracing::warn!(%error, "what must be asked of Stripe cannot be read");
                sleep(AWAY).await;
            }
        }
    }
}

impl<DB: Backend> Asker<DB> {
    /// Asks about a subject, takes in the answer, and takes the subject off the list.
    async fn settle(&self, ask: BillingAsk) {
        let asked = self.ask(&ask).await;
        self.source.api().counts().count_ask(asked.is_ok());
        let stored = match asked {
            Ok(()) => self.store.end_ask(&ask).await,
            Err(error) => {
                let (subject, failures) = (&ask.subject, ask.failures + 1);
                tracing::warn!(subject, failures, %error, "Stripe could not be asked");
                self.store.postpone_ask(&ask, &error.to_string(), seconds(ask.failures)).await
            }
        };
        if let Err(error) = stored {
            // It is asked about again when the claim has ended.
            tracing::warn!(subject = ask.subject, %error, "an ask was not taken off the list");
        }
    }

    async fn ask(&self, ask: &BillingAsk) -> Result<(), AskError> {
        let Self { store, reader, source, wake } = self;
        let question = Question { source, store, reader, number: ask.number };
        let learnt = timeout(PATIENCE, question.ask(&ask.subject)).await;
        let learnt = learnt.unwrap_or(Err(AskError::TooLong(PATIENCE.as_secs())));
        let Learnt { reports, next } = learnt?;
        let reader: Arc<Reader> = Arc::clone(reader);
        if store.take_in(reports, reader, &By::new(ACTOR)).await?.renamed {
            wake.notify_one();
        }
        Ok(store.ask_about(&next).await?)
    }
}

/// Returns after how many seconds a subject is asked about again.
fn seconds(failures: u64) -> u64 {
    let doubled = u32::try_from(failures).ok().and_then(|it| RETRY.checked_shl(it.min(20)));
    let seconds = doubled.unwrap_or(LONGEST).min(LONGEST);
    random::about(Duration::from_secs(seconds)).as_secs().clamp(1, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn what_fails_is_asked_about_ever_more_seldom() {
        for (failures, seconds_after) in
            [(0, 3..=6), (1, 7..=12), (5, 120..=200), (200, 2_700..=3_600)]
        {
            for _ in 0..100 {
                let seconds = seconds(failures);
                assert!(seconds_after.contains(&seconds), "{failures}: {seconds}");
            }
        }
    }
}
