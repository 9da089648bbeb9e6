//! The places for large bodies, which are read while their requests are under way.

use crate::problem::Problem;
use crate::problems::OVERLOADED;
use axum::response::{IntoResponse, Response};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// At most one in eight of the requests under way may have a large body.
const SHARE: usize = 8;

/// The places for large bodies. Half of them are only for operators and services, so that others
/// cannot keep them out.
#[derive(Clone)]
pub(crate) struct Places {
    anyone: Arc<Semaphore>,
    trusted: Arc<Semaphore>,
}

impl Places {
    pub(crate) fn new(under_way: usize) -> Self {
        let all = (under_way / SHARE).clamp(1, Semaphore::MAX_PERMITS);
        let semaphore = |places| Arc::new(Semaphore::new(places));
        Self { anyone: semaphore(all.div_ceil(2)), trusted: semaphore(all / 2) }
    }

    /// Returns a claim on a place.
    pub(crate) fn claim(&self) -> Claim {
        Claim(Arc::new(Inner {
            places: self.clone(),
            is_trusted: AtomicBool::new(false),
            is_refused: AtomicBool::new(false),
            taken: Mutex::new(None),
        }))
    }
}

/// A claim on a place, which is taken when the body is first read, so after the caller was
/// identified. A clone is the same claim.
#[derive(Clone)]
pub(crate) struct Claim(Arc<Inner>);

struct Inner {
    places: Places,
    is_trusted: AtomicBool,
    is_refused: AtomicBool,
    taken: Mutex<Option<OwnedSemaphorePermit>>,
}

/// There is no place for another large body.
#[derive(Debug, thiserror::Error)]
#[error("too many large bodies are being read")]
pub(crate) struct NoPlace;

impl Claim {
    /// Notes that the request is from an operator or a service.
    pub(crate) fn trust(&self) {
        self.0.is_trusted.store(true, Relaxed);
    }

    /// Takes a place unless it was taken before.
    pub(crate) fn take(&self) -> Result<(), NoPlace> {
        let Inner { places, is_trusted, is_refused, taken } = &*self.0;
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.is_some() {
            return Ok(());
        }
        let permit = |of: &Arc<Semaphore>| Arc::clone(of).try_acquire_owned().ok();
        let own = is_trusted.load(Relaxed).then(|| permit(&places.trusted)).flatten();
        *taken = own.or_else(|| permit(&places.anyone));
        is_refused.store(taken.is_none(), Relaxed);
        if taken.is_some() { Ok(()) } else { Err(NoPlace) }
    }

    /// Frees the place: the body is no longer needed.
    pub(crate) fn release(&self) {
        drop(self.0.taken.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Returns the response or, if there was no place, the refusal for that reason.
    pub(crate) fn answer(&self, response: Response) -> Response {
        if self.0.is_refused.load(Relaxed) { overloaded() } else { response }
    }
}

/// Returns the response to a request beyond the limit.
pub(crate) fn overloaded() -> Response {
    let words = "too many requests are under way: retry later";
    Problem::new(&OVERLOADED, words).into_response()
}
