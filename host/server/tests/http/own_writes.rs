//! What a tenant's own admin writes: not too often, with short reasons. And reasons in a header.

use crate::keys::token;
use crate::routes::{Others, Route, Server};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

fn switch(reason: &str) -> Route {
    let body = Some(json!({"enabled": false, "reason": reason}));
    let method = "PUT".parse().unwrap();
    Route { method, path: "/v1/tenants/acme/features/sso", body, others: Others::Admin }
}

#[tokio::test]
async fn a_tenants_own_writes_have_a_rate() {
    let server = Server::new().await;
    let ada = token("ada", Some("acme"), &["tenant-admin"]);
    for number in 0..10 {
        let (status, answer) = server.ask(&switch(&number.to_string()), Some(&ada), &[]).await;
        assert_eq!(status, 200, "{answer}");
    }
    let (status, problem) = server.ask(&switch("x"), Some(&ada), &[]).await;
    assert_eq!((status, &problem["code"]), (429, &json!("too-often")));
    let request = Request::delete("/v1/tenants/acme/features/sso")
        .header("authorization", format!("Bearer {ada}"))
        .header("idempotency-key", "own");
    let request = request.body(Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 429, "ending a switch counts, too");
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=7).contains(&wait), "{wait}");
    // Nobody else waits for them.
    let ann = token("ann", None, &["system-admin"]);
    assert_eq!(server.ask(&switch("x"), Some(&ann), &[]).await.0, 200);
    let olga = token("olga", Some("other"), &["tenant-admin"]);
    let route = Route { path: "/v1/tenants/other/features/sso", ..switch("x") };
    assert_eq!(server.ask(&route, Some(&olga), &[]).await.0, 200);
    // Those who may not write count for nobody.
    let eve = token("eve", Some("other"), &["tenant-admin"]);
    assert_eq!(server.ask(&switch("x"), Some(&eve), &[]).await.0, 403);
}

#[tokio::test]
async fn a_tenants_own_reasons_are_short() {
    let server = Server::new().await;
    let (ada, ann) =
        (token("ada", Some("acme"), &["tenant-admin"]), token("ann", None, &["system-admin"]));
    assert_eq!(server.ask(&switch(&"x".repeat(200)), Some(&ada), &[]).await.0, 200);
    let long = switch(&"x".repeat(201));
    let (status, problem) = server.ask(&long, Some(&ada), &[]).await;
    assert_eq!((status, &problem["code"]), (422, &json!("bad-request")));
    assert_eq!(server.ask(&long, Some(&ann), &[]).await.0, 200);
}

#[tokio::test]
async fn a_reason_without_a_body_is_in_a_header() {
    let server = Server::new().await;
    let ann = token("ann", None, &["system-admin"]);
    let delete =
        |path| Route { method: "DELETE".parse().unwrap(), path, body: None, others: Others::None };
    server.operate("PUT", "/v1/tenants/acme/tier", json!({"tier": "pro"})).await;
    let reason = [("tiergate-reason", "zu teuer: 5%20%E2%82%AC")];
    assert_eq!(server.ask(&delete("/v1/tenants/acme/tier"), Some(&ann), &reason).await.0, 200);
    let (_, history) = server.operate("GET", "/v1/tenants/acme/history", Value::Null).await;
    assert_eq!(history[0]["reason"], "zu teuer: 5 €");
    for (path, headers) in [
        ("/v1/tenants/acme/tier?reason=x", vec![]),
        ("/v1/tenants/acme/tier", vec![("tiergate-reason", "%ff")]),
        ("/v1/tenants/acme/tier", vec![("tiergate-reason", "a"), ("tiergate-reason", "b")]),
    ] {
        let (status, problem) = server.ask(&delete(path), Some(&ann), &headers).await;
        assert_eq!((status, &problem["code"]), (400, &json!("bad-request")), "{path} {headers:?}");
    }
}

#[tokio::test]
async fn too_little_of_a_digest_names_no_policy() {
    let server = Server::with_policies().await;
    for digest in ["", "a"] {
        let pin = json!({ "digest": digest });
        let (status, problem) = server.operate("PUT", "/v1/tenants/acme/pin", pin).await;
        assert_eq!((status, &problem["code"]), (422, &json!("ambiguous-digest")), "{digest}");
    }
    let pin = json!({"digest": &crate::routes::POLICY.digest()[..4]});
    assert_eq!(server.operate("PUT", "/v1/tenants/acme/pin", pin).await.0, 200);
}
