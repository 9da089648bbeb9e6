//! The writes that wait at one server.

use crate::error::WriteError;
use crate::events::batch::Asked;
use crate::events::change::Change;
use crate::events::event::{By, Written};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// How many writes one transaction takes: enough to share its cost, and few enough that other
/// servers have their turn in some milliseconds.
pub(crate) const MOST: usize = 256;

/// A write that waits for its turn.
pub(crate) struct Waiting {
    pub(crate) tenant: String,
    pub(crate) change: Change,
    pub(crate) by: By,
    pub(crate) answer: oneshot::Sender<Result<Written, WriteError>>,
}

impl Waiting {
    pub(crate) fn asked(&self) -> Asked<'_> {
        (&self.tenant, &self.change, &self.by)
    }
}

/// The writes that wait at this server.
#[derive(Default)]
pub(crate) struct Queue(Mutex<State>);

#[derive(Default)]
pub(crate) struct State {
    waiting: VecDeque<Waiting>,
    /// Whether a task is writing them.
    is_served: bool,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        // OK because each change to the state is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a write, and returns `true` if no task serves the queue yet.
    pub(crate) fn push(&self, write: Waiting) -> bool {
        let mut state = self.state();
        state.waiting.push_back(write);
        !std::mem::replace(&mut state.is_served, true)
    }

    /// Returns whether a write waits. If not, no task serves the queue any more. A write whose
    /// caller has given up does not count.
    pub(crate) fn is_needed(&self) -> bool {
        let mut state = self.state();
        state.waiting.retain(|write| !write.answer.is_closed());
        state.is_served = !state.waiting.is_empty();
        state.is_served
    }

    /// Takes the writes that come next.
    pub(crate) fn take(&self) -> Vec<Waiting> {
        let mut state = self.state();
        state.waiting.retain(|write| !write.answer.is_closed());
        let count = state.waiting.len().min(MOST);
        state.waiting.drain(..count).collect()
    }
}

/// Ends the service of a queue, even if its task panics or its runtime ends: the writes that wait
/// are then answered as abandoned.
pub(crate) struct Service<'a>(pub(crate) &'a Queue);

impl Drop for Service<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if state.is_served {
            state.is_served = false;
            state.waiting.clear();
        }
    }
}
