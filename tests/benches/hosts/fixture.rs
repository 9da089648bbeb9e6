//! A tier map of 60 features, and tenants on it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use tiergate::{Assignment, MemoryFacts, Policy, Source, Standing, Tenant};
use tiergate_map::Map;

pub const TENANTS: usize = 1_000;
pub const FEATURES: usize = 60;
pub const NOW: u64 = 1_772_700_000;

pub struct Fixture {
    map: Map,
    pub file: Vec<u8>,
    pub policy: Policy,
}

impl Fixture {
    pub fn new() -> Self {
        let map = Map::from_json("bench.json", &map()).unwrap();
        let file = tiergate_author::build(&map).unwrap();
        let policy = Policy::from_bytes(&file).unwrap();
        // For Node's part of the table.
        let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
        std::fs::write(target.join("bench.policy.wasm"), &file).unwrap();
        Self { map, file, policy }
    }

    pub fn build(&self) -> Vec<u8> {
        tiergate_author::build(&self.map).unwrap()
    }

    pub fn tenant_names(&self) -> Vec<String> {
        (0..TENANTS).map(|at| format!("tenant-{at}")).collect()
    }

    pub fn feature_names(&self) -> Vec<String> {
        (0..FEATURES).map(|at| format!("feature-{at}")).collect()
    }

    /// A tenant on one of the three tiers.
    pub fn tenant(&self, at: usize) -> Tenant {
        let plan = ["free", "pro", "premium"][at % 3];
        let mut tenant = Tenant::new();
        tenant.assignments.push(Assignment {
            source: Source::Billing,
            plan: Some(plan.to_owned()),
            standing: Standing::Good,
            expires_at: None,
        });
        tenant
    }

    /// A tenant whose plan has an end of its own, some time from now.
    pub fn ending(&self, at: u64) -> Tenant {
        let mut tenant = self.tenant(1);
        tenant.assignments.iter_mut().for_each(|it| it.expires_at = Some(4_000_000_000 + at));
        tenant
    }

    pub fn facts(&self) -> MemoryFacts {
        let facts = MemoryFacts::new();
        for (at, name) in self.tenant_names().iter().enumerate() {
            facts.put(name, self.tenant(at));
        }
        facts
    }

    /// What a program without tiergate might look its features up in.
    pub fn plain_map(&self) -> HashMap<String, HashMap<String, bool>> {
        let features = |at| {
            let answer = self.policy.entitle(&self.tenant(at), NOW).unwrap();
            answer.features.into_iter().map(|it| (it.feature, it.allowed)).collect()
        };
        self.tenant_names().into_iter().enumerate().map(|(at, name)| (name, features(at))).collect()
    }
}

fn map() -> String {
    let list = |range: std::ops::Range<usize>| {
        range.map(|at| format!("\"feature-{at}\"")).collect::<Vec<_>>().join(", ")
    };
    format!(
        r#"{{ "name": "bench", "version": "1.0.0",
            "tiers": [
                {{ "id": "free", "features": [{}], "caps": {{ "seats": 5 }} }},
                {{ "id": "pro", "extends": "free", "features": [{}], "caps": {{ "seats": 50 }} }},
                {{ "id": "premium", "extends": "pro", "features": [{}], "caps": {{ "seats": "unlimited" }} }} ],
            "defaultTier": "free",
            "whenMissing": {{ "tier": "free", "misconfigured": true }},
            "whenUnknown": {{ "tier": "free", "misconfigured": true }} }}"#,
        list(0..20),
        list(20..40),
        list(40..FEATURES),
    )
}

/// The output of a future that does not wait.
pub fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a warm check does not wait"),
    }
}
