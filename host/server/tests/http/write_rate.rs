//! How often a tenant's own admin may write.

use crate::test_server::{Others, Route, Server};
use crate::test_tokens::token;
use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use tower::ServiceExt;

pub fn switch(reason: &str) -> Route {
    let body = Some(json!({"enabled": false, "reason": reason}));
    let method = "PUT".parse().unwrap();
    Route { method, path: "/v1/tenants/acme/features/sso", body, others: Others::Admin }
}

#[tokio::test]
async fn a_tenants_own_writes_are_limited() {
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
