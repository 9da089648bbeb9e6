//! What is counted: gates, the cache and routes.

use crate::limits::{ask, to};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::routing::get;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tiergate::{Changes, Facts, FactsError, MemoryFacts, StoredFacts, Tenant, Tiers};
use tiergate_server::{Entitled, FromHeader, Guard, Metrics, Observed, RequireFeature};
use tiergate_tests::plans;
use tower::ServiceExt;

/// Facts that can be away, and that tell of no change.
struct Flaky {
    facts: MemoryFacts,
    away: Arc<AtomicBool>,
}

impl Facts for Flaky {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        if self.away.load(Ordering::Relaxed) {
            return Err("the database is away".into());
        }
        self.facts.read(tenant).await
    }

    fn watch(&self, changes: Changes) {
        changes.lost_sync();
    }
}

async fn status(app: &Router, path: &str, tenant: Option<&str>) -> u16 {
    let mut request = Request::get(path);
    if let Some(tenant) = tenant {
        request = request.header("x-tenant-id", tenant);
    }
    let request = request.body(Body::empty()).unwrap();
    app.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn gates_handlers_and_the_cache_are_counted() {
    let (facts, away) = (MemoryFacts::new(), Arc::new(AtomicBool::new(false)));
    facts.put("acme", Tenant::new());
    let flaky = Flaky { facts, away: Arc::clone(&away) };
    let tiers = Tiers::new(plans::without_trial().unwrap(), flaky);
    let (metrics, observed) = (Metrics::new(), Observed::default());
    metrics.tiers(&tiers);
    metrics.observed("new-gate", &observed);
    let handler = async |tenant: Entitled| tenant.require("core");
    let gate = |feature| get(async || "through").route_layer(RequireFeature::new(feature));
    let seen = RequireFeature::new("sso").observe(&observed);
    let app = Router::new()
        .route("/core", gate("core"))
        .route("/sso", gate("sso"))
        .route("/none", gate("none"))
        .route("/seen", get(async || "through").route_layer(seen))
        .route("/handler", get(handler))
        .layer(Guard::new(tiers.clone(), FromHeader::new("x-tenant-id").unwrap()).layer())
        .layer(metrics.layer());
    for (path, tenant, found) in [
        ("/core", Some("acme"), 200),
        ("/handler", Some("acme"), 200),
        ("/sso", Some("acme"), 403),
        ("/seen", Some("acme"), 200),
        ("/none", Some("acme"), 403),
        ("/sso", Some("nobody"), 403),
        ("/sso", None, 401),
    ] {
        assert_eq!(status(&app, path, tenant).await, found, "{path}");
    }
    away.store(true, Ordering::Relaxed);
    assert_eq!(status(&app, "/core", Some("other")).await, 503);
    assert_eq!(status(&app, "/handler", Some("other")).await, 503);
    let counts = tiers.counts();
    assert_eq!((counts.tenants, counts.computed), (1, 1), "{counts:?}");
    assert!(counts.is_lost && counts.stale == 4 && counts.failed_reads == 2, "{counts:?}");

    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = metrics.router().oneshot(request).await.unwrap();
    let text = to_bytes(response.into_body(), 100_000).await.unwrap();
    let text = String::from_utf8(text.to_vec()).unwrap();
    for line in [
        "tiergate_checks_total{outcome=\"allowed\"} 2",
        "tiergate_checks_total{outcome=\"denied\"} 3",
        "tiergate_checks_total{outcome=\"unavailable\"} 2",
        "tiergate_checks_total{outcome=\"unknown_feature\"} 1",
        "tiergate_checks_total{outcome=\"unknown_cap\"} 0",
        "tiergate_refusals_total{code=\"denied\"} 2",
        "tiergate_refusals_total{code=\"unidentified\"} 1",
        "tiergate_refusals_total{code=\"unavailable\"} 2",
        "tiergate_observed_total{gate=\"new-gate\",outcome=\"denied\"} 1",
        "tiergate_cache_stale_answers_total 4",
        "tiergate_cache_failed_reads_total 2",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    // The text is one that parsers take: each family is described once, and it has an end.
    let described: Vec<_> = text.lines().filter(|line| line.starts_with("# TYPE")).collect();
    let once: std::collections::HashSet<_> = described.iter().collect();
    assert!(once.len() == described.len() && text.ends_with("# EOF\n"), "{text}");
}

#[tokio::test]
async fn unknown_paths_add_no_metrics() {
    let metrics = Metrics::new();
    let app = Router::new().route("/one", get(|| async {})).layer(metrics.layer());
    for number in 0..20 {
        ask(&app, to(&format!("/none/{number}"))).await;
        ask(&app, Request::put("/one").body(Body::empty()).unwrap()).await;
        ask(&app, to("/one")).await;
    }
    let response = metrics.router().oneshot(to("/metrics")).await.unwrap();
    let text = to_bytes(response.into_body(), 100_000).await.unwrap();
    let text = String::from_utf8(text.to_vec()).unwrap();
    let counts: Vec<_> = text.lines().filter(|line| line.contains("_count{")).collect();
    assert_eq!(counts.len(), 3, "{text}");
    assert!(counts.iter().all(|line| line.ends_with(" 20")), "{counts:?}");
}
