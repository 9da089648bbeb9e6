//! What operators do with tenants.

use crate::test_server::{Others, Route, Server};
use crate::test_tokens::token;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tiergate_server::Metrics;
use tiergate_store::{Activation, Event, Store, StoredPolicy};
use tower::ServiceExt;

impl Server {
    /// Everything that was written.
    pub async fn events(&self) -> Vec<Event> {
        self.tenants.store().events_after(0, 10_000).await.unwrap()
    }

    /// The same, with policies.
    pub async fn written(&self) -> (Vec<Event>, Vec<StoredPolicy>, Vec<Activation>) {
        let store = self.tenants.store();
        let activations = store.activations(None, 1_000).await.unwrap();
        (self.events().await, store.policies().await.unwrap(), activations)
    }
}

#[tokio::test]
async fn a_grant_is_live_when_its_response_arrives() {
    let server = Server::new().await;
    let check = json!({"feature": "sso"});
    let (_, before) = server.operate("POST", "/v1/tenants/acme/check", check.clone()).await;
    assert_eq!(before["decision"]["allowed"], false);
    assert_eq!(before["message"], "Single sign-on requires the Premium plan or higher.");
    let grant = json!({"tier": "premium", "reason": "beta cohort", "until": 4_000_000_000_u64});
    let (status, written) = server.operate("PUT", "/v1/tenants/acme/tier", grant).await;
    assert_eq!((status, &written["changed"]), (200, &json!(true)));
    let check = json!({"feature": "sso", "atLeast": written["revision"]});
    let (_, after) = server.operate("POST", "/v1/tenants/acme/check", check).await;
    assert_eq!(after["decision"]["allowed"], true);
    assert_eq!(after["revision"], written["revision"]);
    assert_eq!(after["digest"], server.tenants.tiers().policy().digest());
    assert_eq!(after["stale"], false);
    let (_, history) = server.operate("GET", "/v1/tenants/acme/history", Value::Null).await;
    assert_eq!(history[0]["actor"], "ann@example.com");
    assert_eq!(history[0]["reason"], "beta cohort");
    let (_, tier) = server.operate("GET", "/v1/tenants/acme/tier", Value::Null).await;
    assert_eq!((&tier["tier"], &tier["source"]), (&json!("premium"), &json!("manual")));
}

#[tokio::test]
async fn a_tenant_that_looks_like_another_is_created_with_a_warning() {
    let server = Server::new().await;
    let create =
        async |tenant: &str| server.operate("POST", "/v1/tenants", json!({"tenant": tenant})).await;
    for (tenant, other) in [
        ("Acme", json!("acme")),
        ("new", Value::Null),
        ("Zo\u{e9}", Value::Null),
        ("zoe\u{301}", json!("Zo\u{e9}")),
    ] {
        let (status, written) = create(tenant).await;
        assert_eq!((status, &written["looksLike"]), (201, &other), "{written}");
        assert_eq!(written.get("looksLike").is_some(), !other.is_null(), "absent, not null");
    }
}

#[tokio::test]
async fn tenants_are_filtered_by_what_decides_them() {
    let server = Server::new().await;
    let list = async |query: &str| {
        let path: &str = format!("/v1/tenants?{query}").leak();
        server.operate("GET", path, Value::Null).await
    };
    server.operate("PUT", "/v1/tenants/acme/tier", json!({"tier": "premium"})).await;
    let (status, found) = list("tier=premium&source=manual&misconfigured=false").await;
    assert_eq!((status, &found["tenants"][0]["tenant"]), (200, &json!("acme")), "{found}");
    assert_eq!(found["tenants"][0]["resolution"]["source"], "manual");
    assert_eq!(found["unanswered"], 0);
    let (_, none) = list("tier=premium&source=billing").await;
    assert_eq!(none["tenants"], json!([]));
    assert_eq!(list("misconfigured=true&tier=premium").await.1["tenants"], json!([]));
    assert!(list("prefix=acme").await.1["tenants"][0].get("resolution").is_none());
    for query in ["source=x", "misconfigured=1", "tiers=pro"] {
        assert_eq!(list(query).await.0, 400, "{query}");
    }
}

#[tokio::test]
async fn tenants_are_counted_by_tier_and_source() {
    let server = Server::new().await;
    server.operate("PUT", "/v1/tenants/acme/tier", json!({"tier": "premium"})).await;
    let metrics = Metrics::new();
    metrics.tenants(&server.tenants);
    // The first look begins a count.
    let text = loop {
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let answer = metrics.router().oneshot(request).await.unwrap();
        let text = to_bytes(answer.into_body(), 100_000).await.unwrap();
        let text = String::from_utf8(text.to_vec()).unwrap();
        if text.contains("tiergate_tenants_counted_timestamp_seconds") {
            break text;
        }
        tokio::task::yield_now().await;
    };
    let line = r#"tiergate_tenants{tier="premium",source="manual",misconfigured="false"} 1"#;
    assert!(text.contains(line), "{text}");
    assert!(text.contains("tiergate_tenants_unanswered 0"), "{text}");
}

#[tokio::test]
async fn a_write_needs_a_key_and_may_need_a_revision() {
    let server = Server::new().await;
    let ann = token("ann", None, &["system-admin"]);
    let route = |tier: &str| Route {
        method: "PUT".parse().unwrap(),
        path: "/v1/tenants/acme/tier",
        body: Some(json!({ "tier": tier })),
        others: Others::None,
    };
    let (status, problem) = server.ask(&route("pro"), Some(&ann), &[("idempotency-key", "")]).await;
    assert_eq!((status, &problem["code"]), (400, &json!("bad-request")));
    let key = [("idempotency-key", "k-1")];
    let first = server.ask(&route("pro"), Some(&ann), &key).await;
    assert_eq!(server.ask(&route("pro"), Some(&ann), &key).await, first);
    assert_eq!(server.ask(&route("basic"), Some(&ann), &key).await.1["code"], "key-reused");
    let (status, problem) = server.ask(&route("basic"), Some(&ann), &[("if-match", "\"1\"")]).await;
    assert_eq!((status, &problem["code"]), (412, &json!("stale-revision")));
    let revision = first.1["revision"].to_string();
    assert_eq!(server.ask(&route("basic"), Some(&ann), &[("if-match", &revision)]).await.0, 200);
    assert_eq!(server.ask(&route("pro"), Some(&ann), &[("if-match", "*")]).await.0, 400);
    // Of two it is not clear which one counts.
    for name in ["idempotency-key", "if-match"] {
        let twice = [(name, "7"), (name, "7")];
        let (status, problem) = server.ask(&route("pro"), Some(&ann), &twice).await;
        assert_eq!((status, &problem["code"]), (400, &json!("bad-request")), "{name}");
    }
}

#[tokio::test]
async fn too_short_a_digest_prefix_is_ambiguous() {
    let server = Server::with_policies().await;
    for digest in ["", "a"] {
        let pin = json!({ "digest": digest });
        let (status, problem) = server.operate("PUT", "/v1/tenants/acme/pin", pin).await;
        assert_eq!((status, &problem["code"]), (422, &json!("ambiguous-digest")), "{digest}");
    }
    let pin = json!({"digest": &crate::test_server::POLICY.digest()[..4]});
    assert_eq!(server.operate("PUT", "/v1/tenants/acme/pin", pin).await.0, 200);
}
