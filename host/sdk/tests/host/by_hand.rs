//! Helpers: facts that a test tells of by hand.

use super::{NOW, on, policy};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tiergate::{Changes, CheckError, Decision, Facts, FactsError, MemoryFacts, StoredFacts, Tiers};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Facts that the test tells of by hand, whose reads wait until they are let through.
#[derive(Clone)]
pub struct ByHand {
    stored: MemoryFacts,
    changes: Arc<Mutex<Vec<Changes>>>,
    reads: Arc<AtomicU64>,
    pub away: Arc<AtomicBool>,
    pub through: Arc<Semaphore>,
}

impl ByHand {
    pub fn new(through: usize) -> Self {
        Self {
            stored: MemoryFacts::new(),
            changes: Arc::default(),
            reads: Arc::default(),
            away: Arc::default(),
            through: Arc::new(Semaphore::new(through)),
        }
    }

    pub fn each(&self, tell: impl Fn(&Changes)) {
        self.changes.lock().unwrap().iter().for_each(tell);
    }

    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::SeqCst)
    }

    pub fn delete(&self) {
        self.stored.remove("acme");
    }

    pub fn stored(&self, plan: &str) -> StoredFacts {
        let revision = self.stored.put("acme", on(plan));
        StoredFacts { facts: Arc::new(on(plan).into()), revision, identity: 0, policy: None }
    }
}

impl Facts for ByHand {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        // As a database: what is read is what was there when the read began.
        let facts = self.stored.read(tenant).await;
        self.through.acquire().await?.forget();
        if self.away.load(Ordering::SeqCst) { Err("it is away".into()) } else { facts }
    }

    fn watch(&self, changes: Changes) {
        self.changes.lock().unwrap().push(changes);
    }
}

/// For how long facts are served that may have changed.
pub const STALE_FOR: Duration = Duration::from_secs(3);

/// As many reads as a test may make.
pub const MANY: usize = 1_000_000;

pub fn tiers(facts: &ByHand) -> Tiers<ByHand> {
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW);
    tiers.stale_for(STALE_FOR).build()
}

pub async fn may(tiers: &Tiers<ByHand>) -> bool {
    tiers.check("acme", "sync").await.unwrap().allowed
}

/// Waits until so many reads have begun.
pub async fn begun(facts: &ByHand, reads: u64) {
    while facts.reads() < reads {
        tokio::task::yield_now().await;
    }
}

/// Begins a check of `acme`, and waits until its read, the first one, has begun.
pub async fn reading(
    facts: &ByHand,
    tiers: &Tiers<ByHand>,
) -> JoinHandle<Result<Decision, CheckError>> {
    let tiers = tiers.clone();
    let check = tokio::spawn(async move { tiers.check("acme", "sync").await });
    begun(facts, 1).await;
    check
}
