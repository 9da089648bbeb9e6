//! Policies over HTTP: publishing, activating, pinning, and what is refused.

use crate::test_server::{NEXT, POLICY, Server};
use crate::test_tokens::token;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::{Value, json};
use tiergate_tests::{hostile, plans};
use tower::ServiceExt;

/// An answer: its status, headers and body.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn code(&self) -> (u16, Value) {
        (self.status, self.json()["code"].clone())
    }
}

impl Server {
    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (head, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 10 << 20).await.unwrap().to_vec();
        Answer { status: head.status.as_u16(), headers: head.headers, body }
    }

    /// Sends a request as an operator, with an idempotency key.
    async fn write(&self, method: &str, path: &str, kind: &str, body: Body, key: &str) -> Answer {
        let token = token("ann", None, &["system-admin"]);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", kind)
            .header("idempotency-key", key);
        self.send(request.body(body).unwrap()).await
    }

    async fn upload(&self, file: &[u8], key: &str) -> Answer {
        let token = token("ann", None, &["system-admin"]);
        let request = Request::post("/v1/policies")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/wasm")
            .header("idempotency-key", key)
            .header("tiergate-reason", "spring%20prices");
        self.send(request.body(Body::from(file.to_vec())).unwrap()).await
    }

    pub async fn put(&self, method: &str, path: &str, body: Value, key: &str) -> Answer {
        self.write(method, path, "application/json", Body::from(body.to_string()), key).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.put("GET", path, Value::Null, "none").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.json());
        answer.json()
    }

    /// By which policy a tenant is decided, and whether it may use `sso`.
    async fn sso(&self, tenant: &str) -> (String, bool) {
        let path = format!("/v1/tenants/{tenant}/check");
        let answer = self.put("POST", &path, json!({"feature": "sso"}), "none").await.json();
        let digest = answer["digest"].as_str().unwrap().to_owned();
        (digest, answer["decision"]["allowed"].as_bool().unwrap())
    }

    /// Both tenants on `pro`, and the next policy uploaded.
    async fn prepared() -> Self {
        let server = Self::with_policies().await;
        for tenant in ["acme", "other"] {
            let path = format!("/v1/tenants/{tenant}/tier");
            assert_eq!(server.put("PUT", &path, json!({"tier": "pro"}), tenant).await.status, 200);
        }
        server
    }
}

fn of(digest: &str, rest: &str) -> String {
    format!("/v1/policies/{digest}{rest}")
}

#[tokio::test]
async fn a_policy_is_published_once() {
    let server = Server::new().await;
    for (key, status) in [("1", 201), ("1", 200), ("2", 200)] {
        let answer = server.upload(NEXT.file(), key).await;
        let published = answer.json();
        assert_eq!((answer.status, &published["new"]), (status, &json!(status == 201)));
        assert_eq!(published["digest"], NEXT.digest());
    }
    let listed = server.get("/v1/policies").await;
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(
        (&listed[0]["actor"], &listed[0]["reason"], &listed[0]["active"]),
        (&json!("ann"), &json!("spring prices"), &json!(false))
    );
    let shown = server.get(&of(&NEXT.digest()[..6], "")).await;
    assert_eq!((&shown["digest"], &shown["version"]), (&json!(NEXT.digest()), &json!("2.0.0")));
    assert_eq!(shown["catalog"], serde_json::to_value(NEXT.catalog()).unwrap());
}

#[tokio::test]
async fn an_activation_decides_the_very_next_check() {
    let server = Server::prepared().await;
    let (first, next) = (POLICY.digest(), NEXT.digest());
    assert_eq!(server.sso("acme").await, (first.to_owned(), false));
    let why = json!({"reason": "spring prices"});
    let activated = server.put("POST", &of(next, "/activate"), why.clone(), "a").await.json();
    assert_eq!(activated, json!({"digest": next, "number": 4, "changed": true, "kept": 0}));
    assert_eq!(server.sso("acme").await, (next.to_owned(), true));
    let again = server.put("POST", &of(next, "/activate"), why, "a").await.json();
    assert_eq!(again, activated, "the key counts once");

    let pinned = server
        .put("PUT", "/v1/tenants/other/pin", json!({"digest": first, "reason": "since 2019"}), "p")
        .await;
    assert_eq!((pinned.status, &pinned.json()["changed"]), (200, &json!(true)));
    assert_eq!(server.sso("other").await, (first.to_owned(), false));
    let explained = server.get("/v1/tenants/other/explain/sso").await;
    let last = explained["because"].as_array().unwrap().last().unwrap().as_str().unwrap();
    assert!(last.ends_with(&format!("({}): the tenant is pinned to it.", &first[..12])), "{last}");
    assert_eq!(server.get("/v1/tenants/other/history").await[0]["reason"], "since 2019");
    assert_eq!(server.sso("acme").await, (next.to_owned(), true));
    let unpinned = server.put("DELETE", "/v1/tenants/other/pin", Value::Null, "u").await;
    assert_eq!(unpinned.status, 200);
    assert_eq!(server.sso("other").await, (next.to_owned(), true));

    let other = server.put("POST", "/v1/policies/rollback", json!({"to": next}), "o").await;
    assert_eq!(other.code(), (409, json!("overtaken")));
    let rolled =
        server.put("POST", "/v1/policies/rollback", json!({"to": first}), "r").await.json();
    assert_eq!(rolled, json!({"digest": first, "number": 5, "changed": true, "kept": 0}));
    assert_eq!(server.sso("acme").await, (first.to_owned(), false));
    let told = server.get("/v1/policies/activations?limit=2").await;
    assert_eq!((&told[0]["number"], &told[0]["backTo"]), (&json!(5), &json!(3)));
    assert_eq!(
        (&told[1]["actor"], &told[1]["reason"], &told[1]["key"]),
        (&json!("ann"), &json!("spring prices"), &json!("a"))
    );
}

#[tokio::test]
async fn impact_previews_what_would_change() {
    let server = Server::prepared().await;
    server.put("PUT", "/v1/tenants/other/pin", json!({"digest": POLICY.digest()}), "p").await;
    let path = of(NEXT.digest(), "/impact");
    let preview = server.get(&path).await;
    assert_eq!(preview["active"], POLICY.digest());
    let gain = json!([{"tier": "pro"}, {"feature": "sso"}]);
    let changes = preview["changes"].as_array().unwrap();
    assert!(changes.iter().any(|it| json!([it["subject"], it["part"]]) == gain), "{preview}");
    assert_eq!(
        preview["impact"],
        json!({
            "tenants": 2, "pinned": 1, "differing": 1, "losing": 0, "gaining": 1, "tiers": 0,
            "features": 1, "caps": 1,
            "unanswered": 0, "moves": {}, "byFeature": {"sso": {"gained": 1, "lost": 0}},
            "byCap": {"seats": {"more": 1, "fewer": 0}},
        })
    );
    assert_eq!(server.sso("acme").await.0, POLICY.digest(), "nothing was changed");

    let token = token("ann", None, &["system-admin"]);
    let request = Request::get(&path)
        .header("authorization", format!("Bearer {token}"))
        .header("accept", "text/event-stream");
    let told = server.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(told.headers()["content-type"], "text/event-stream");
    let busy = server.put("GET", &path, Value::Null, "none").await;
    assert_eq!(busy.code(), (429, json!("busy")), "it is worked out for one request at a time");
    let body = to_bytes(told.into_body(), 10 << 20).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let events: Vec<_> = text.trim_end().split("\n\n").collect();
    assert_eq!(events[0], "event: progress\ndata: {\"asked\":2,\"of\":2}");
    let last = events[1].strip_prefix("event: impact\ndata: ").unwrap();
    assert_eq!(serde_json::from_str::<Value>(last).unwrap(), preview);
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn each_refusal_of_a_policy_has_a_status_and_a_code() {
    let server = Server::new().await;
    let rollback = "/v1/policies/rollback";
    let none_before = server.put("POST", rollback, json!({}), "0").await;
    assert_eq!(none_before.code(), (409, json!("none-before")));
    for policy in [&POLICY, &NEXT] {
        server.upload(policy.file(), "1").await;
        server.put("POST", &of(policy.digest(), "/activate"), json!({}), policy.digest()).await;
    }
    let (first, next) = (of(POLICY.digest(), "/activate"), of(NEXT.digest(), "/activate"));
    let pin = "/v1/tenants/acme/pin";
    for (method, path, body, key, status, code) in [
        ("POST", first.as_str(), json!({}), NEXT.digest(), 422, "key-reused"),
        ("POST", rollback, json!({}), NEXT.digest(), 422, "key-reused"),
        ("POST", &next, json!({"reason": "a\u{0}b"}), "2", 422, "bad-request"),
        ("POST", &next, json!({"because": "x"}), "2", 422, "bad-request"),
        ("POST", &of("wxyz", "/activate"), json!({}), "2", 404, "unknown-policy"),
        ("GET", &of("wxyz", "/impact"), Value::Null, "2", 404, "unknown-policy"),
        ("GET", &of("wxyz", ""), Value::Null, "2", 404, "unknown-policy"),
        ("PUT", pin, json!({"digest": "wxyz"}), "2", 422, "unknown-policy"),
        ("PUT", pin, json!({"digest": ""}), "2", 422, "ambiguous-digest"),
        (
            "PUT",
            "/v1/tenants/x/pin",
            json!({"digest": POLICY.digest()}),
            "2",
            404,
            "unknown-tenant",
        ),
        ("GET", "/v1/policies/activations?before=x", Value::Null, "2", 400, "bad-request"),
    ] {
        let answer = server.put(method, path, body, key).await;
        assert_eq!(answer.code(), (status, json!(code)), "{method} {path}: {}", answer.json());
    }
    let file = || Body::from(POLICY.file());
    let text = server.write("POST", "/v1/policies", "text/plain", file(), "3").await;
    assert_eq!(text.code(), (415, json!("bad-request")));
    let keyless = server.write("POST", "/v1/policies", "application/wasm", file(), "").await;
    assert_eq!(keyless.code(), (400, json!("bad-request")));
    for (size, status, code) in
        [(tiergate::MAX_FILE, 422, "policy-refused"), (tiergate::MAX_FILE + 1, 413, "too-large")]
    {
        assert_eq!(server.upload(&vec![0; size], "4").await.code(), (status, json!(code)));
    }
}

#[tokio::test]
async fn a_hostile_policy_is_refused_and_the_active_one_stays() {
    let server = Server::new().await;
    assert_eq!(server.upload(POLICY.file(), "good").await.status, 201);
    server.put("POST", &of(POLICY.digest(), "/activate"), json!({}), "good").await;
    let (mut refused, mut taken) = (0, 0);
    for hostile in hostile::all().unwrap() {
        let answer = server.upload(&hostile.file, &hostile.name).await;
        let problem = answer.json();
        match (answer.status, problem["code"].as_str()) {
            (201, _) => taken += 1,
            (422, Some("policy-refused" | "policy-fails")) => {
                let words = problem["detail"].as_str().unwrap();
                assert!(words.starts_with("the policy is refused: "), "{}: {words}", hostile.name);
                assert!(hostile.expected != hostile::Expected::Taken, "{}", hostile.name);
                refused += 1;
            }
            // More than a policy may have.
            (413, Some("too-large")) => refused += 1,
            other => panic!("{}: {other:?}", hostile.name),
        }
        assert_eq!(
            server.sso("acme").await,
            (POLICY.digest().to_owned(), false),
            "{}",
            hostile.name
        );
    }
    println!("{refused} refused, {taken} taken");
    assert!(refused > 20, "{refused}");
}

#[tokio::test]
async fn a_failing_policy_is_activated_only_with_anyway() {
    let server = Server::prepared().await;
    let fails = hostile::named("fails-on-attributes").unwrap().file;
    let digest = server.upload(&fails, "fails").await.json()["digest"].as_str().unwrap().to_owned();
    let path = "/v1/tenants/acme/attributes/region";
    assert_eq!(server.put("PUT", path, json!({"value": "eu"}), "region").await.status, 200);
    let activate = of(&digest, "/activate");
    let refused = server.put("POST", &activate, json!({}), "a").await;
    assert_eq!(refused.code(), (422, json!("policy-fails")), "{}", refused.json());
    assert_eq!(server.sso("acme").await.0, POLICY.digest());
    let no = server.put("POST", &activate, json!({"anyway": false}), "a").await;
    assert_eq!(no.code(), (422, json!("policy-fails")));
    let anyway = server.put("POST", &activate, json!({"anyway": true}), "a").await;
    assert_eq!((anyway.status, &anyway.json()["changed"]), (200, &json!(true)));
    let check = "/v1/tenants/acme/check";
    let answer = server.put("POST", check, json!({"feature": "sso"}), "none").await;
    assert_eq!(answer.status, 503);
    server.put("POST", "/v1/policies/rollback", json!({}), "r").await;
    let retry = server.put("POST", &activate, json!({}), "a").await;
    assert_eq!(retry.json(), anyway.json(), "the first answer, and nothing is activated");
    assert_eq!(server.sso("acme").await.0, POLICY.digest());
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_after_an_activation() {
    let server = Server::prepared().await;
    let renamed = plans::renamed_file().unwrap();
    let digest = server.upload(&renamed, "renamed").await.json()["digest"].clone();
    let (path, pro) = ("/v1/tenants/acme/tier", json!({"tier": "pro"}));
    let first = server.put("PUT", path, pro.clone(), "g").await.json();
    server.put("POST", &of(digest.as_str().unwrap(), "/activate"), json!({}), "a").await;
    let new = server.put("PUT", path, pro.clone(), "new").await;
    assert_eq!(new.code(), (422, json!("unknown-tier")));
    assert_eq!(server.put("PUT", path, pro, "g").await.json(), first);
    let other = server.put("PUT", path, json!({"tier": "basic"}), "g").await;
    assert_eq!(other.code(), (422, json!("key-reused")));
}
