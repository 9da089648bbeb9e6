//! The writes that wait at one server.

use crate::error::WriteError;
use crate::events::batch::Asked;
use crate::events::change::Change;
use crate::events::event::{By, Written};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How many writes one transaction takes: enough to share its cost, and few enough that other
/// servers have their turn in some milliseconds.
const MOST: usize = 256;

/// How long after the database failed to give a turn the next write tries it.
const PAUSE: Duration = Duration::from_secs(1);

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
struct State {
    waiting: VecDeque<Waiting>,
    /// Whether a task is writing them.
    is_served: bool,
    /// When the database last wrote something.
    answered: Option<Instant>,
    /// When the database did not give a turn to write, if it wrote nothing since.
    failed: Option<Instant>,
}

impl State {
    /// Checks whether a write would wait for a database that is away. After a pause, or if only the
    /// follower found that it is, one write at a time tries it.
    fn refuses(&self, is_lost: bool) -> bool {
        let is_recent = |at: Option<Instant>| at.is_some_and(|at| at.elapsed() < PAUSE);
        // The follower may fail although writes succeed.
        let is_away = self.failed.is_some() || (is_lost && !is_recent(self.answered));
        is_away && (self.is_served || is_recent(self.failed))
    }
}

/// What happens to a write.
pub(crate) enum Pushed {
    /// It waits, and no task serves the queue yet.
    First,
    /// It waits.
    Waits,
    /// The database is away.
    Refused,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        // OK because each change to the state is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a write, unless the database is away. `is_lost` is whether the follower found that.
    pub(crate) fn push(&self, write: Waiting, is_lost: bool) -> Pushed {
        let mut state = self.state();
        if state.refuses(is_lost) {
            return Pushed::Refused;
        }
        state.waiting.push_back(write);
        if std::mem::replace(&mut state.is_served, true) { Pushed::Waits } else { Pushed::First }
    }

    /// Records that the database wrote something.
    pub(crate) fn note_answer(&self) {
        let mut state = self.state();
        state.answered = Some(Instant::now());
        state.failed = None;
    }

    /// Takes all writes. If the database is away, it is tried again after a pause.
    pub(crate) fn give_up(&self, is_away: bool) -> Vec<Waiting> {
        let mut state = self.state();
        if is_away {
            state.failed = Some(Instant::now());
        }
        state.waiting.drain(..).collect()
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
