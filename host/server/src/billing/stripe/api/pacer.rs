//! How many requests are made in a second.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The time over which the budget of a second is spread: with a tenth to spare, because requests may
/// arrive closer together than they were made.
const MEASURE: Duration = Duration::from_millis(1_100);

/// Spaces requests evenly: no second has more of them than the budget, however many wait.
pub(super) struct Pacer {
    spacing: Duration,
    /// When the next request may be made. Whoever holds it waits for that, and all others for them.
    next: tokio::sync::Mutex<Instant>,
    /// Until when no request may be made.
    paused: Mutex<Instant>,
}

impl Pacer {
    /// Creates a pacer with this budget, at least 1.
    pub(super) fn new(per_second: u32) -> Self {
        let now = Instant::now();
        Self {
            spacing: MEASURE / per_second.max(1),
            next: tokio::sync::Mutex::new(now),
            paused: Mutex::new(now),
        }
    }

    /// Waits until a request may be made.
    pub(super) async fn turn(&self) {
        let mut next = self.next.lock().await;
        loop {
            let at = (*next).max(self.paused());
            if at <= Instant::now() {
                break;
            }
            sleep_until(at).await;
        }
        *next = Instant::now() + self.spacing;
    }

    /// Makes all requests wait for so long.
    pub(super) fn pause(&self, time: Duration) {
        let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        *paused = (*paused).max(Instant::now() + time);
    }

    fn paused(&self) -> Instant {
        *self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_second_has_more_requests_than_the_budget() {
        let pacer = Pacer::new(20);
        let mut made = Vec::new();
        for number in 0..50 {
            if number == 25 {
                // What was not used is not made up for.
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            pacer.turn().await;
            made.push(Instant::now());
        }
        let second = Duration::from_secs(1);
        let most = made
            .iter()
            .map(|one| made.iter().filter(|it| **it >= *one && **it < *one + second).count());
        assert!(most.max() <= Some(20), "{made:?}");
    }

    #[tokio::test]
    async fn a_pause_holds_for_those_who_wait_already() {
        let pacer = Pacer::new(20);
        pacer.turn().await;
        let began = Instant::now();
        let pause = Duration::from_millis(700);
        let (_, ()) = tokio::join!(pacer.turn(), async { pacer.pause(pause) });
        assert!(began.elapsed() >= pause, "{:?}", began.elapsed());
    }
}
