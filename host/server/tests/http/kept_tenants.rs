//! Who loses by a policy, whom an activation keeps on the one before, and maps that break laws.

use crate::policies::Answer;
use crate::test_server::{NEXT, POLICY, Server};
use crate::test_tokens::{token, tokens};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tiergate::Tiers;
use tiergate_server::router;
use tiergate_store::{By, Tenants};

/// A server on which `NEXT` is active, `acme` is on `pro`, and `POLICY` takes `sso` and seats from it.
async fn server() -> Server {
    let server = Server::with_policies().await;
    server.tenants.store().activate(NEXT.digest(), &By::new("test")).await.unwrap();
    server.tenants.grant("acme", "pro", None, &By::new("test")).await.unwrap();
    server
}

fn of_policy(rest: &str) -> String {
    format!("/v1/policies/{}{rest}", POLICY.digest())
}

async fn send(server: &Server, mut request: axum::http::request::Builder, body: &str) -> Answer {
    let token = token("ann", None, &["system-admin"]);
    request = request.header("authorization", format!("Bearer {token}"));
    server.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn get(server: &Server, path: &str, accept: &str) -> Answer {
    send(server, Request::get(path).header("accept", accept), "").await
}

async fn sso(server: &Server, tenant: &str) -> bool {
    server.tenants.tiers().check(tenant, "sso").await.unwrap().allowed
}

#[tokio::test]
async fn a_server_of_a_file_compares_with_the_active_policy_of_the_store() {
    let followed = server().await;
    let store = followed.tenants.store().clone();
    let tenants = Tenants::new(Tiers::new(POLICY.clone(), store));
    let server = Server { router: router(tenants.clone(), tokens()), tenants };
    assert!(!sso(&server, "acme").await, "its own file decides");
    let preview = get(&server, &of_policy("/impact"), "*/*").await.json();
    assert_eq!(
        (&preview["active"], &preview["impact"]["losing"]),
        (&json!(NEXT.digest()), &json!(1))
    );
    let page = get(&server, &of_policy("/impact/tenants"), "*/*").await.json();
    assert_eq!(page["tenants"][0]["lost"], json!(["sso"]));
}

#[tokio::test]
async fn who_loses_what_is_listed_and_exported() {
    let server = server().await;
    let page = get(&server, &of_policy("/impact/tenants?only=loses&limit=1"), "*/*").await.json();
    let acme = json!({
        "tenant": "acme", "loses": true, "gains": false, "unanswered": false,
        "tierBefore": "pro", "tierAfter": "pro", "lost": ["sso"], "gained": [],
        "caps": [{
            "cap": "seats",
            "before": {"limit": {"at-most": 20}, "warnAt": 20, "blockedAt": 20},
            "after": {"limit": {"at-most": 10}, "warnAt": 10, "blockedAt": 10},
        }],
    });
    assert_eq!(page, json!({ "tenants": [acme] }));
    let none = get(&server, &of_policy("/impact/tenants?only=gains"), "*/*").await.json();
    assert_eq!(none, json!({ "tenants": [] }));

    let lines = get(&server, &of_policy("/impact/tenants"), "application/x-ndjson").await;
    assert_eq!(lines.headers["content-type"], "application/x-ndjson");
    assert_eq!(serde_json::from_slice::<Value>(&lines.body).unwrap(), acme);
    assert!(lines.body.ends_with(b"}\n"));
    let table = get(&server, &of_policy("/impact/tenants?only=loses"), "text/csv").await;
    let name = table.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"impact-") && name.ends_with(".csv\""));
    assert_eq!(
        String::from_utf8(table.body).unwrap(),
        "tenant,label,loses,gains,unanswered,tierBefore,tierAfter,lost,gained,caps\n\
         acme,,true,false,false,pro,pro,sso,,seats: 20 → 10\n"
    );
    let bad = get(&server, &of_policy("/impact/tenants?only=some"), "*/*").await;
    assert_eq!(bad.code(), (400, json!("bad-request")));
}

#[tokio::test]
async fn losers_are_kept_listed_and_released() {
    let server = server().await;
    let activate = of_policy("/activate");
    let body = json!({"reason": "spring", "keep": "losers", "keepUntil": tiergate::now() + 900});
    let kept = server.put("POST", &activate, body.clone(), "k").await;
    assert_eq!(kept.status, 200, "{}", kept.json());
    let (number, kept) = (kept.json()["number"].clone(), kept.json());
    assert_eq!((&kept["changed"], &kept["kept"]), (&json!(true), &json!(1)));
    assert_eq!(server.put("POST", &activate, body, "k").await.json(), kept, "a retry");
    let other = server.put("POST", &activate, json!({"keep": "existing"}), "k").await;
    assert_eq!(other.code(), (422, json!("key-reused")));
    assert!(sso(&server, "acme").await);

    let page = get(&server, "/v1/policies/kept", "*/*").await.json();
    let on = &page["policies"][0];
    assert_eq!((&on["policy"], &on["tenants"]), (&json!(NEXT.digest()), &json!(1)));
    assert!(on["activation"] == number && on["until"].is_u64(), "{page}");
    let acme = &page["tenants"][0];
    assert_eq!((&acme["tenant"], &acme["actor"]), (&json!("acme"), &json!("ann")));
    assert_eq!(acme["reason"], "spring");
    let history = get(&server, "/v1/policies/activations?limit=1", "*/*").await.json();
    assert_eq!((&history[0]["keeps"], &history[0]["kept"]), (&json!("losers"), &json!(1)));

    let release = "/v1/policies/kept/release";
    for unknown in ["acne", "nul\0"] {
        let body = json!({"tenants": ["acme", unknown]});
        let answer = server.put("POST", release, body, &format!("1{}", unknown.len())).await;
        assert_eq!(answer.code(), (422, json!("bad-request")));
    }
    for (unknown, code) in
        [("5f08", "unknown-policy"), ("nul\0nul", "unknown-policy"), ("5f", "ambiguous-digest")]
    {
        let answer = server
            .put("POST", release, json!({"policy": unknown}), unknown.trim_end_matches("\0nul"))
            .await;
        assert_eq!(answer.code(), (422, json!(code)), "{unknown:?}");
    }
    let unknown = get(&server, "/v1/policies/kept?policy=none", "*/*").await;
    assert_eq!(unknown.code(), (422, json!("unknown-policy")));
    let both = json!({"tenants": ["acme"], "policy": NEXT.digest()});
    assert_eq!(server.put("POST", release, both, "2").await.code(), (422, json!("bad-request")));
    let named = json!({"tenants": ["acme", "other"], "reason": "signed"});
    let done = server.put("POST", release, named.clone(), "3").await.json();
    assert_eq!(done, json!({"released": 1, "more": false}));
    let again = server.put("POST", release, named, "3").await.json();
    assert_eq!(again, json!({"released": 0, "more": false}), "a retry is harmless");
    assert!(!sso(&server, "acme").await);
    let page = get(&server, "/v1/policies/kept", "*/*").await.json();
    assert_eq!(page, json!({"policies": [], "tenants": []}));
}

#[tokio::test]
async fn an_activation_that_keeps_tenants_reports_its_progress() {
    let server = server().await;
    let request = Request::post(of_policy("/activate"))
        .header("accept", "text/event-stream")
        .header("content-type", "application/json")
        .header("idempotency-key", "1");
    let told = send(&server, request, r#"{"keep":"existing"}"#).await;
    let text = String::from_utf8(told.body).unwrap();
    let events: Vec<_> = text.trim_end().split("\n\n").collect();
    assert_eq!(events[0], "event: progress\ndata: {\"asked\":2,\"of\":2}");
    let last = events[1].strip_prefix("event: activated\ndata: ").unwrap();
    assert_eq!(serde_json::from_str::<Value>(last).unwrap()["kept"], 2);
    assert!(sso(&server, "acme").await);
}

#[tokio::test]
async fn what_cannot_be_kept_has_a_code() {
    let server = server().await;
    let activate = of_policy("/activate");
    for (body, status, code) in [
        (json!({"keep": "some"}), 422, "bad-request"),
        (json!({"keepUntil": 9_000_000_000_u64}), 422, "bad-request"),
        (json!({"keep": "losers", "keepUntil": 1}), 422, "past-end"),
    ] {
        let answer = server.put("POST", &activate, body.clone(), &body.to_string()).await;
        assert_eq!(answer.code(), (status, json!(code)), "{body}: {}", answer.json());
    }
    let server = Server::new().await;
    server.tenants.store().publish(POLICY.file(), &By::new("test")).await.unwrap();
    let answer = server.put("POST", &activate, json!({"keep": "losers"}), "1").await;
    assert_eq!(answer.code(), (409, json!("none-active")));
}

const UNLAWFUL: &str = r#"{ "name": "n", "version": "1", "defaultTier": "free",
  "tiers": [{ "id": "free", "caps": { "n": 5 } }, { "id": "pro", "caps": { "n": 3 } }],
  "whenMissing": { "tier": "free" }, "whenUnknown": { "tier": "free" } }"#;

#[tokio::test]
async fn a_map_that_breaks_laws_needs_a_reason() {
    let server = Server::new().await;
    let publish = |why: Option<&'static str>| {
        let request = Request::post("/v1/policies")
            .header("content-type", "application/json")
            .header("tiergate-reason", "new%20prices")
            .header("idempotency-key", "1");
        let request = match why {
            Some(why) => request.header("tiergate-anyway", why),
            None => request,
        };
        send(&server, request, UNLAWFUL)
    };
    let refused = publish(None).await;
    assert_eq!(refused.code(), (422, json!("laws-broken")));
    let problem = &refused.json()["problems"][0];
    assert_eq!((&problem["line"], &problem["text"]), (&json!(2), &json!("3")), "{problem}");
    let message = "`pro` has at most 3 of `n`, but the lower `free` has 5";
    assert_eq!(problem["message"], message);
    assert_eq!(get(&server, "/v1/policies", "*/*").await.json(), json!([]));
    assert_eq!(publish(Some("%zz")).await.code(), (400, json!("bad-request")));
    assert_eq!(publish(Some("%20")).await.code(), (422, json!("bad-request")));
    assert_eq!(publish(Some("seats%20count%20there")).await.status, 201);
    assert_eq!(publish(None).await.status, 200, "it is published already");
    let stored = get(&server, "/v1/policies", "*/*").await.json();
    let reason = stored[0]["reason"].as_str().unwrap();
    let wanted = "new prices; published despite broken laws (1): seats count there";
    assert_eq!(reason, wanted);
}
