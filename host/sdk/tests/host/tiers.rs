//! A write is live when it returns, an answer lasts as long as it holds, and each is by
//! one policy alone.

use super::{NOW, file, on, policy};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tiergate::{
    Changes, CheckError, Facts, FactsError, MemoryFacts, Policy, StoredFacts, TierAccessError,
    Tiers,
};
use tokio::sync::Notify;

#[tokio::test]
async fn a_write_is_live_when_it_returns() {
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    for turn in 0..100 {
        let plan = ["free", "pro"][turn % 2];
        let revision = facts.put("acme", on(plan));
        let entitlements = tiers.entitlements("acme").await.unwrap();
        assert_eq!((entitlements.tier(), entitlements.revision()), (plan, revision));
    }
}

#[tokio::test]
async fn an_answer_lasts_until_the_second_at_which_it_differs() {
    let clock = Arc::new(AtomicU64::new(NOW));
    let facts = MemoryFacts::new();
    let read = Arc::clone(&clock);
    let tiers =
        Tiers::builder(policy(), facts.clone()).clock(move || read.load(Ordering::Relaxed)).build();
    let mut tenant = on("pro");
    tenant.assignments[0].expires_at = Some(NOW + 60);
    facts.put("acme", tenant);
    for (now, allowed) in [(NOW, true), (NOW + 59, true), (NOW + 60, false), (NOW + 59, true)] {
        clock.store(now, Ordering::Relaxed);
        let decision = tiers.check("acme", "sync").await.unwrap();
        assert_eq!(decision.allowed, allowed, "at {now}");
    }
}

#[test]
fn no_answer_mixes_two_policies() {
    let policies =
        [Policy::from_bytes(&file(true)).unwrap(), Policy::from_bytes(&file(false)).unwrap()];
    let facts = MemoryFacts::new();
    facts.put("acme", on("premium"));
    let tiers = Tiers::builder(policies[0].clone(), facts).clock(|| NOW).build();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let decision = block_on(tiers.check("acme", "export")).unwrap();
                    let by_first =
                        decision.entitlements().policy().digest() == policies[0].digest();
                    assert_eq!(decision.allowed, by_first);
                }
            });
        }
        for turn in 0..200 {
            tiers.set_policy(policies[turn % 2].clone());
            let decision = block_on(tiers.check("acme", "export")).unwrap();
            assert_eq!(decision.allowed, turn % 2 == 0, "a swap is live when it returns");
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_pinned_tenant_stays_with_its_policy() {
    let policies =
        [Policy::from_bytes(&file(true)).unwrap(), Policy::from_bytes(&file(false)).unwrap()];
    let facts = MemoryFacts::new();
    let tiers = Tiers::builder(policies[0].clone(), facts.clone()).clock(|| NOW).build();
    let decides = |tenant: &str| {
        let entitlements = block_on(tiers.entitlements(tenant)).unwrap();
        entitlements.policy().digest().to_owned()
    };
    facts.put("acme", on("premium"));
    facts.put("old", on("premium"));
    assert_eq!(decides("old"), policies[0].digest());
    facts.put_pinned("old", on("premium"), policies[0].clone());
    tiers.set_policy(policies[1].clone());
    assert_eq!([decides("acme"), decides("old")], [policies[1].digest(), policies[0].digest()]);
    assert!(block_on(tiers.check("old", "export")).unwrap().allowed);
    facts.put("old", on("premium"));
    assert_eq!(decides("old"), policies[1].digest());
    assert!(!block_on(tiers.check("old", "export")).unwrap().allowed);
}

/// Facts of nobody, in a store that keeps whom to tell.
#[derive(Clone, Default)]
struct Telling(Arc<Mutex<Vec<Changes>>>);

impl Facts for Telling {
    async fn read(&self, _: &str) -> Result<Option<StoredFacts>, FactsError> {
        Ok(None)
    }

    fn watch(&self, changes: Changes) {
        self.0.lock().unwrap().push(changes);
    }
}

#[test]
fn the_stores_policy_decides_where_it_is_followed() {
    let policies =
        [Policy::from_bytes(&file(true)).unwrap(), Policy::from_bytes(&file(false)).unwrap()];
    let store = Telling::default();
    let of_its_own = Tiers::new(policies[0].clone(), store.clone());
    let following = Tiers::builder(policies[0].clone(), store.clone()).follow().build();
    for changes in store.0.lock().unwrap().iter() {
        changes.set_policy(policies[1].clone());
    }
    assert_eq!(of_its_own.policy().digest(), policies[0].digest());
    assert_eq!(following.policy().digest(), policies[1].digest());
    let follows: Vec<_> = store.0.lock().unwrap().iter().map(Changes::follows).collect();
    assert_eq!(follows, [false, true]);
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// Facts whose first read waits until it is let go, and that count their reads.
#[derive(Clone, Default)]
struct Slow {
    inner: MemoryFacts,
    reads: Arc<AtomicU64>,
    reading: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Facts for Slow {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        let facts = self.inner.read(tenant).await;
        if self.reads.fetch_add(1, Ordering::Relaxed) == 0 {
            self.reading.notify_one();
            self.go_on.notified().await;
        }
        facts
    }

    fn watch(&self, changes: Changes) {
        self.inner.watch(changes);
    }
}

#[tokio::test]
async fn a_write_during_a_read_is_not_covered_by_it() {
    let facts = Slow::default();
    facts.inner.put("acme", on("free"));
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    let early = tokio::spawn({
        let tiers = tiers.clone();
        async move { tiers.check("acme", "sync").await.unwrap().allowed }
    });
    facts.reading.notified().await;
    facts.inner.put("acme", on("pro"));
    assert!(tiers.check("acme", "sync").await.unwrap().allowed);
    facts.go_on.notify_one();
    // It began before the write, so either answer is right; but it must not be kept.
    early.await.unwrap();
    assert!(tiers.check("acme", "sync").await.unwrap().allowed);
}

#[tokio::test]
async fn misses_of_one_tenant_at_one_time_read_once() {
    let facts = Slow::default();
    facts.inner.put("acme", on("pro"));
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW).build();
    let checks: Vec<_> = (0..50)
        .map(|_| {
            let tiers = tiers.clone();
            tokio::spawn(async move { tiers.check("acme", "sync").await.unwrap().allowed })
        })
        .collect();
    facts.reading.notified().await;
    facts.go_on.notify_one();
    for check in checks {
        assert!(check.await.unwrap());
    }
    assert_eq!(facts.reads.load(Ordering::Relaxed), 1);
}

/// Facts that cannot be read.
struct Away;

impl Facts for Away {
    async fn read(&self, _: &str) -> Result<Option<StoredFacts>, FactsError> {
        Err("the database is away".into())
    }

    fn watch(&self, _: Changes) {}
}

#[tokio::test]
async fn unavailable_is_not_denied() {
    let tiers = Tiers::builder(policy(), Away).clock(|| NOW).build();
    let error = tiers.require("acme", "sync").await.unwrap_err();
    assert!(matches!(error, TierAccessError::Unavailable(CheckError::Facts(_))), "{error}");

    let tiers = Tiers::builder(policy(), MemoryFacts::new()).clock(|| NOW).build();
    let error = tiers.require("acme", "sync").await.unwrap_err();
    assert_eq!(error.to_string(), "there is no tenant `acme`");
}
