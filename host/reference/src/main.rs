//! A help desk with plans: the server of some product, and what tiergate adds to it. Start it with
//! `cargo xtask demo`, or `cargo run --package tiergate-reference`.
//!
//! The parts of tiergate are marked with numbers: (1) the plans, in one file; (2) the tenants'
//! facts, here in SQLite; (3) authentication; (4) gates around routes; (5) the routes for browsers,
//! operators and other services, nested under `/tiers`.

#[rustfmt::skip]
mod names;
mod page;
mod shown;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use names::{Cap, Feature};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tiergate::{Policy, Tiers};
use tiergate_map::Map;
use tiergate_server::{
    Entitled, FromClaim, GateError, Guard, RequireCap, RequireFeature, Sessions, Tokens, Usage,
    UsageError, docs, router,
};
use tiergate_store::{By, SqliteStore, Tenants, WriteError};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Policies that are published later are compiled in a child process, with limits.
    tiergate::isolate_compiler();

    // (1) In your product this is a file: `tiergate build plans.json -o plans.policy.wasm` and
    //    `Policy::from_file`.
    let map = Map::from_json("plans.json", include_str!("plans.json"))?;
    let policy = Policy::from_bytes(&tiergate_author::build(&map)?)?;

    // (2) Sign-up creates a tenant; the policy decides what it starts with.
    let store = SqliteStore::open(shown::database()?).await?;
    let tiers = Tiers::new(policy, store);
    let tenants = Tenants::new(tiers.clone());
    match tenants.create("acme", None, &By::new("sign-up")).await {
        Ok(_) | Err(WriteError::TenantExists(_)) => {}
        Err(error) => return Err(error.into()),
    }

    // (3) Your own sign-in issues tokens, with the user, the tenant and the roles. A browser
    //    exchanges its token for a session. The cookie's default name begins with `__Host-`, which
    //    needs TLS.
    let secret = shown::secret()?;
    let tokens = Tokens::hs256(&secret, shown::AUDIENCE, shown::ISSUER)?;
    let sessions = Sessions::new(&secret, tiers.clone(), tokens.clone())?;
    let sessions = sessions.cookie("tiergate_session");

    // (4) `names.rs` is `tiergate codegen --rust plans.json`. A gate passes a request on, or rejects it: with 403 and the plan that it would require,
    //    or with 503 if there is no decision.
    let agents = Agents::default();
    let product = Router::new()
        .route("/billing", get(billing).route_layer(RequireFeature::new(&Feature::Billing)))
        .route("/projects", get(projects))
        .route("/agents", post(hire).route_layer(RequireCap::new(&Cap::Agents, agents.clone())))
        .with_state(agents)
        .layer(Guard::new(tiers, FromClaim::new(tokens.clone())).layer());

    // (5) Checks for other services, grants by operators, and what a browser needs to show and
    //    hide things: see `/tiers/docs`.
    let docs = docs(tenants.clone(), &tokens, Some(&sessions))?;
    let own = router(tenants, tokens).merge(sessions.router()).merge(docs);
    let app = product.nest("/tiers", own).layer(sessions.layer()).merge(page::routes(&secret)?);
    let listener = shown::listen().await?;
    shown::tell(&listener, &secret)?;
    Ok(axum::serve(listener, app).await?)
}

async fn billing(tenant: Entitled) -> String {
    format!("7 invoices of {}\n", tenant.tenant())
}

/// Shows that a handler can make its own checks.
async fn projects(tenant: Entitled) -> Result<String, GateError> {
    tenant.require(&Feature::Projects)?;
    Ok(format!("the projects of {}, on {}\n", tenant.tenant(), tenant.tier()))
}

/// The number of agents: in your product this is a count in your database, for each tenant.
#[derive(Clone, Default)]
struct Agents(Arc<AtomicU64>);

impl Usage for Agents {
    async fn used(&self, _tenant: &str, _cap: &str) -> Result<u64, UsageError> {
        Ok(self.0.load(Ordering::Relaxed))
    }
}

async fn hire(State(agents): State<Agents>) -> String {
    format!("agent {}\n", agents.0.fetch_add(1, Ordering::Relaxed) + 1)
}
