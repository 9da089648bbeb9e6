//! After the system's clock was set back.

use super::{NOW, on, policy};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tiergate::{Changes, CheckError, Facts, FactsError, StoredFacts, Tiers};

#[derive(Clone, Default)]
struct Followed {
    changes: Arc<Mutex<Vec<Changes>>>,
    is_away: Arc<AtomicBool>,
}

impl Followed {
    fn each(&self, tell: impl Fn(&Changes)) {
        self.changes.lock().unwrap().iter().for_each(tell);
    }
}

impl Facts for Followed {
    async fn read(&self, _: &str) -> Result<Option<StoredFacts>, FactsError> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err("it is away".into());
        }
        let facts = Arc::new(on("pro").into());
        Ok(Some(StoredFacts { facts, revision: 1, identity: 0, policy: None }))
    }

    fn watch(&self, changes: Changes) {
        self.changes.lock().unwrap().push(changes);
    }
}

#[tokio::test]
async fn facts_are_not_served_for_longer() {
    let facts = Followed::default();
    let tiers = Tiers::builder(policy(), facts.clone()).clock(|| NOW);
    let tiers = tiers.stale_for(Duration::from_secs(3)).build();
    assert!(tiers.check("acme", "sync").await.unwrap().allowed);
    // As it seems after the clock was set back by an hour.
    facts.each(|changes| changes.caught_up(SystemTime::now() + Duration::from_secs(3_600)));
    facts.is_away.store(true, Ordering::SeqCst);
    facts.each(Changes::lost_sync);
    assert!(tiers.entitlements("acme").await.unwrap().is_stale());
    tokio::time::sleep(Duration::from_millis(3_100)).await;
    assert!(matches!(tiers.check("acme", "sync").await, Err(CheckError::Facts(_))));
}
