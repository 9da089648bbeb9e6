//! Gates around routes: who is let through, and the responses to those who are not.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tiergate::{
    Assignment, Changes, Facts, FactsError, MemoryFacts, Source, Standing, StoredFacts, Tenant,
    Tiers,
};
use tiergate_server::{
    Entitled, FromHeader, GateError, Guard, Observed, RequireCap, RequireFeature, TenantOf, Tier,
    UnidentifiedError, Usage, UsageError,
};
use tiergate_tests::plans;
use tower::ServiceExt;

pub fn on(plan: &str) -> Tenant {
    let (source, plan, standing) = (Source::Billing, Some(plan.to_owned()), Standing::Good);
    let assignment = Assignment { source, plan, standing, expires_at: None };
    Tenant { assignments: vec![assignment], ..Tenant::new() }
}

/// How many seats are in use; past 1,000 it cannot be told.
#[derive(Clone, Default)]
struct Seats(Arc<AtomicU64>);

impl Usage for Seats {
    async fn used(&self, tenant: &str, cap: &str) -> Result<u64, UsageError> {
        assert_eq!(tenant, "acme");
        assert!(["seats", "no-such-cap"].contains(&cap));
        match self.0.load(Ordering::Relaxed) {
            used @ 0..1_000 => Ok(used),
            _ => Err("the count is away".into()),
        }
    }
}

async fn handler(tenant: Entitled) -> Result<String, GateError> {
    tenant.require("sso")?;
    Ok(tenant.tenant().to_owned())
}

fn routes(seats: &Seats, observed: &Observed) -> Router {
    let through = || get(async || "through");
    Router::new()
        .route("/export", through().route_layer(RequireFeature::new("export")))
        .route("/none", through().route_layer(RequireFeature::new("no-such-feature")))
        .route("/seats", through().route_layer(RequireCap::new("seats", seats.clone())))
        .route("/seats5", through().route_layer(RequireCap::new("seats", seats.clone()).amount(5)))
        .route("/nocap", through().route_layer(RequireCap::new("no-such-cap", seats.clone())))
        .route("/seen", through().route_layer(RequireFeature::new("sso").observe(observed)))
        .route("/handler", get(handler))
        .route("/tier", get(async |Tier(tier): Tier| tier))
}

pub struct App {
    router: Router,
    pub facts: MemoryFacts,
    seats: Seats,
    observed: Observed,
}

impl App {
    pub fn new() -> Self {
        let facts = MemoryFacts::new();
        let (seats, observed) = (Seats::default(), Observed::default());
        let tiers = Tiers::new(plans::without_trial().unwrap(), facts.clone());
        let guard = Guard::new(tiers, FromHeader::new("x-tenant-id").unwrap());
        let router = routes(&seats, &observed).layer(guard.layer());
        Self { router, facts, seats, observed }
    }

    pub async fn ask(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 100_000).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The status, and the code of a problem, for the tenant `acme`.
    async fn acme(&self, path: &str) -> (u16, Value) {
        let (status, headers, body) = self.ask(path, &[("x-tenant-id", "acme")]).await;
        let problem: Value = serde_json::from_str(&body).unwrap_or_default();
        if status.is_success() {
            return (status.as_u16(), Value::Null);
        }
        assert_eq!(headers["content-type"], "application/problem+json");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(problem["status"], status.as_u16());
        assert_eq!(headers.contains_key("retry-after"), status == StatusCode::SERVICE_UNAVAILABLE);
        (status.as_u16(), problem)
    }
}

#[tokio::test]
async fn a_gate_follows_the_plan_at_once() {
    let app = App::new();
    for (plan, export, sso) in [("basic", 403, 403), ("pro", 200, 403), ("premium", 200, 200)] {
        app.facts.put("acme", on(plan));
        assert_eq!(app.acme("/export").await.0, export);
        assert_eq!(app.acme("/handler").await.0, sso);
        assert_eq!(app.ask("/tier", &[("x-tenant-id", "acme")]).await.2, plan);
    }
}

#[tokio::test]
async fn a_denial_names_the_plan_that_would_allow_it() {
    let app = App::new();
    app.facts.put("acme", on("basic"));
    let (status, problem) = app.acme("/export").await;
    assert_eq!(
        (status, problem),
        (
            403,
            json!({
                "type": "about:blank", "title": "Forbidden", "status": 403, "code": "denied",
                "detail": "Export requires the Pro plan or higher.",
                "feature": "export", "reason": "not-included", "tier": "basic",
                "minimumTier": "pro", "upgradeUrl": "/plans?from=<app>&x=\"1\"",
            })
        )
    );
    assert_eq!(app.acme("/none").await.1["reason"], "unknown-feature");
}

#[tokio::test]
async fn a_browser_gets_a_page() {
    let app = App::new();
    app.facts.put("acme", on("basic"));
    let browser =
        [("x-tenant-id", "acme"), ("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    let (status, headers, page) = app.ask("/export", &browser).await;
    assert_eq!((status, &headers["vary"]), (StatusCode::FORBIDDEN, &"accept".parse().unwrap()));
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(page.contains("Export requires the Pro plan or higher."), "{page}");
    assert!(page.contains(r#"href="/plans?from=&lt;app&gt;&amp;x=&quot;1&quot;""#), "{page}");
    let program = [("x-tenant-id", "acme"), ("accept", "application/json, text/html")];
    assert!(app.ask("/export", &program).await.2.starts_with('{'));
}

#[tokio::test]
async fn the_product_counts_what_a_cap_limits() {
    let app = App::new();
    app.facts.put("acme", on("basic"));
    assert_eq!(app.acme("/seats").await.0, 200);
    app.seats.0.store(2, Ordering::Relaxed);
    assert_eq!(app.acme("/seats").await.0, 200);
    let (status, problem) = app.acme("/seats5").await;
    assert_eq!((status, &problem["code"]), (403, &json!("cap-reached")));
    app.seats.0.store(3, Ordering::Relaxed);
    let (status, problem) = app.acme("/seats").await;
    assert_eq!(
        (status, &problem["used"], &problem["minimumTier"]),
        (403, &json!(3), &json!("pro"))
    );
    assert_eq!(problem["cap"]["blockedAt"], 3);
    app.seats.0.store(1_000, Ordering::Relaxed);
    assert_eq!(app.acme("/seats").await.0, 503);
}

#[tokio::test]
async fn an_unknown_tenant_or_cap_or_guard_is_refused() {
    let app = App::new();
    app.facts.put("acme", on("premium"));
    for path in ["/export", "/none", "/seats", "/handler", "/tier"] {
        for (headers, status, code) in [
            (&[][..], 401, "unidentified"),
            (&[("x-tenant-id", "")], 401, "unidentified"),
            (&[("x-tenant-id", "acme"), ("x-tenant-id", "acme")], 403, "unidentified"),
            (&[("x-tenant-id", "nobody")], 403, "unknown-tenant"),
        ] {
            let (found, _, body) = app.ask(path, headers).await;
            let problem: Value = serde_json::from_str(&body).unwrap();
            assert_eq!((found.as_u16(), &problem["code"]), (status, &json!(code)), "{path}");
        }
    }
    let (status, problem) = app.acme("/none").await;
    assert_eq!((status, &problem["code"]), (403, &json!("denied")));
    let seats = Seats::default();
    assert_eq!(app.acme("/nocap").await.0, 500, "the route names a cap that there is not");
    // No guard around the routes: a mistake of the server's, and nobody is let through.
    let bare = App { router: routes(&seats, &Observed::default()), ..App::new() };
    assert_eq!(bare.acme("/export").await.0, 500);
}

/// Facts that cannot be read.
struct Away;

impl Facts for Away {
    async fn read(&self, _: &str) -> Result<Option<StoredFacts>, FactsError> {
        Err("the database is away".into())
    }

    fn watch(&self, _: Changes) {}
}

#[tokio::test]
async fn unavailable_is_not_denied() {
    let tiers = Tiers::new(plans::without_trial().unwrap(), Away);
    let guard = Guard::new(tiers, FromHeader::new("x-tenant-id").unwrap());
    let observed = Observed::default();
    let router = routes(&Seats::default(), &observed).layer(guard.layer());
    let app = App { router, observed, ..App::new() };
    for path in ["/export", "/none", "/seats", "/handler", "/tier"] {
        let (status, problem) = app.acme(path).await;
        assert_eq!((status, &problem["code"]), (503, &json!("unavailable")), "{path}");
        assert!(!problem["detail"].as_str().unwrap().contains("database"), "{problem}");
    }
    assert_eq!(app.acme("/seen").await.0, 200);
    assert_eq!((app.observed.denied(), app.observed.unavailable()), (0, 1));
}

#[tokio::test]
async fn a_gate_that_observes_counts_and_refuses_nothing() {
    let app = App::new();
    app.facts.put("acme", on("basic"));
    for _ in 0..3 {
        assert_eq!(app.acme("/seen").await.0, 200);
    }
    assert_eq!((app.observed.denied(), app.observed.unavailable()), (3, 0));
    app.facts.put("acme", on("premium"));
    assert_eq!(app.acme("/seen").await.0, 200);
    assert_eq!(app.observed.denied(), 3);
}

/// A tenant of every request, and how often it was asked for.
#[derive(Clone, Default)]
struct Always(Arc<AtomicU64>);

impl TenantOf for Always {
    fn tenant(&self, _: &mut Parts) -> Result<String, UnidentifiedError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok("acme".to_owned())
    }
}

#[tokio::test]
async fn gates_and_the_handler_share_one_lookup() {
    let (facts, asked) = (MemoryFacts::new(), Always::default());
    facts.put("acme", on("premium"));
    let tiers = Tiers::new(plans::without_trial().unwrap(), facts);
    let gated = get(handler)
        .route_layer(RequireFeature::new("export"))
        .route_layer(RequireCap::new("seats", Seats::default()))
        .route_layer(RequireFeature::new("sso"));
    let app = Router::new().route("/", gated).layer(Guard::new(tiers, asked.clone()).layer());
    // The first request has to wait for the tenant's facts; the second finds them cached.
    for requests in 1..=2 {
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(asked.0.load(Ordering::Relaxed), requests);
    }
}
