//! What was acknowledged, against what is stored.

use std::collections::BTreeMap;
use tiergate_store::{Backend, Change, SqlStore, Store};

/// Grants that were acknowledged: the tier of each revision.
#[derive(Default)]
pub struct Acknowledged(pub BTreeMap<u64, String>);

/// What a crash did to them.
#[derive(Debug, Default)]
pub struct Found {
    pub acknowledged: usize,
    pub lost: usize,
    /// How many events there are: for those who read the output.
    #[expect(dead_code, reason = "it is printed")]
    pub told: usize,
}

impl Acknowledged {
    /// Takes in a line `TENANT REVISION TIER`; a line that was cut short was not printed.
    pub fn line(&mut self, line: &str) {
        if let [_, revision, tier] = line.split(' ').collect::<Vec<_>>()[..] {
            self.0.insert(revision.parse().unwrap(), tier.to_owned());
        }
    }

    /// Looks for each in the store, whose facts and events must agree whatever happened.
    pub async fn find<DB: Backend>(&self, store: &SqlStore<DB>) -> Found {
        let verified = store.verify(|_| {}).await.unwrap();
        assert!(verified.agrees(), "{verified:?}");
        let mut told = BTreeMap::new();
        loop {
            let last = told.last_key_value().map_or(0, |(number, _)| *number);
            let page = store.events_after(last, 5_000).await.unwrap();
            if page.is_empty() {
                break;
            }
            told.extend(page.into_iter().map(|event| (event.number, event.change)));
        }
        let is_there = |(revision, tier): &(&u64, &String)| matches!(told.get(revision), Some(Change::Grant { tier: told, .. }) if told == *tier);
        let lost = self.0.iter().filter(|it| !is_there(it)).count();
        Found { acknowledged: self.0.len(), lost, told: told.len() }
    }
}
