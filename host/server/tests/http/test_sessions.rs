//! Helpers: a product with sessions.

use crate::test_tokens::{token, tokens};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use axum::routing::{get, post};
use serde_json::Value;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tiergate::{
    Assignment, Changes, Facts, FactsError, MemoryFacts, Policy, Source, Standing, StoredFacts,
    Tenant, Tiers,
};
use tiergate_server::{FromClaim, Guard, Identity, RequireFeature, Session, Sessions, Tokens};
use tiergate_tests::plans;
use tower::ServiceExt;

pub const NOW: u64 = 1_772_700_000;
pub const SECRET: &[u8] = b"32 bytes that nobody else knows!";

pub static POLICY: LazyLock<Policy> = LazyLock::new(|| plans::without_trial().unwrap());

/// Facts of which every read is one of the store's, and counted.
#[derive(Clone, Default)]
pub struct Counted {
    pub stored: MemoryFacts,
    reads: Arc<AtomicU64>,
    away: Arc<AtomicBool>,
}

impl Facts for Counted {
    async fn read(&self, tenant: &str) -> Result<Option<StoredFacts>, FactsError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        if self.away.load(Ordering::SeqCst) {
            return Err("the database is away".into());
        }
        self.stored.read(tenant).await
    }

    fn watch(&self, changes: Changes) {
        self.stored.watch(changes);
    }

    fn keep_for(&self) -> Option<Duration> {
        Some(Duration::ZERO)
    }
}

/// Assignments of one source, each with its end.
pub fn says(source: Source, plans: &[(&str, Option<u64>)]) -> Tenant {
    let assignment = |(plan, expires_at): &(&str, Option<u64>)| Assignment {
        source,
        plan: Some((*plan).to_owned()),
        standing: Standing::Good,
        expires_at: *expires_at,
    };
    Tenant { assignments: plans.iter().map(assignment).collect(), ..Tenant::new() }
}

pub fn on(plan: &str) -> Tenant {
    says(Source::Billing, &[(plan, None)])
}

/// A product of someone else's with sessions, below `/app`.
pub struct App {
    router: Router,
    pub sessions: Sessions,
    pub facts: Counted,
    clock: Arc<AtomicU64>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The session's new cookie, as a browser sends it.
    pub fn cookie(&self) -> Option<String> {
        let cookie = self.headers.get("set-cookie")?.to_str().unwrap();
        Some(cookie.split(';').next().unwrap().to_owned())
    }
}

impl App {
    pub fn new() -> Self {
        Self::with(tokens(), Duration::ZERO)
    }

    pub fn with(tokens: Tokens, stale_for: Duration) -> Self {
        let (facts, clock) = (Counted::default(), Arc::new(AtomicU64::new(NOW)));
        facts.stored.put("acme", on("basic"));
        let time = Arc::clone(&clock);
        let tiers = Tiers::builder(POLICY.clone(), facts.clone()).stale_for(stale_for);
        let tiers = tiers.clock(move || time.load(Ordering::Relaxed)).build();
        let sessions = Sessions::new(SECRET, tiers.clone(), tokens.clone()).unwrap();
        let who = async |identity: Identity| identity.subject;
        let plan = async |session: Session| {
            let Session { plan, tier, last_plan_check, .. } = session;
            format!("{plan:?} {tier:?} {}", last_plan_check - NOW)
        };
        let gated = get(async || "all of it").route_layer(RequireFeature::new("export"));
        let router = Router::new()
            .route("/who", get(who).post(who))
            .route("/plan", get(plan).post(plan))
            .route("/public", get(async || ([("cache-control", "public")], "for all")))
            .route("/export", gated.post(async || ()))
            .route("/gated", post(async || ()).route_layer(RequireFeature::new("core")))
            .layer(Guard::new(tiers, FromClaim::new(tokens)).layer())
            .merge(sessions.router())
            .layer(sessions.layer());
        Self { router: Router::new().nest("/app", router), sessions, facts, clock }
    }

    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/app{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 100_000).await.unwrap();
        let body = serde_json::from_slice(&body)
            .unwrap_or_else(|_| String::from_utf8(body.to_vec()).unwrap().into());
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub async fn by(&self, cookie: &str, method: &str, path: &str) -> Answer {
        self.ask(method, path, &[("cookie", cookie)]).await
    }

    /// Signs someone in, and returns the cookie.
    pub async fn sign_in(&self, token: &str) -> String {
        let bearer = format!("Bearer {token}");
        let answer = self.ask("POST", "/session", &[("authorization", &bearer)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.cookie().unwrap()
    }

    pub async fn uma(&self) -> String {
        self.sign_in(&token("uma", Some("acme"), &["tenant-admin"])).await
    }

    pub fn at(&self, seconds: u64) {
        self.clock.store(NOW + seconds, Ordering::Relaxed);
    }

    pub fn away(&self, away: bool) {
        self.facts.away.store(away, Ordering::SeqCst);
    }

    /// How many reads there were since it was last asked.
    pub fn reads(&self) -> u64 {
        self.facts.reads.swap(0, Ordering::SeqCst)
    }
}
