//! How [`Tiers`] are set up.

use crate::clock::Clock;
use crate::contract::Timestamp;
use crate::facts::Facts;
use crate::facts::cache::CacheSettings;
use crate::policy::Policy;
use crate::tiers::Tiers;
use std::time::Duration;

/// Sets [`Tiers`] up: see [`Tiers::builder`].
///
/// # Examples
///
/// ```no_run
/// use std::time::Duration;
/// use tiergate::{MemoryFacts, Policy, Tiers};
///
/// let policy = Policy::from_file("notes.policy.wasm")?;
/// let tiers = Tiers::builder(policy, MemoryFacts::new())
///     .edition("cloud")
///     .capacity(1_000_000)
///     .stale_for(Duration::from_secs(60))
///     .build();
/// # Ok::<(), tiergate::LoadError>(())
/// ```
pub struct TiersBuilder<F> {
    policy: Policy,
    facts: F,
    clock: Clock,
    keeping: CacheSettings,
    follows: bool,
}

impl<F: Facts> TiersBuilder<F> {
    pub(crate) fn new(policy: Policy, facts: F) -> Self {
        let keeping = CacheSettings {
            capacity: 100_000,
            edition: None,
            keep_for: facts.keep_for(),
            stale_for: Duration::from_secs(300),
        };
        Self { policy, facts, clock: Clock::System, keeping, follows: false }
    }

    /// The clock that tells the time of a check, in seconds since 1970; the system's, unless
    /// said.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Clock::Own(Box::new(clock));
        self
    }

    /// The edition of tenants that have none of their own; none, unless said.
    pub fn edition(mut self, edition: impl Into<String>) -> Self {
        self.keeping.edition = Some(edition.into());
        self
    }

    /// How many tenants' facts and entitlements are kept, those asked about last; 100,000,
    /// unless said.
    pub fn capacity(mut self, tenants: usize) -> Self {
        self.keeping.capacity = tenants;
        self
    }

    /// For how long checks go on from facts that may have changed, where the store is away; 5
    /// minutes, unless said. What expires meanwhile expires.
    pub fn stale_for(mut self, time: Duration) -> Self {
        self.keeping.stale_for = time;
        self
    }

    /// Has the policy decide that is active in the store, and each that is activated later; the
    /// one that these tiers are made with decides until the store tells of one.
    pub fn follow(mut self) -> Self {
        self.follows = true;
        self
    }

    /// Tiers set up so.
    pub fn build(self) -> Tiers<F> {
        Tiers::build(self.policy, self.facts, self.clock, self.keeping, self.follows)
    }
}
