//! Whatever goes wrong, nobody is let through, and denied differs from unavailable: every cause
//! times every way to ask.

use crate::test_tokens::{token, tokens};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::Request;
use axum::routing::get;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Duration;
use tiergate::{Policy, Tiers};
use tiergate_server::{
    Entitled, FromHeader, GateError, Guard, RequireCap, RequireFeature, Tier, Usage, UsageError,
    router,
};
use tiergate_store::{Backend, By, PostgresStore, SqlStore, SqliteStore, Tenants};
use tiergate_tests::postgres::Cluster;
use tiergate_tests::{hostile, plans};
use tower::ServiceExt;

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cause {
    PolicyTraps,
    PolicySpendsItsFuel,
    DatabaseAwayFromTheStart,
    DatabaseAwayAndCacheTooOld,
    UnknownTenant,
    UnknownFeature,
}

const CAUSES: [Cause; 6] = [
    Cause::PolicyTraps,
    Cause::PolicySpendsItsFuel,
    Cause::DatabaseAwayFromTheStart,
    Cause::DatabaseAwayAndCacheTooOld,
    Cause::UnknownTenant,
    Cause::UnknownFeature,
];

/// The ways to ask: the path of each, and a question where it is over HTTP.
fn ways(tenant: &str, feature: &str) -> [(&'static str, String, Option<Value>); 9] {
    let of = |rest: &str| format!("/v1/tenants/{tenant}/{rest}");
    let many = json!({"questions": [{"tenant": tenant, "feature": feature}]});
    [
        ("layer", format!("/gated/{feature}"), None),
        ("cap layer", "/seats".to_owned(), None),
        ("handler", format!("/handler/{feature}"), None),
        ("tier", "/tier".to_owned(), None),
        ("require", format!("/require/{feature}"), None),
        ("check", of("check"), Some(json!({"feature": feature}))),
        ("check-cap", of("check-cap"), Some(json!({"cap": "seats", "used": 0}))),
        ("entitlements", of("entitlements"), None),
        ("checks", "/v1/checks".to_owned(), Some(many)),
    ]
}

/// What is answered: nothing but a problem of this status and code, or a word on the tenant that
/// lets nobody through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Problem(u16, &'static str),
    /// 200, and a decision that is no.
    No,
    /// Let through, or told what has nothing to do with the cause.
    Through,
}
use Answer::{No, Problem, Through};

/// Every cell of the table, in the order of [`ways`].
fn expected(cause: Cause) -> [Answer; 9] {
    let (gate, asked) = match cause {
        Cause::UnknownTenant => (Problem(403, "unknown-tenant"), Problem(404, "unknown-tenant")),
        Cause::UnknownFeature => {
            let denied = Problem(403, "denied");
            // The cap and the tier are not of the feature.
            return [denied, Through, denied, Through, denied, No, Through, Through, No];
        }
        _ => (Problem(503, "unavailable"), Problem(503, "unavailable")),
    };
    [gate, gate, gate, gate, gate, asked, asked, asked, asked]
}

struct Unused;

impl Usage for Unused {
    async fn used(&self, _: &str, _: &str) -> Result<u64, UsageError> {
        Ok(0)
    }
}

/// A product's routes and the server's own, by the same tiers.
fn app<DB: Backend>(tenants: &Tenants<SqlStore<DB>>) -> Router {
    let tiers = tenants.tiers().clone();
    let through = || get(async || "through");
    let core = async |tenant: Entitled| tenant.require("core").map(|()| "through");
    let none = async |tenant: Entitled| tenant.require("none").map(|()| "through");
    let require = |feature: &'static str| {
        get(async move |State(tiers): State<Tiers<SqlStore<DB>>>, request: Request<Body>| {
            let tenant = request.headers()["x-tenant-id"].to_str().unwrap().to_owned();
            tiers.require(&tenant, feature).await.map(|()| "through").map_err(GateError::from)
        })
    };
    Router::new()
        .route("/require/core", require("core"))
        .route("/require/none", require("none"))
        .with_state(tiers.clone())
        .route("/gated/core", through().route_layer(RequireFeature::new("core")))
        .route("/gated/none", through().route_layer(RequireFeature::new("none")))
        .route("/seats", through().route_layer(RequireCap::new("seats", Unused)))
        .route("/handler/core", get(core))
        .route("/handler/none", get(none))
        .route("/tier", get(async |Tier(tier): Tier| tier))
        .layer(Guard::new(tiers, FromHeader::new("x-tenant-id").unwrap()).layer())
        .merge(router(tenants.clone(), tokens()))
}

/// Asks in one way, and says what the answer is.
async fn ask(app: &Router, tenant: &str, path: &str, body: Option<&Value>) -> Answer {
    let token = token("billing", None, &["service"]);
    let request = Request::builder()
        .method(if body.is_some() { "POST" } else { "GET" })
        .uri(path)
        .header("x-tenant-id", tenant)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())));
    let response = app.clone().oneshot(request.unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1_000_000).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let retry = parts.headers.contains_key("retry-after");
    assert_eq!(retry, parts.status == 503, "{path}: {body}");
    let many = body.pointer("/answers/0");
    match many.and_then(|it| it.get("problem")).or((parts.status != 200).then_some(&body)) {
        Some(problem) => {
            let code = problem["code"].as_str().unwrap();
            let known = ["unavailable", "denied", "unknown-tenant"];
            let code = known.into_iter().find(|known| *known == code);
            let status = problem["status"].as_u64().unwrap();
            Problem(status.try_into().unwrap(), code.unwrap_or_else(|| panic!("{path}: {body}")))
        }
        None if many.unwrap_or(&body)["decision"]["allowed"] == false => No,
        None => Through,
    }
}

/// Asserts one line of the table.
async fn assert_line(table: &mut String, cause: Cause, app: &Router) {
    let tenant = if cause == Cause::UnknownTenant { "nobody" } else { "acme" };
    let feature = if cause == Cause::UnknownFeature { "none" } else { "core" };
    write!(table, "{:28}", format!("{cause:?}")).unwrap();
    let ways = ways(tenant, feature);
    // At once, because each waits for the database.
    let answers = ways.each_ref().map(|(_, path, body)| ask(app, tenant, path, body.as_ref()));
    let answers = join_all(answers).await;
    for (((way, ..), answer), expected) in ways.iter().zip(answers).zip(expected(cause)) {
        assert_eq!(answer, expected, "{cause:?}: {way}");
        let status = match answer {
            Problem(status, _) => status.to_string(),
            No => "no".to_owned(),
            Through => "-".to_owned(),
        };
        write!(table, " {status:>12}").unwrap();
    }
    table.push('\n');
}

/// The tenant `acme` in a store, decided by a policy.
async fn tenants<DB: Backend>(store: SqlStore<DB>, policy: Policy) -> Tenants<SqlStore<DB>> {
    let good = plans::without_trial().unwrap();
    let made = Tenants::new(Tiers::new(good, store.clone()));
    made.create("acme", None, &By::new("test")).await.unwrap();
    Tenants::new(Tiers::builder(policy, store).stale_for(Duration::ZERO).build())
}

async fn in_sqlite(policy: Policy) -> Tenants<SqliteStore> {
    tenants(SqliteStore::in_memory().await.unwrap(), policy).await
}

fn hostile(name: &str) -> Policy {
    Policy::from_bytes(&hostile::named(name).unwrap().file).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_failure_lets_anyone_through() {
    let mut table = format!("{:28}", "");
    for (way, ..) in ways("acme", "core") {
        write!(table, " {way:>12}").unwrap();
    }
    table.push('\n');
    let good = plans::without_trial().unwrap();
    for cause in CAUSES {
        let policy = match cause {
            Cause::PolicyTraps => hostile("trap"),
            Cause::PolicySpendsItsFuel => hostile("loop-in-entitle"),
            _ => good.clone(),
        };
        let away = [Cause::DatabaseAwayFromTheStart, Cause::DatabaseAwayAndCacheTooOld];
        if !away.contains(&cause) {
            assert_line(&mut table, cause, &app(&in_sqlite(policy).await)).await;
            continue;
        }
        let mut cluster = Cluster::start(&[]).unwrap();
        let url = cluster.database("away").await.unwrap();
        let tenants = tenants(PostgresStore::connect(&url).await.unwrap(), policy).await;
        let app = app(&tenants);
        if cause == Cause::DatabaseAwayAndCacheTooOld {
            assert_eq!(ask(&app, "acme", "/gated/core", None).await, Through);
        }
        cluster.stop().unwrap();
        // The follower notices within its interval.
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_line(&mut table, cause, &app).await;
    }
    print!("{table}");
}

/// The table shows nothing unless all goes well where nothing is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn everyone_is_let_through_if_nothing_fails() {
    let app = app(&in_sqlite(plans::without_trial().unwrap()).await);
    for (way, path, body) in ways("acme", "core") {
        assert_eq!(ask(&app, "acme", &path, body.as_ref()).await, Through, "{way}");
    }
}
