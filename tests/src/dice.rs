//! Repeatable randomness.

use anyhow::{Context, Result};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt, SeedableRng};
use std::time::{SystemTime, UNIX_EPOCH};

/// A source of random values: the same seed results in the same values.
#[derive(Debug)]
pub struct Dice(StdRng);

impl Dice {
    /// Returns dice with this seed.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Returns `true` with this probability in percent.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent, 100)
    }

    /// Returns a number from 0 up to but excluding `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.random_range(0..end) }
    }

    /// Returns a number from `low` up to and including `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.random_range(low..=high)
    }

    /// Returns one of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.choose(&mut self.0)
    }

    /// Returns one of these, or the default if there are none.
    pub fn pick_or<T: Clone>(&mut self, from: &[T], none: T) -> T {
        self.pick(from).cloned().unwrap_or(none)
    }

    /// Returns some of these, each with this probability in percent, in their order.
    pub fn some<T: Clone>(&mut self, from: &[T], percent: u32) -> Vec<T> {
        from.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// Shuffles these.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// Returns a new seed, for something that needs its own dice.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// Returns the seed of a test: `TIERGATE_SEED`, or a new one. It is printed, so that a failure can
/// be repeated.
///
/// # Errors
///
/// If `TIERGATE_SEED` is not a number.
pub fn seed(test: &str) -> Result<u64> {
    let seed = match std::env::var("TIERGATE_SEED") {
        Ok(text) => {
            text.parse().with_context(|| format!("TIERGATE_SEED is not a number: {text}"))?
        }
        Err(_) => u64::from(SystemTime::now().duration_since(UNIX_EPOCH)?.subsec_nanos()),
    };
    println!("{test}: TIERGATE_SEED={seed}");
    Ok(seed)
}

/// Returns how much to try: `small`, or `full` if `TIERGATE_FUZZ` is `full`.
pub fn size(small: usize, full: usize) -> usize {
    if std::env::var("TIERGATE_FUZZ").is_ok_and(|it| it == "full") { full } else { small }
}
