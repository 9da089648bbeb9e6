//! A help desk with plans: the server of some product, and what tiergate adds to it. Start it with
//! `cargo xtask demo`, which also starts the product's pages (`js/product`), or alone with
//! `cargo run --package tiergate-reference`.
//!
//! The parts of tiergate are marked with numbers: (1) the plans, in one file; (2) the tenants'
//! facts, in SQLite or PostgreSQL; (3) authentication; (4) gates around routes; (5) the routes for
//! browsers, operators and other services, nested under `/tiers`, and the operator's screen at
//! `/admin`; (6) payments.

mod desk;
#[rustfmt::skip]
mod names;
mod page;
mod people;
mod seed;
mod shown;

use axum::Router;
use axum::routing::{delete, get, post};
use desk::Desk;
use names::{Cap, Feature};
use tiergate::{Policy, Tiers};
use tiergate_map::Map;
use tiergate_server::{
    Admin, FromClaim, Guard, Releaser, RequireCap, RequireFeature, Sessions, StripeAccount,
    StripeWebhook, Tokens, docs, router,
};
use tiergate_store::{Backend, PostgresStore, SqlStore, SqliteStore, Tenants};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Policies that are published later are compiled in a child process, with limits.
    tiergate::isolate_compiler();
    shown::end_with_parent();
    let store = shown::store();
    match store.strip_prefix("sqlite:") {
        Some(path) => serve(SqliteStore::open(path).await?).await,
        None => serve(PostgresStore::connect(&store).await?).await,
    }
}

async fn serve<DB: Backend>(store: SqlStore<DB>) -> anyhow::Result<()> {
    // (1) In your product this is a file: `tiergate build plans.json -o plans.policy.wasm` and
    //    `Policy::from_file`.
    let map = Map::from_json("plans.json", include_str!("plans.json"))?;
    let policy = Policy::from_bytes(&tiergate_author::build(&map)?)?;

    // (2) Sign-up creates a tenant; the policy decides what it starts with.
    let tiers = Tiers::new(policy, store.clone());
    let tenants = Tenants::new(tiers.clone());
    seed::tenants(&tenants).await?;
    let _releaser = Releaser::start(store.clone());

    // (3) Your own sign-in issues tokens, with the user, the tenant and the roles. A browser
    //    exchanges its token for a session, or the server signs in whom it knows: `people.rs`.
    //    A cookie without TLS is for development.
    let secret = shown::secret()?;
    let tokens = Tokens::hs256(&secret, shown::AUDIENCE, shown::ISSUER)?;
    let sessions = Sessions::new(&secret, tiers.clone(), tokens.clone())?.insecure();

    // (4) A gate passes a request on, or rejects it: with 403 and the plan that it would require, or
    //    with 503 if there is no decision.
    let product = product().layer(Guard::new(tiers, FromClaim::new(tokens.clone())).layer());

    // (5) Checks for other services, grants by operators, and what a browser needs to show and
    //    hide things: see `/tiers/docs`.
    let docs = docs(tenants.clone(), &tokens, Some(&sessions))?;
    let own = router(tenants, tokens).merge(sessions.router()).merge(docs);
    // The operator's screen uses them: anyone who signed in as an operator has a session for it.
    let screen = Admin::new().api("/tiers").token_form(true).router();

    // (6) Stripe sends its events here, signed with the endpoint's secret.
    let webhook = StripeWebhook::new([shown::stripe_secret().as_str()], StripeAccount::new(false))?;

    let app = product.nest("/tiers", own).layer(sessions.layer()).merge(webhook.router(store));
    let app = app
        .nest_service("/admin", screen)
        .merge(people::routes(sessions))
        .merge(page::routes(&secret)?);
    let listener = shown::listen().await?;
    shown::tell(&listener, &secret)?;
    Ok(axum::serve(listener, app).await?)
}

/// The routes of the product and their gates. `names.rs` is `tiergate codegen --rust plans.json`.
fn product() -> Router {
    let desk = Desk::default();
    let requires = |feature: Feature| RequireFeature::new(&feature);
    let seats = RequireCap::new(&Cap::Agents, desk.clone());
    Router::new()
        .route("/tickets", get(desk::tickets).route_layer(requires(Feature::Tickets)))
        .route("/billing", get(desk::billing).route_layer(requires(Feature::Billing)))
        .route("/projects", get(desk::projects).post(desk::begin))
        .route("/extensions", get(desk::extensions).route_layer(requires(Feature::Extensions)))
        .route("/assistant", get(desk::suggestions).route_layer(requires(Feature::Assistant)))
        .route("/agents", post(desk::hire).route_layer(seats).get(desk::agents))
        .route("/agents/{id}", delete(desk::dismiss))
        .with_state(desk)
}
