//! The reasons of writes: how long they may be, and reasons in a header.

use crate::test_server::{Others, Route, Server};
use crate::test_tokens::token;
use crate::write_rate::switch;
use serde_json::{Value, json};

#[tokio::test]
async fn a_tenants_own_reasons_are_limited() {
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
async fn a_delete_takes_its_reason_from_a_header() {
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
