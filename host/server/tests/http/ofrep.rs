//! Flags for OpenFeature's providers: what they are, whose, and when they are new.

use crate::session_events::{self, LONG, Served};
use crate::test_server::{Others, Route, Server};
use crate::test_tokens::token;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::response::Response;
use serde_json::{Value, json};
use std::time::Duration;
use tiergate::Source;
use tiergate_store::{By, Change, Store};
use tower::ServiceExt;

/// The answer to a request for flags, with these headers and this body.
async fn post(server: &Server, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let mut request = Request::post(format!("/ofrep/v1/evaluate/flags{path}"));
    for (name, value) in [("content-type", "application/json")].iter().chain(headers) {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    server.router.clone().oneshot(request).await.unwrap()
}

async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn service() -> String {
    format!("Bearer {}", token("shop", None, &["service"]))
}

/// What a service gets that asks for a tenant's flag, or for all of them.
async fn ask(server: &Server, path: &str, tenant: &str) -> (u16, Value) {
    let body = json!({"context": {"targetingKey": tenant, "plan": "premium"}}).to_string();
    read(post(server, path, &[("authorization", &service())], &body).await).await
}

#[tokio::test]
async fn a_feature_is_a_boolean_a_cap_a_number_and_the_tier_a_text() {
    let server = Server::new().await;
    server.tenants.grant("acme", "pro", None, &By::new("ann")).await.unwrap();
    let tiers = server.tenants.tiers();
    let acme = tiers.entitlements("acme").await.unwrap();
    let (digest, revision) = (acme.policy().digest().to_owned(), acme.revision());
    let based = |mut flag: Value| {
        flag["metadata"]["tier"] = "pro".into();
        flag["metadata"]["digest"] = digest.clone().into();
        flag
    };
    let flags = [
        json!({"key": "core", "value": true, "reason": "TARGETING_MATCH", "variant": "true",
               "metadata": {"reason": "tier", "reasonId": "pro", "minimumTier": "basic"}}),
        json!({"key": "export", "value": true, "reason": "TARGETING_MATCH", "variant": "true",
               "metadata": {"reason": "tier", "reasonId": "pro", "minimumTier": "pro"}}),
        json!({"key": "sso", "value": false, "reason": "TARGETING_MATCH", "variant": "false",
               "metadata": {"reason": "not-included", "minimumTier": "premium",
                   "message": "Single sign-on requires the Premium plan or higher."}}),
        json!({"key": "ai", "value": false, "reason": "TARGETING_MATCH", "variant": "false",
               "metadata": {"reason": "not-included",
                   "message": "Assistant requires the Assistant add-on."}}),
        json!({"key": "seats", "value": 10, "reason": "TARGETING_MATCH", "variant": "10",
               "metadata": {}}),
        json!({"key": "tier", "value": "pro", "reason": "TARGETING_MATCH", "variant": "pro",
               "metadata": {}}),
    ];
    let all = json!({"flags": flags, "metadata": {"tier": "pro", "digest": digest}});
    assert_eq!(ask(&server, "", "acme").await, (200, all));
    for flag in flags {
        let path = format!("/{}", flag["key"].as_str().unwrap());
        let mut alone = based(flag);
        alone["metadata"]["revision"] = revision.into();
        assert_eq!(ask(&server, &path, "acme").await, (200, alone));
    }
}

#[tokio::test]
async fn what_is_unlimited_switched_off_or_misconfigured_is_said() {
    let server = Server::new().await;
    let change = Change::Import {
        source: Source::Billing,
        plan: Some("mystery".to_owned()),
        edition: None,
        label: None,
        start: Vec::new(),
    };
    server.tenants.write("acme", change, &By::new("import")).await.unwrap();
    let (_, tier) = ask(&server, "/tier", "acme").await;
    assert_eq!(tier["value"], "basic");
    assert_eq!(tier["metadata"]["misconfigured"], true);
    server.tenants.grant("acme", "premium", None, &By::new("ann")).await.unwrap();
    let off = json!({"enabled": false});
    server.operate("PUT", "/v1/tenants/acme/features/sso", off).await;
    let (_, seats) = ask(&server, "/seats", "acme").await;
    assert_eq!(
        (&seats["value"], &seats["variant"], &seats["metadata"]["unlimited"]),
        (&json!((1_u64 << 53) - 1), &json!("unlimited"), &json!(true))
    );
    let (_, sso) = ask(&server, "/sso", "acme").await;
    assert_eq!(
        (&sso["value"], &sso["reason"], &sso["metadata"]["reason"]),
        (&json!(false), &json!("DISABLED"), &json!("switched-off"))
    );
    let (_, tier) = ask(&server, "/tier", "acme").await;
    assert!(tier["metadata"]["misconfigured"].is_null());
}

#[tokio::test]
async fn a_person_gets_what_holds_for_their_own_tenant() {
    let server = Server::new().await;
    server.tenants.grant("other", "premium", None, &By::new("ann")).await.unwrap();
    let uma = format!("Bearer {}", token("uma", Some("acme"), &[]));
    for context in [json!({}), json!({"targetingKey": "other"}), json!({"targetingKey": "uma"})] {
        let body = json!({"context": context}).to_string();
        let (status, tier) =
            read(post(&server, "/tier", &[("authorization", &uma)], &body).await).await;
        assert_eq!((status, &tier["value"]), (200, &json!("basic")), "{body}");
        let (status, all) = read(post(&server, "", &[("authorization", &uma)], &body).await).await;
        assert_eq!((status, &all["metadata"]["tier"]), (200, &json!("basic")), "{body}");
    }
    assert_eq!(ask(&server, "/tier", "other").await.1["value"], "premium");
}

#[tokio::test]
async fn errors_are_those_of_the_protocol() {
    let server = Server::new().await;
    let acme = r#"{"context": {"targetingKey": "acme"}}"#;
    for (path, body, status, code) in [
        ("/exprot", acme, 404, "FLAG_NOT_FOUND"),
        ("/core", "{", 400, "PARSE_ERROR"),
        ("/core", "", 400, "PARSE_ERROR"),
        ("/core", "[]", 400, "INVALID_CONTEXT"),
        ("/core", "{}", 400, "INVALID_CONTEXT"),
        ("/core", r#"{"context": ["acme"]}"#, 400, "INVALID_CONTEXT"),
        ("/core", r#"{"context": {"targetingKey": 7}}"#, 400, "INVALID_CONTEXT"),
        ("/core", r#"{"context": {"targetingKey": "nobody"}}"#, 400, "INVALID_CONTEXT"),
        ("/core", r#"{"context": {}}"#, 400, "TARGETING_KEY_MISSING"),
        ("/%FF", acme, 400, "PARSE_ERROR"),
    ] {
        let response = post(&server, path, &[("authorization", &service())], body).await;
        let (found, failure) = read(response).await;
        assert_eq!((found, &failure["errorCode"]), (status, &json!(code)), "{path} {body}");
        let key = path.strip_prefix('/').filter(|key| *key != "%FF").unwrap_or_default();
        assert_eq!(failure["key"], key);
        assert!(failure["errorDetails"].as_str().is_some_and(|it| it.len() > 10), "{failure}");
        if status == 400 && path == "/core" {
            let all = read(post(&server, "", &[("authorization", &service())], body).await).await;
            assert_eq!((all.0, &all.1["errorCode"]), (400, &json!(code)), "{body}");
            assert!(all.1["key"].is_null());
        }
    }
    let nobody = format!("Bearer {}", token("nobody", None, &[]));
    assert_eq!(post(&server, "", &[("authorization", &nobody)], acme).await.status(), 403);
}

#[tokio::test]
async fn flags_that_are_known_are_not_sent_again() {
    let server = Server::new().await;
    let body = r#"{"context": {"targetingKey": "acme"}}"#;
    let get = async |known: &str| {
        let headers = [("authorization", &*service()), ("if-none-match", known)];
        let response = post(&server, "", &headers, body).await;
        let tag = response.headers()["etag"].to_str().unwrap().to_owned();
        (response.status().as_u16(), tag)
    };
    let (status, first) = get("\"none\"").await;
    assert!(status == 200 && first.starts_with('"') && first.len() == 34, "{first}");
    assert_eq!(get(&first).await, (304, first.clone()));
    assert_eq!(get(&format!("\"none\", W/{first}")).await, (304, first.clone()));
    // A write that changes no flag does not change the tag; one that does, does.
    let region = json!({"value": "eu"});
    let (status, _) = server.operate("PUT", "/v1/tenants/acme/attributes/region", region).await;
    assert_eq!(status, 200);
    assert_eq!(get(&first).await, (304, first.clone()));
    server.tenants.grant("acme", "pro", None, &By::new("ann")).await.unwrap();
    let (status, granted) = get(&first).await;
    assert_eq!(status, 200);
    assert_ne!(granted, first);
}

/// A request for flags over a socket: the head, and the body.
async fn flags(served: &Served, query: &str, header: &str) -> (String, Value) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut socket = tokio::net::TcpStream::connect(served.address).await.unwrap();
    let body = r#"{"context": {}}"#;
    let request = format!(
        "POST /tiers/ofrep/v1/evaluate/flags{query} HTTP/1.0\r\nhost: localhost\r\n{header}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    socket.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("200 OK"), "{text}");
    (head.to_owned(), serde_json::from_str(body).unwrap())
}

#[tokio::test]
async fn a_session_is_notified_by_the_stream_that_its_flags_name() {
    let served = Served::new(LONG).await;
    let bearer = format!("authorization: Bearer {}", token("uma", Some("acme"), &[]));
    assert!(flags(&served, "", &bearer).await.1["eventStreams"].is_null(), "without a session");
    let cookie = format!("cookie: {}", served.cookie);
    let (_, all) = flags(&served, "", &cookie).await;
    let stream = json!([{"type": "sse", "endpoint": {"requestUri": "/tiers/ofrep/v1/events"}}]);
    assert_eq!(all["eventStreams"], stream);

    let what = "GET /tiers/ofrep/v1/events";
    let (head, body) = session_events::ask(served.address, what, &format!("{cookie}\r\n")).await;
    assert!(head.contains("200 OK") && head.contains("text/event-stream"), "{head}");
    let mut events = Refetches(body);
    let (_, first) = events.next().await;
    let revision = served.grant("acme", "pro", None).await;
    let (id, etag) = events.next().await;
    assert!(etag == revision.to_string() && etag != first);
    let (_, all) = flags(&served, &format!("?flagConfigEtag={etag}"), &cookie).await;
    assert_eq!(all["metadata"]["tier"], "pro");

    // A provider that reconnects and knows the state hears of the next one.
    let known = format!("{cookie}\r\nlast-event-id: {id}\r\n");
    let mut events = Refetches(session_events::ask(served.address, what, &known).await.1);
    let next = served.grant("acme", "premium", None).await;
    assert_eq!(events.next().await.1, next.to_string());
}

/// A stream's events: their identifiers and tags.
struct Refetches(session_events::Body);

impl Refetches {
    async fn next(&mut self) -> (String, String) {
        let next = tokio::time::timeout(Duration::from_secs(20), self.read());
        next.await.expect("an event comes")
    }

    async fn read(&mut self) -> (String, String) {
        let (mut id, mut etag) = (String::new(), String::new());
        loop {
            let line = self.0.next_line().await.unwrap().unwrap();
            match line.split_once(": ").unwrap_or_default() {
                ("event", name) => assert_eq!(name, "message"),
                ("id", text) => id = text.to_owned(),
                ("data", text) => {
                    let data: Value = serde_json::from_str(text).unwrap();
                    assert_eq!(data["type"], "refetchEvaluation");
                    etag = data["etag"].as_str().unwrap().to_owned();
                }
                _ if line.is_empty() && !id.is_empty() => return (id, etag),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn an_events_tag_makes_the_answer_as_new_as_the_event() {
    let served = Served::new(LONG).await;
    let cookie = format!("cookie: {}", served.cookie);
    assert_eq!(flags(&served, "", &cookie).await.1["metadata"]["tier"], "basic");
    // At another server, of which this one has not heard yet.
    let change = Change::Grant { tier: "pro".to_owned(), expires_at: None };
    let written = served.other.write("acme", change, &By::new("bob")).await.unwrap();
    let query = format!("?flagConfigEtag={}", written.revision);
    assert_eq!(flags(&served, &query, &cookie).await.1["metadata"]["tier"], "pro");
    // What no event here had is no reason to refuse.
    for query in ["?flagConfigEtag=999999999", "?flagConfigEtag=abc&flagConfigLastModified=7"] {
        assert!(flags(&served, query, &cookie).await.0.contains("200 OK"), "{query}");
    }
    let server = Server::new().await;
    let body = r#"{"context": {"targetingKey": "acme"}}"#;
    for (moment, status) in [("2026-11-26T12:00:00Z", 200), ("1772700000", 200), ("soon", 400)] {
        let query = format!("?flagConfigLastModified={moment}");
        let answer = post(&server, &query, &[("authorization", &service())], body).await;
        assert_eq!(answer.status(), status, "{moment}");
    }
}

#[tokio::test]
async fn a_site_that_is_another_asks_nothing_with_a_cookie() {
    let server = Server::new().await;
    let uma = token("uma", Some("acme"), &[]);
    let route = Route {
        method: "POST".parse().unwrap(),
        path: "/ofrep/v1/evaluate/flags",
        body: Some(json!({"context": {}})),
        others: Others::Own,
    };
    let cookie = format!("session={uma}");
    let from = |site| [("cookie", cookie.as_str()), ("sec-fetch-site", site)];
    assert_eq!(server.ask(&route, None, &from("same-origin")).await.0, 200);
    assert_eq!(server.ask(&route, None, &from("cross-site")).await.0, 403);
}
