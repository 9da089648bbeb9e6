// What the examples of this crate have without showing it.

/// What the `main` of each returns.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Returns the policy of `tests/policies/notes.json`.
fn policy() -> Result<tiergate::Policy, Box<dyn std::error::Error>> {
    let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    Ok(tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?)
}

/// Returns tiers with a tenant, `acme`, that pays for the plan `pro`.
fn tiers() -> Result<tiergate::Tiers<tiergate::MemoryFacts>, Box<dyn std::error::Error>> {
    let facts = tiergate::MemoryFacts::new();
    let acme = r#"{"assignments": [{"source": "billing", "plan": "pro"}]}"#;
    facts.put("acme", serde_json::from_str::<tiergate::Tenant>(acme)?);
    Ok(tiergate::Tiers::new(policy()?, facts))
}

/// A store of one tenant, at revision 1, and the caches that it reports to.
struct OwnStore {
    revision: std::sync::atomic::AtomicU64,
    watching: std::sync::Mutex<Vec<tiergate::Changes>>,
}

impl tiergate::Facts for OwnStore {
    async fn read(&self, _: &str) -> Result<Option<tiergate::StoredFacts>, tiergate::FactsError> {
        let revision = self.revision.load(std::sync::atomic::Ordering::Relaxed);
        let facts = std::sync::Arc::new(tiergate::Tenant::new().into());
        Ok(Some(tiergate::StoredFacts { facts, revision, identity: 0, policy: None }))
    }

    fn watch(&self, changes: tiergate::Changes) {
        self.watching.lock().unwrap().push(changes);
    }
}

impl OwnStore {
    /// Returns the new revision.
    fn write(&self) -> u64 {
        self.revision.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1
    }
}

/// Returns tiers that follow such a store, and the receiver of its reports.
fn own() -> Result<(tiergate::Tiers<OwnStore>, tiergate::Changes), Box<dyn std::error::Error>> {
    let store = OwnStore { revision: 1.into(), watching: std::sync::Mutex::default() };
    let tiers = tiergate::Tiers::builder(policy()?, store).follow().build();
    let changes = tiers.facts().watching.lock().unwrap()[0].clone();
    Ok((tiers, changes))
}
