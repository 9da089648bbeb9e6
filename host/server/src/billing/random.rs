//! Times that differ a little, so that servers do not all try again at once.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Returns a time from three quarters to five quarters of this one.
pub(crate) fn about(time: Duration) -> Duration {
    // Each `RandomState` has hash keys of its own.
    let random = RandomState::new().hash_one(()) >> 32;
    let share = 0.75 + random as f64 / f64::from(u32::MAX) / 2.0;
    time.mul_f64(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_differ_a_little() {
        let second = Duration::from_secs(1);
        let times: Vec<_> = (0..100).map(|_| about(second)).collect();
        assert!(times.iter().all(|it| (750..=1_250).contains(&it.as_millis())), "{times:?}");
        assert!(times.iter().any(|it| it != &times[0]));
    }
}
