//! What a connection is doing, so that one that makes no progress can be closed.

use crate::serve::limits::Limits;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Stands for no time: nothing waits.
const NEVER: u64 = u64::MAX;

/// What a connection is doing, and since when.
///
/// Only the connection's task writes it. Readers may see a change a moment late, which does no
/// harm, because limits are seconds.
#[derive(Debug)]
pub(crate) struct Activity {
    /// What the milliseconds below count from.
    start: Instant,
    phase: AtomicU8,
    /// When the phase began; if idle, when a byte last arrived or was sent.
    since: AtomicU64,
    /// Since when a write has been waiting for the client to read.
    blocked: AtomicU64,
}

/// The connection has not been read yet: if the server is slow to do so, that is not the client's
/// fault.
const NEW: u8 = 4;
/// The connection waits for a request.
const IDLE: u8 = 0;
/// The head of a request has begun.
const HEAD: u8 = 1;
/// A request is being answered, or its stream is open.
const WORKING: u8 = 2;
/// The handler waits for the request's body.
const BODY: u8 = 3;

impl Activity {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            phase: AtomicU8::new(NEW),
            since: AtomicU64::new(0),
            blocked: AtomicU64::new(NEVER),
        }
    }

    /// Notes a read: whether bytes arrived, or none are there yet.
    pub(crate) fn read(&self, came: bool) {
        match (self.phase.load(Relaxed), came) {
            (NEW | IDLE, true) => self.enter(HEAD),
            (NEW, false) => self.enter(IDLE),
            _ => {}
        }
    }

    /// Notes that bytes were sent.
    pub(crate) fn wrote(&self) {
        self.blocked.store(NEVER, Relaxed);
        if self.phase.load(Relaxed) == IDLE {
            self.since.store(self.now(), Relaxed);
        }
    }

    /// Notes that a write waits.
    pub(crate) fn waits_to_write(&self) {
        if self.blocked.load(Relaxed) == NEVER {
            self.blocked.store(self.now(), Relaxed);
        }
    }

    /// Notes that the whole head of a request has arrived.
    pub(crate) fn work(&self) {
        self.enter(WORKING);
    }

    /// Notes that the response is ready and only needs to be written.
    pub(crate) fn rest(&self) {
        self.enter(IDLE);
    }

    /// Notes whether the handler waits for more of the body.
    pub(crate) fn waits_for_body(&self, waits: bool) {
        let phase = if waits { BODY } else { WORKING };
        if self.phase.load(Relaxed) != phase {
            self.enter(phase);
        }
    }

    fn enter(&self, phase: u8) {
        self.since.store(self.now(), Relaxed);
        self.phase.store(phase, Relaxed);
    }

    /// Checks whether the connection has made no progress for longer than the limits allow.
    pub(crate) fn is_overdue(&self, limits: &Limits) -> bool {
        let overdue = match self.phase.load(Relaxed) {
            IDLE => self.elapsed(self.since.load(Relaxed)) >= limits.idle,
            HEAD => self.elapsed(self.since.load(Relaxed)) >= limits.head,
            _ => false,
        };
        let blocked = self.blocked.load(Relaxed);
        overdue || (blocked != NEVER && self.elapsed(blocked) >= limits.write)
    }

    /// Returns how long the connection has waited for nothing but the client; `None` if it is the
    /// server's turn.
    pub(crate) fn waited(&self) -> Option<Duration> {
        let blocked = self.blocked.load(Relaxed);
        if blocked != NEVER {
            return Some(self.elapsed(blocked));
        }
        let is_its_turn = matches!(self.phase.load(Relaxed), NEW | WORKING);
        (!is_its_turn).then(|| self.elapsed(self.since.load(Relaxed)))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(NEVER - 1)
    }

    fn elapsed(&self, since: u64) -> Duration {
        Duration::from_millis(self.now().saturating_sub(since))
    }
}
