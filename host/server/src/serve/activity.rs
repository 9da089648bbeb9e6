//! What a connection is doing, so that one that makes no progress can be closed.

use crate::serve::limits::Limits;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// No moment: nothing waits.
const NEVER: u64 = u64::MAX;

/// What a connection is doing, and since when.
///
/// The connection's task alone writes it; who reads it may see it a moment late, which costs
/// nothing, because limits are seconds.
#[derive(Debug)]
pub(crate) struct Activity {
    /// What the milliseconds below count from.
    start: Instant,
    phase: AtomicU8,
    /// When the phase began; if idle, when a byte last came or went.
    since: AtomicU64,
    /// Since when a write waits for the client to read.
    blocked: AtomicU64,
}

/// Nobody has looked yet whether a request came: that the server is slow to look is not held
/// against the client.
const NEW: u8 = 4;
/// Waits for a request.
const IDLE: u8 = 0;
/// The head of a request has begun.
const HEAD: u8 = 1;
/// A request is being answered, or its stream is open.
const WORKING: u8 = 2;
/// The answer waits for the request's body.
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

    /// Bytes came, or none are there yet.
    pub(crate) fn read(&self, came: bool) {
        match (self.phase.load(Relaxed), came) {
            (NEW | IDLE, true) => self.enter(HEAD),
            (NEW, false) => self.enter(IDLE),
            _ => {}
        }
    }

    /// Bytes went.
    pub(crate) fn wrote(&self) {
        self.blocked.store(NEVER, Relaxed);
        if self.phase.load(Relaxed) == IDLE {
            self.since.store(self.now(), Relaxed);
        }
    }

    /// A write waits.
    pub(crate) fn waits_to_write(&self) {
        if self.blocked.load(Relaxed) == NEVER {
            self.blocked.store(self.now(), Relaxed);
        }
    }

    /// A whole head came.
    pub(crate) fn work(&self) {
        self.enter(WORKING);
    }

    /// The answer is there, and only to be written.
    pub(crate) fn rest(&self) {
        self.enter(IDLE);
    }

    /// The answer waits for more of the body, or does not any more.
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

    /// Whether it made no progress for longer than the limits allow.
    pub(crate) fn is_overdue(&self, limits: &Limits) -> bool {
        let overdue = match self.phase.load(Relaxed) {
            IDLE => self.elapsed(self.since.load(Relaxed)) >= limits.idle,
            HEAD => self.elapsed(self.since.load(Relaxed)) >= limits.head,
            _ => false,
        };
        let blocked = self.blocked.load(Relaxed);
        overdue || (blocked != NEVER && self.elapsed(blocked) >= limits.write)
    }

    /// For how long it has waited for the client alone; `None` if it is the server's turn.
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
