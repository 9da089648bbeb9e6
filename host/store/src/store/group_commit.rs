//! Writes that wait at one server, written together.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, Written};
use crate::sql::backend::Backend;
use crate::sql::timeouts::{TO_COME, TOGETHER, within};
use crate::store::SqlStore;
use crate::store::write_queue::{Pushed, Service, Waiting};
use sqlx::Transaction;
use std::sync::Arc;
use tokio::sync::oneshot;

impl<DB: Backend> SqlStore<DB> {
    /// Writes one change, together with those that others write at this server meanwhile.
    pub(crate) async fn write_in_turn(
        &self,
        tenant: &str,
        change: Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        let (answer, answered) = oneshot::channel();
        let (tenant, by) = (tenant.to_owned(), by.clone());
        match self.queue().push(Waiting { tenant, change, by, answer }, self.is_lost()) {
            // A task of its own, because the caller may go away in the middle of it.
            Pushed::First => drop(tokio::spawn(self.clone().serve_queue())),
            Pushed::Waits => {}
            Pushed::Refused => return Err(StoreError::Lost.into()),
        }
        answered.await.unwrap_or_else(|_| Err(StoreError::Unanswered.into()))
    }

    async fn serve_queue(self) {
        let service = Service(self.queue());
        while self.queue().is_needed() {
            match within(TO_COME, self.turn_to_write()).await {
                // Writes that came in the meantime go together with those before.
                Ok(turn) => self.write_group(turn, self.queue().take()).await,
                Err(error) => self.give_up(Vec::new(), error),
            }
        }
        // The service is over, and another task may serve the queue already.
        std::mem::forget(service);
    }

    /// Writes a group in one transaction, and gives each its own answer.
    async fn write_group(&self, turn: Transaction<'_, DB>, group: Vec<Waiting>) {
        let asked = group.iter().map(Waiting::asked).collect();
        match within(TOGETHER, self.write_together(turn, asked, true)).await {
            Ok(answers) => {
                self.queue().note_answer();
                for (write, answer) in group.into_iter().zip(answers) {
                    // OK because nobody may wait any more.
                    let _ = write.answer.send(answer);
                }
            }
            // What is wrong with one write is not the others' fault.
            Err(error) if !is_of_all(&error) && group.len() > 1 => self.write_each(group).await,
            Err(error @ StoreError::TimedOut(_)) => self.give_up(group, error),
            Err(error) => refuse(group, error),
        }
    }

    /// Writes each of a group in a transaction of its own.
    async fn write_each(&self, group: Vec<Waiting>) {
        let mut group = group.into_iter();
        while let Some(write) = group.next() {
            match within(TO_COME, self.turn_to_write()).await {
                Ok(turn) => Box::pin(self.write_group(turn, vec![write])).await,
                Err(error) => {
                    return self.give_up(std::iter::once(write).chain(group).collect(), error);
                }
            }
        }
    }

    /// Refuses these writes and all others that wait here: they would only wait for as long, and
    /// hold resources that checks could use.
    fn give_up(&self, mut group: Vec<Waiting>, error: StoreError) {
        group.extend(self.queue().give_up(is_of_all(&error)));
        refuse(group, error);
    }
}

/// Checks whether an error is not the fault of a single write.
fn is_of_all(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(_) | StoreError::TimedOut(_))
}

/// Answers all writes with the error that stopped them; a single one gets the error itself.
fn refuse(group: Vec<Waiting>, error: StoreError) {
    let group = match <[Waiting; 1]>::try_from(group) {
        Ok([Waiting { answer, .. }]) => {
            // OK because nobody may wait any more.
            let _ = answer.send(Err(error.into()));
            return;
        }
        Err(group) => group,
    };
    let error = Arc::new(error);
    for Waiting { answer, .. } in group {
        // OK because nobody may wait any more.
        let _ = answer.send(Err(StoreError::Shared(Arc::clone(&error)).into()));
    }
}
