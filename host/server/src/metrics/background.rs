//! Counts that take long: in the background, when the metrics are read and the last count is old.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// How long after a count of everything the next one may begin at the earliest.
const PAUSE: Duration = Duration::from_secs(300);

/// How many times as long as a count the pause after it is, at least: counting takes at most 2 % of
/// the time, however much there is.
const SHARE: u32 = 50;

/// The last count.
pub(crate) struct Background<T> {
    state: Arc<Mutex<State<T>>>,
    /// How long after a count the next one may begin at the earliest.
    pause: Duration,
}

struct State<T> {
    last: Option<T>,
    /// When the next count may begin.
    due: Option<Instant>,
    under_way: Option<JoinHandle<()>>,
}

impl<T> Default for Background<T> {
    fn default() -> Self {
        Self::with_pause(PAUSE)
    }
}

impl<T> Background<T> {
    /// Creates a count that is old after this time: for what is counted fast.
    pub(crate) fn with_pause(pause: Duration) -> Self {
        let state = State { last: None, due: None, under_way: None };
        Self { state: Arc::new(Mutex::new(state)), pause }
    }
}

impl<T: Clone + Send + 'static> Background<T> {
    /// Returns the last count, and begins another one if it is due and none is under way. A count
    /// that fails leaves the last one.
    pub(crate) fn last(
        &self,
        count: impl Future<Output = Option<T>> + Send + 'static,
    ) -> Option<T> {
        // OK because metrics are served only within a runtime.
        let runtime = Handle::try_current().ok()?;
        let mut state = lock(&self.state);
        let is_due = state.due.is_none_or(|due| due <= Instant::now());
        if is_due && state.under_way.as_ref().is_none_or(JoinHandle::is_finished) {
            let (shared, pause) = (Arc::clone(&self.state), self.pause);
            state.under_way = Some(runtime.spawn(async move {
                let began = Instant::now();
                let counted = count.await;
                let took = began.elapsed();
                let mut state = lock(&shared);
                state.due = Some(Instant::now() + pause.max(took * SHARE));
                if counted.is_some() {
                    state.last = counted;
                }
            }));
        }
        state.last.clone()
    }
}

fn lock<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
