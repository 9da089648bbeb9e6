//! Up to when a store has confirmed that it reported every change.

use crate::clock::millis;
use crate::facts::entry::{CURRENT_FOR, NEVER};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// For how many milliseconds cached facts are current after the store confirmed them.
const CURRENT: u64 = CURRENT_FOR.as_secs() * 1_000;

/// Up to when every change was reported. Reading it takes no lock.
pub(crate) struct Confirmed {
    /// The start of the milliseconds below.
    start: Instant,
    /// Up to when every change was reported, in milliseconds since 1970.
    moment: AtomicU64,
    /// When that was, by a clock that nobody sets, in milliseconds since the start.
    at: AtomicU64,
    /// Until when cached facts are current because of that, in milliseconds since 1970; [`NEVER`]
    /// if the store does not confirm.
    current_until: AtomicU64,
}

impl Confirmed {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            moment: AtomicU64::new(millis(SystemTime::now())),
            at: AtomicU64::new(0),
            current_until: AtomicU64::new(NEVER),
        }
    }

    pub(crate) fn caught_up(&self, moment: SystemTime) {
        let moment = millis(moment);
        self.moment.store(moment, Ordering::Relaxed);
        self.at.store(self.millis(Instant::now()), Ordering::Relaxed);
        // Anyone who sees this must also see `moment`, and what was reported before.
        self.current_until.store(moment.saturating_add(CURRENT), Ordering::Release);
    }

    pub(crate) fn lost_sync(&self) {
        self.current_until.store(0, Ordering::Release);
    }

    /// Checks whether every change was reported up to a moment ago. It reads the clock and no flag,
    /// so that facts are marked as stale even if the follower stopped, or the whole process.
    pub(crate) fn is_current(&self, now: u64) -> bool {
        let until = self.current_until.load(Ordering::Acquire);
        // After a clock was set back, the end seems far away. Twice the time, because the store may
        // confirm after `now` was read.
        until == NEVER || until.wrapping_sub(now) <= 2 * CURRENT
    }

    /// Returns how long ago the store last confirmed that it had reported every change: the longer
    /// time of two clocks, as one may be set back, and the other may stand still while the machine
    /// is suspended.
    pub(crate) fn ago(&self, now: u64) -> Duration {
        let set = Duration::from_millis(now.saturating_sub(self.moment.load(Ordering::Relaxed)));
        set.max(self.moment(self.at.load(Ordering::Relaxed)).elapsed())
    }

    /// Returns a moment as milliseconds since the start.
    pub(crate) fn millis(&self, moment: Instant) -> u64 {
        let elapsed = moment.saturating_duration_since(self.start).as_millis();
        u64::try_from(elapsed).unwrap_or(NEVER - 1)
    }

    /// Returns the moment that is so many milliseconds after the start.
    pub(crate) fn moment(&self, millis: u64) -> Instant {
        self.start.checked_add(Duration::from_millis(millis)).unwrap_or(self.start)
    }
}
