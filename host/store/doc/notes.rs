// What the examples of this crate have without showing it.

/// What the `main` of each returns.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Returns the policy of `tests/policies/notes.json`.
fn policy() -> Result<tiergate::Policy, Box<dyn std::error::Error>> {
    let map = tiergate_map::Map::from_file("../../tests/policies/notes.json")?;
    Ok(tiergate::Policy::from_bytes(&tiergate_author::build(&map)?)?)
}

/// Returns tenants with one, `acme`, that has just signed up: it tries the tier `pro`.
async fn tenants()
-> Result<tiergate_store::Tenants<tiergate_store::SqliteStore>, Box<dyn std::error::Error>> {
    let store = tiergate_store::SqliteStore::in_memory().await?;
    let tenants = tiergate_store::Tenants::new(tiergate::Tiers::new(policy()?, store));
    tenants.create("acme", None, &tiergate_store::By::new("sign-up")).await?;
    Ok(tenants)
}
