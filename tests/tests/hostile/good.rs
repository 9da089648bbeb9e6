//! A real policy in the same process, which must not notice the hostile ones.

use std::path::Path;
use std::sync::OnceLock;

use tiergate::Policy;
use tiergate_map::Map;

use super::ask;

/// The bytes of the good policy, built as users build theirs.
pub fn file() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| {
        let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/alga-prd.json");
        let map = Map::from_file(map).unwrap();
        tiergate_author::build(&map).unwrap()
    })
}

/// The good policy, and what it answered before anything hostile ran.
pub struct Good {
    policy: Policy,
    before: Vec<String>,
}

impl Good {
    pub fn new() -> Self {
        let policy = Policy::from_bytes(file()).unwrap();
        let before = answers(&policy);
        assert!(before[0].contains(r#""tier":"premium""#), "a trial of premium: {}", before[0]);
        Self { policy, before }
    }

    /// Panics if another policy answers otherwise.
    pub fn agrees(&self, other: &Policy) {
        assert_eq!(answers(other), self.before);
    }

    /// Panics if the policy now answers otherwise than before.
    pub fn answers_as_before(&self, after: &str) {
        assert_eq!(answers(&self.policy), self.before, "after {after}");
    }
}

fn answers(policy: &Policy) -> Vec<String> {
    ask::requests("pro").iter().map(|request| ask::ask(policy, request).unwrap()).collect()
}
