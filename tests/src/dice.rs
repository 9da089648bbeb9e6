//! Chance that can be repeated.

use anyhow::{Context, Result};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt, SeedableRng};
use std::time::{SystemTime, UNIX_EPOCH};

/// A source of chance: the same seed, the same throws.
#[derive(Debug)]
pub struct Dice(StdRng);

impl Dice {
    /// Dice with this seed.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// True this many times out of a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent, 100)
    }

    /// A number from 0 up to and without `end`; 0 where that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.random_range(0..end) }
    }

    /// A number from `low` up to and with `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.random_range(low..=high)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.choose(&mut self.0)
    }

    /// One of these, or what it is where there are none.
    pub fn pick_or<T: Clone>(&mut self, from: &[T], none: T) -> T {
        self.pick(from).cloned().unwrap_or(none)
    }

    /// Some of these, each with this chance, in their order.
    pub fn some<T: Clone>(&mut self, from: &[T], percent: u32) -> Vec<T> {
        from.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// Puts these in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// A new seed, for something that is to have dice of its own.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// The seed of a test: `TIERGATE_SEED`, or a new one. It is printed, so that a failure can be
/// repeated.
///
/// # Errors
///
/// Where `TIERGATE_SEED` is no number.
pub fn seed(test: &str) -> Result<u64> {
    let seed = match std::env::var("TIERGATE_SEED") {
        Ok(text) => text.parse().with_context(|| format!("TIERGATE_SEED is no number: {text}"))?,
        Err(_) => u64::from(SystemTime::now().duration_since(UNIX_EPOCH)?.subsec_nanos()),
    };
    println!("{test}: TIERGATE_SEED={seed}");
    Ok(seed)
}

/// How much to try: `small`, or `full` where `TIERGATE_FUZZ` says `full`.
pub fn size(small: usize, full: usize) -> usize {
    if std::env::var("TIERGATE_FUZZ").is_ok_and(|it| it == "full") { full } else { small }
}
