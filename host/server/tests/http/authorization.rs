//! Who may use which route: every route times everyone.

use crate::test_server::{Others, Route, Server, routes};
use crate::test_tokens::{bad, token};
use std::fmt::Write;

/// Those whose token holds.
fn good() -> Vec<(&'static str, String)> {
    vec![
        ("other tenant's user", token("eve", Some("other"), &[])),
        ("other tenant's admin", token("olga", Some("other"), &["tenant-admin"])),
        ("tenant's user", token("uma", Some("acme"), &[])),
        ("tenant admin", token("ada", Some("acme"), &["tenant-admin"])),
        ("of no tenant", token("nobody", None, &[])),
        ("admin of no tenant", token("nobody", None, &["tenant-admin"])),
        ("unknown role", token("uma", Some("acme"), &["System-Admin", "root"])),
        ("service", token("billing", None, &["service"])),
        ("system admin", token("ann", None, &["system-admin"])),
    ]
}

fn may(who: &str, route: &Route) -> bool {
    match route.others {
        _ if who == "system admin" => true,
        Others::Ask => ["service", "tenant's user", "tenant admin", "unknown role"].contains(&who),
        Others::Own => !who.ends_with("of no tenant"),
        Others::Admin => who == "tenant admin",
        Others::Everyone => true,
        Others::None => false,
    }
}

/// A server on which the route has something to do.
async fn server_for(route: &Route) -> Server {
    let policies = route.path.contains("/policies/") || route.path.ends_with("/pin");
    if policies { Server::with_policies().await } else { Server::new().await }
}

#[tokio::test]
async fn each_route_admits_only_those_it_is_for() {
    let mut table = String::new();
    for route in routes() {
        let server = server_for(&route).await;
        for (who, token) in bad() {
            let (status, problem) = server.ask(&route, Some(&token), &[]).await;
            assert_eq!(status, 401, "{who}: {} {}", route.method, route.path);
            assert_eq!(problem["code"], "unidentified");
        }
        assert_eq!(server.ask(&route, None, &[]).await.0, 401);
        assert_eq!(server.events().await.len(), 2, "nobody wrote but the test");
        write!(table, "\n{:6} {:44}", route.method, route.path).unwrap();
        for (who, token) in good() {
            let server = server_for(&route).await;
            let written = server.written().await;
            let (status, answer) = server.ask(&route, Some(&token), &[]).await;
            let many = route.path == "/v1/checks";
            let through = if many && status == 200 {
                answer["answers"][0]["problem"].is_null()
            } else {
                (200..300).contains(&status)
            };
            assert_eq!(
                through,
                may(who, &route),
                "{who}: {} {}: {answer}",
                route.method,
                route.path
            );
            assert!(through || many || status == 403, "{who}: {status}");
            if !through {
                assert_eq!(server.written().await, written, "{who}: nothing is written");
            }
            write!(table, " {}", if through { "yes" } else { " - " }).unwrap();
        }
    }
    println!("{}{table}", good().iter().map(|it| it.0).collect::<Vec<_>>().join(", "));
}

#[tokio::test]
async fn a_tenants_admin_switches_off_and_never_on() {
    let server = Server::new().await;
    server.operate("PUT", "/v1/tenants/acme/tier", serde_json::json!({"tier": "premium"})).await;
    let ada = token("ada", Some("acme"), &["tenant-admin"]);
    let route = |method: &str, body| Route {
        method: method.parse().unwrap(),
        path: "/v1/tenants/acme/features/sso",
        body,
        others: Others::Admin,
    };
    let may = async || server.tenants.tiers().check("acme", "sso").await.unwrap().allowed;
    assert!(may().await);
    let off = route("PUT", Some(serde_json::json!({"enabled": false})));
    assert_eq!(server.ask(&off, Some(&ada), &[]).await.0, 200);
    assert!(!may().await);
    let on = route("PUT", Some(serde_json::json!({"enabled": true})));
    assert_eq!(server.ask(&on, Some(&ada), &[]).await.0, 403);
    assert_eq!(server.ask(&route("DELETE", None), Some(&ada), &[]).await.0, 200);
    assert!(may().await);
    // What an operator switched off stays off.
    server
        .operate("PUT", "/v1/tenants/acme/features/sso", serde_json::json!({"enabled": false}))
        .await;
    assert_eq!(server.ask(&route("DELETE", None), Some(&ada), &[]).await.0, 200);
    assert!(!may().await);
}

#[tokio::test]
async fn a_cookie_identifies_and_two_tokens_do_not() {
    let server = Server::new().await;
    let route = &routes()[0];
    let uma = token("uma", Some("acme"), &[]);
    let cookie = format!("theme=dark; session={uma}");
    assert_eq!(server.ask(route, None, &[("cookie", &cookie)]).await.0, 200);
    let twice = format!("session={uma}; session={uma}");
    assert_eq!(server.ask(route, None, &[("cookie", &twice)]).await.0, 401);
    let bearer = format!("Bearer {uma}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(server.ask(route, Some(&uma), &headers).await.0, 401);
    assert_eq!(server.ask(route, None, &[("authorization", "Basic YTpi")]).await.0, 401);
}
