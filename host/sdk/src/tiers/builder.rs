//! Setting up [`Tiers`].

use crate::clock::Clock;
use crate::contract::Timestamp;
use crate::facts::Facts;
use crate::facts::cache::CacheSettings;
use crate::policy::Policy;
use crate::record::log::DecisionLog;
use crate::tiers::Tiers;
use std::time::Duration;

/// For how many tenants facts and entitlements are kept by default: 100,000, which take some 100
/// MB.
pub const DEFAULT_CAPACITY: usize = 100_000;

/// For how long checks are answered from the cache by default while the store is unavailable: 5
/// minutes.
pub const DEFAULT_STALE_FOR: Duration = Duration::from_secs(300);

/// A builder of [`Tiers`]: see [`Tiers::builder`].
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
            capacity: DEFAULT_CAPACITY,
            edition: None,
            keep_for: facts.keep_for(),
            stale_for: DEFAULT_STALE_FOR,
            log: None,
        };
        Self { policy, facts, clock: Clock::System, keeping, follows: false }
    }

    /// Sets the clock that gives the time of a check, in seconds since 1970; defaults to the
    /// system's clock.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// use tiergate::{MemoryFacts, Tiers};
    ///
    /// let tiers = Tiers::builder(policy()?, MemoryFacts::new()).clock(|| 1_772_700_000).build();
    /// assert_eq!(tiers.now(), 1_772_700_000);
    /// # Ok(()) }
    /// ```
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Clock::Own(Box::new(clock));
        self
    }

    /// Sets the edition of tenants that have none of their own; by default there is none.
    pub fn edition(mut self, edition: impl Into<String>) -> Self {
        self.keeping.edition = Some(edition.into());
        self
    }

    /// Sets for how many tenants facts and entitlements are kept, those used last; defaults to
    /// [`DEFAULT_CAPACITY`].
    pub fn capacity(mut self, tenants: usize) -> Self {
        self.keeping.capacity = tenants;
        self
    }

    /// Sets for how long checks go on with facts that may have changed, while the store is
    /// unavailable; defaults to [`DEFAULT_STALE_FOR`]. Whatever expires in the meantime still expires.
    pub fn stale_for(mut self, time: Duration) -> Self {
        self.keeping.stale_for = time;
        self
    }

    /// Records decisions in this log; by default none are recorded. A decision is an answer about
    /// one feature or one cap: by a check, a gate, or [`Entitlements`](crate::Entitlements). Lists of
    /// what a tenant may do are not recorded, nor are questions without an answer.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// use tiergate::{DecisionLog, MemoryFacts, Tiers};
    ///
    /// let log = DecisionLog::new(std::io::stdout())?;
    /// let tiers = Tiers::builder(policy()?, MemoryFacts::new()).decision_log(log).build();
    /// assert!(tiers.decision_log().is_some());
    /// # Ok(()) }
    /// ```
    pub fn decision_log(mut self, log: DecisionLog) -> Self {
        self.keeping.log = Some(log);
        self
    }

    /// Follows the policy that is active in the store, and each that is activated later. The policy
    /// that these tiers are made with decides until the store reports one.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let (tiers, changes) = own()?;
    /// # let store = OwnStore { revision: 1.into(), watching: std::sync::Mutex::default() };
    /// # let policy = policy()?;
    /// let tiers = tiergate::Tiers::builder(policy, store).follow().build();
    /// assert!(tiers.facts().watching.lock().unwrap()[0].follows());
    /// # Ok(()) }
    /// ```
    pub fn follow(mut self) -> Self {
        self.follows = true;
        self
    }

    /// Returns the tiers.
    pub fn build(self) -> Tiers<F> {
        Tiers::build(self.policy, self.facts, self.clock, self.keeping, self.follows)
    }
}
