//! Runs the Rust code in the README: each of its blocks is an excerpt of this file.

#![allow(missing_docs, clippy::unwrap_used, reason = "a test that cannot go on fails so")]

use axum::Router;
use axum::routing::{get, post};
use tiergate::{Policy, Subscription, Tiers};
use tiergate_map::Map;
use tiergate_server::{
    FromClaim, Guard, RequireCap, RequireFeature, Tokens, Usage, UsageError, router,
};
use tiergate_store::{By, SqliteStore, Tenants};

#[rustfmt::skip] // As in the README.
async fn ask(used: u64, subscriptions: Vec<Subscription>) -> anyhow::Result<()> {
    let policy = Policy::from_file("notes.policy.wasm")?;
    let tiers = Tiers::new(policy, SqliteStore::open("tiers.db").await?); // or PostgresStore::connect

    let tenants = Tenants::new(tiers.clone());             // for sign-up, billing and operators
    tenants.create("acme", None, &By::new("sign-up")).await?;
    tenants.grant("acme", "pro", None, &By::new("ann").because("beta cohort")).await?;
    tenants.bill("acme", &subscriptions, &By::new("billing")).await?; // kept, but overridden by the grant

    let decision = tiers.check("acme", "export").await?;   // allowed? why? until when?
    tiers.require("acme", "export").await?;                // or TierAccessError, with a message to show
    let room = tiers.check_cap("acme", "maxNotes", used, 1).await?;

    assert!(decision.allowed && room.allowed);
    Ok(())
}

#[rustfmt::skip] // As in the README.
fn serve(tiers: Tiers<SqliteStore>, tokens: Tokens, agents: Agents) -> Router {
    let tenants = Tenants::new(tiers.clone());
    let app = Router::new()
        .route("/billing", get(billing).route_layer(RequireFeature::new("billing")))
        .route("/agents", post(hire).route_layer(RequireCap::new("agents", agents)))
        .layer(Guard::new(tiers, FromClaim::new(tokens.clone())).layer())
        .nest("/tiers", router(tenants, tokens)); // the routes of `tiergate serve`: checks, operators, policies
    app
}

async fn billing() {}

async fn hire() {}

struct Agents;

impl Usage for Agents {
    async fn used(&self, _tenant: &str, _cap: &str) -> Result<u64, UsageError> {
        Ok(0)
    }
}

/// Returns the policy of the README's tier map.
fn policy() -> Vec<u8> {
    let readme = include_str!("../../../README.md");
    let map = readme.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    tiergate_author::build(&Map::from_json("notes.json", map).unwrap()).unwrap()
}

#[tokio::test]
async fn the_readme_runs() {
    let folder = tempfile::tempdir().unwrap();
    // OK because no other test of this program uses the folder.
    std::env::set_current_dir(folder.path()).unwrap();
    std::fs::write("notes.policy.wasm", policy()).unwrap();
    ask(4, Vec::new()).await.unwrap();

    let store = SqliteStore::in_memory().await.unwrap();
    let tiers = Tiers::new(Policy::from_bytes(&policy()).unwrap(), store);
    let tokens = Tokens::hs256(&[7; 32], "notes", "https://id.example.com").unwrap();
    assert!(serve(tiers, tokens, Agents).has_routes());
}

#[test]
fn every_rust_block_of_the_readme_is_in_this_file() {
    let readme = include_str!("../../../README.md");
    let here = include_str!("readme.rs").replace("\n    ", "\n");
    let blocks: Vec<_> = readme.split("```rust").skip(1).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let code = block.trim_start_matches('\n').split("```").next().unwrap();
        assert!(here.contains(code), "not in readme.rs:\n{code}");
    }
}
