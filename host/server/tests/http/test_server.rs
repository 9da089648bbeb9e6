//! Helpers: every route, and a server to ask.

use crate::shop::{event, subscription};
use crate::test_sessions::SECRET;
use crate::test_tokens::tokens;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use axum::{Extension, Router};
use serde_json::{Value, json};
use std::sync::LazyLock;
use tiergate::{Policy, PolicyCache, Tiers};
use tiergate_server::{Sessions, StripeAccount, StripeApi, router};
use tiergate_store::{By, SqliteStore, Tenants};
use tiergate_tests::plans;
use tower::ServiceExt;

/// Who may use a route, beside operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Others {
    /// Nobody.
    None,
    /// A service, and everyone of that tenant.
    Ask,
    /// A service, and everyone of any tenant, about their own.
    Own,
    /// The tenant's own admin.
    Admin,
    /// Whoever they are.
    Everyone,
}

pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub body: Option<Value>,
    pub others: Others,
}

/// A trial with an end that does not come.
fn trial() -> Value {
    json!({"tier": "pro", "until": 4_000_000_000_u64})
}

/// A request for flags.
fn context() -> Value {
    json!({"context": {"targetingKey": "acme"}})
}

/// Every route there is, of the tenant `acme`.
pub fn routes() -> Vec<Route> {
    let route = |method: &str, path, body, others| {
        let method = method.parse().unwrap();
        Route { method, path, body, others }
    };
    use Others::{Admin, Ask, Everyone, None as Nobody, Own};
    let of_policy =
        |rest: &str| -> &'static str { format!("/v1/policies/{}{rest}", POLICY.digest()).leak() };
    let question = json!({"questions": [{"tenant": "acme", "feature": "core"}]});
    vec![
        route("POST", "/v1/tenants/acme/check", Some(json!({"feature": "core"})), Ask),
        route("POST", "/v1/tenants/acme/check-cap", Some(json!({"cap": "seats", "used": 0})), Ask),
        route("GET", "/v1/tenants/acme/entitlements", None, Ask),
        route("POST", "/v1/checks", Some(question), Ask),
        route("POST", "/ofrep/v1/evaluate/flags/core", Some(context()), Own),
        route("POST", "/ofrep/v1/evaluate/flags", Some(context()), Own),
        route("GET", "/v1/tiers", None, Nobody),
        route("GET", "/v1/tenants", None, Nobody),
        route("POST", "/v1/tenants", Some(json!({"tenant": "new"})), Nobody),
        route("POST", "/v1/grants", Some(json!({"tenants": ["acme"], "tier": "pro"})), Nobody),
        route("GET", "/v1/tenants/acme", None, Admin),
        route("GET", "/v1/tenants/acme/tier", None, Admin),
        route("PUT", "/v1/tenants/acme/tier", Some(json!({"tier": "pro"})), Nobody),
        route("DELETE", "/v1/tenants/acme/tier", None, Nobody),
        route("PUT", "/v1/tenants/acme/trial", Some(trial()), Nobody),
        route("DELETE", "/v1/tenants/acme/trial", None, Nobody),
        route("PUT", "/v1/tenants/acme/add-ons/assistant", Some(json!({})), Nobody),
        route("DELETE", "/v1/tenants/acme/add-ons/assistant", None, Nobody),
        route("PUT", "/v1/tenants/acme/features/sso", Some(json!({"enabled": false})), Admin),
        route("DELETE", "/v1/tenants/acme/features/sso", None, Admin),
        route("PUT", "/v1/tenants/acme/caps/seats", Some(json!({"limit": "unlimited"})), Nobody),
        route("DELETE", "/v1/tenants/acme/caps/seats", None, Nobody),
        route("PUT", "/v1/tenants/acme/edition", Some(json!({"edition": "cloud"})), Nobody),
        route("DELETE", "/v1/tenants/acme/edition", None, Nobody),
        route("PUT", "/v1/tenants/acme/attributes/region", Some(json!({"value": "eu"})), Nobody),
        route("DELETE", "/v1/tenants/acme/attributes/region", None, Nobody),
        route("PUT", "/v1/tenants/acme/label", Some(json!({"label": "ACME Ltd"})), Nobody),
        route("DELETE", "/v1/tenants/acme/label", None, Nobody),
        route("GET", "/v1/tenants/acme/overview", None, Nobody),
        route("POST", "/v1/tenants/acme/preview", Some(json!({"kind": "revoke"})), Nobody),
        route("GET", "/v1/summary", None, Nobody),
        route("GET", "/v1/tenants/acme/history", None, Nobody),
        route("GET", "/v1/tenants/acme/explain/core", None, Nobody),
        route("PUT", "/v1/tenants/acme/pin", Some(json!({"digest": POLICY.digest()})), Nobody),
        route("DELETE", "/v1/tenants/acme/pin", None, Nobody),
        route("GET", "/v1/tenants/acme/billing", None, Nobody),
        route("PUT", "/v1/tenants/acme/billing/stripe:sub_1", Some(json!({})), Nobody),
        route("GET", "/v1/billing/unassigned", None, Nobody),
        route("GET", "/v1/billing/problems", None, Nobody),
        route("DELETE", "/v1/tenants/acme", None, Nobody),
        route("POST", "/v1/billing/reconcile", Some(json!({"dryRun": true})), Nobody),
        route("POST", "/v1/billing/replay", Some(json!({"events": []})), Nobody),
        route("GET", "/v1/billing/runs", None, Nobody),
        route("GET", "/v1/billing/asks", None, Nobody),
        route("POST", "/session", None, Everyone),
        route("GET", "/v1/policies", None, Nobody),
        route("POST", "/v1/policies", Some(json!(UPLOAD)), Nobody),
        route("POST", "/v1/policies/preview", Some(json!(UPLOAD)), Nobody),
        route("POST", "/v1/policies/impact", Some(json!(UPLOAD)), Nobody),
        route("GET", of_policy(""), None, Nobody),
        route("GET", of_policy("/impact"), None, Nobody),
        route("GET", of_policy("/impact/tenants"), None, Nobody),
        route("POST", of_policy("/activate"), Some(json!({})), Nobody),
        route("GET", "/v1/policies/kept", None, Nobody),
        route("POST", "/v1/policies/kept/release", Some(json!({})), Nobody),
        route("GET", "/v1/policies/activations", None, Nobody),
        route("POST", "/v1/policies/rollback", Some(json!({})), Nobody),
    ]
}

/// The body of a request that uploads the next policy.
const UPLOAD: &str = "the next policy's file";

/// Where the policies of all these servers are compiled once.
const COMPILED: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/compiled");

pub static POLICY: LazyLock<Policy> = LazyLock::new(|| plans::without_trial().unwrap());
pub static NEXT: LazyLock<Policy> =
    LazyLock::new(|| Policy::from_bytes(&plans::next_file().unwrap()).unwrap());

pub struct Server {
    pub router: Router,
    pub tenants: Tenants<SqliteStore>,
}

impl Server {
    /// A server with the tenants `acme` and `other`, and a subscription of nobody.
    pub async fn new() -> Self {
        Self::over(SqliteStore::in_memory().await.unwrap()).await
    }

    /// The same, where both policies are published, and the first one is active again.
    pub async fn with_policies() -> Self {
        let store = SqliteStore::in_memory().await.unwrap();
        store.cache_policies(PolicyCache::open(COMPILED).unwrap());
        for policy in [&POLICY, &NEXT, &POLICY] {
            store.publish(policy.file(), &By::new("test")).await.unwrap();
            store.activate(policy.digest(), &By::new("test")).await.unwrap();
        }
        Self::over(store).await
    }

    async fn over(store: SqliteStore) -> Self {
        let tenants = Tenants::new(Tiers::builder(POLICY.clone(), store).follow().build());
        for tenant in ["acme", "other"] {
            tenants.create(tenant, None, &By::new("test")).await.unwrap();
        }
        let unassigned = subscription("sub_1", "active", &json!({}));
        let unassigned = [event("evt_sub_1", "created", tiergate::now(), &unassigned)];
        crate::billing::report(tenants.store(), &unassigned).await;
        let sessions = Sessions::new(SECRET, tenants.tiers().clone(), tokens()).unwrap();
        let router = router(tenants.clone(), tokens()).layer(Extension(unreachable_stripe()));
        let router = router.merge(sessions.router());
        Self { router, tenants }
    }

    /// The status and body of the answer. Each write has a key of its own, unless said.
    pub async fn ask(
        &self,
        route: &Route,
        token: Option<&str>,
        headers: &[(&str, &str)],
    ) -> (u16, Value) {
        let mut request = Request::builder().method(route.method.clone()).uri(route.path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !headers.iter().any(|(name, _)| *name == "idempotency-key") {
            let key = format!("{:x}", rand_key());
            request = request.header("idempotency-key", key);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match &route.body {
            Some(body) if body == UPLOAD => {
                request = request.header("content-type", "application/wasm");
                Body::from(NEXT.file())
            }
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// As an operator.
    pub async fn operate(&self, method: &str, path: &'static str, body: Value) -> (u16, Value) {
        let body = Some(body).filter(|body| !body.is_null());
        let method = method.parse().unwrap();
        let route = Route { method, path, body, others: Others::None };
        let token = crate::test_tokens::token("ann@example.com", None, &["system-admin"]);
        self.ask(&route, Some(&token), &[]).await
    }
}

/// An account of Stripe whose API nobody serves.
fn unreachable_stripe() -> StripeAccount {
    let api = StripeApi::new("rk_live_test").unwrap().address("http://127.0.0.1:9").unwrap();
    StripeAccount::new(true).api(api)
}

fn rand_key() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
