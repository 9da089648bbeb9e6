//! Policies' files at their addresses.

use crate::policies::Answer;
use crate::test_server::{NEXT, POLICY, Server};
use crate::test_tokens::token;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use std::io::Read;
use std::time::{Duration, Instant};
use tiergate_store::By;

async fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.send(request.body(Body::empty()).unwrap()).await
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values: Vec<_> = headers.get_all(name).iter().collect();
    assert!(values.len() < 2, "{name}: {values:?}");
    values.first().map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_file_never_changes_at_its_digest() {
    let server = Server::with_policies().await;
    for policy in [&POLICY, &NEXT] {
        let (digest, file) = (policy.digest(), policy.file());
        let path = format!("/policies/{digest}.wasm");
        let plain = ask(&server, "GET", &path, &[("origin", "https://app.example.com")]).await;
        assert_eq!((plain.status, plain.body.as_slice()), (200, file));
        let (tag, length) = (format!("\"{digest}\""), file.len().to_string());
        for (name, value) in [
            ("content-type", Some("application/wasm")),
            ("content-length", Some(length.as_str())),
            ("content-encoding", None),
            ("cache-control", Some("public, max-age=31536000, immutable")),
            ("etag", Some(tag.as_str())),
            ("vary", Some("accept-encoding")),
            ("access-control-allow-origin", Some("*")),
            ("x-content-type-options", Some("nosniff")),
        ] {
            assert_eq!(header(&plain.headers, name), value, "{name}");
        }
        let head = ask(&server, "HEAD", &path, &[]).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        for name in ["content-type", "content-length", "cache-control", "etag", "vary"] {
            assert_eq!(header(&head.headers, name), header(&plain.headers, name), "{name}");
        }
        let gzip = ask(&server, "GET", &path, &[("accept-encoding", "br, gzip;q=0.5")]).await;
        let compressed = format!("\"{digest}.gzip\"");
        assert_eq!(header(&gzip.headers, "content-encoding"), Some("gzip"));
        assert_eq!(header(&gzip.headers, "etag"), Some(compressed.as_str()));
        assert!(gzip.body.len() < file.len() / 2);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(gzip.body.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, file);
    }
}

#[tokio::test]
async fn a_cached_file_is_not_sent_again() {
    let server = Server::with_policies().await;
    let digest = NEXT.digest();
    let path = format!("/policies/{digest}.wasm");
    for (known, status, encoding) in [
        (format!("\"{digest}\""), 304, ""),
        (format!("\"x\", W/\"{digest}.gzip\""), 304, ".gzip"),
        ("*".to_owned(), 304, ""),
        (format!("\"{}\"", POLICY.digest()), 200, ""),
        (digest.to_owned(), 200, ""),
    ] {
        let answer = ask(&server, "GET", &path, &[("if-none-match", &known)]).await;
        assert_eq!(answer.status, status, "{known}");
        assert_eq!(answer.body.is_empty(), status == 304);
        let tag = format!("\"{digest}{encoding}\"");
        assert_eq!(header(&answer.headers, "etag"), Some(tag.as_str()), "{known}");
        let cached = header(&answer.headers, "cache-control");
        assert_eq!(cached, Some("public, max-age=31536000, immutable"));
    }
    for (accepted, encoding) in [
        ("gzip", Some("gzip")),
        ("*", Some("gzip")),
        ("GZIP ; q=1", Some("gzip")),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("gzip;q=x", None),
        ("", None),
    ] {
        let answer = ask(&server, "GET", &path, &[("accept-encoding", accepted)]).await;
        assert_eq!(header(&answer.headers, "content-encoding"), encoding, "{accepted}");
    }
    let preflight = [("origin", "https://a.example"), ("access-control-request-method", "GET")];
    let preflight = ask(&server, "OPTIONS", &path, &preflight).await;
    assert_eq!(header(&preflight.headers, "access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn unknown_digests_cost_few_lookups() {
    // The policy that decides is in no store.
    let server = Server::new().await;
    let path = format!("/policies/{}.wasm", POLICY.digest());
    assert_eq!(ask(&server, "GET", &path, &[]).await.body, POLICY.file());
    let long = "0".repeat(65);
    let upper = POLICY.digest().to_uppercase();
    for name in
        ["x.wasm", &POLICY.digest()[..8], POLICY.digest(), &long, &upper, "%00.wasm", ".wasm"]
    {
        let answer = ask(&server, "GET", &format!("/policies/{name}"), &[]).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (404, &"unknown-policy".into()),
            "{name}"
        );
        assert_eq!(header(&answer.headers, "cache-control"), Some("no-store"));
    }
    // Strangers ask together: they are answered together, by a look into the store or two.
    let start = Instant::now();
    let unknown: Vec<_> = (0..200).map(|number| format!("/policies/{number:064x}.wasm")).collect();
    let asked = unknown.iter().map(|path| ask(&server, "GET", path, &[]));
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| answer.status == 404));
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    // What is published meanwhile is there at once.
    server.tenants.store().publish(NEXT.file(), &By::new("test")).await.unwrap();
    let path = format!("/policies/{}.wasm", NEXT.digest());
    assert_eq!(ask(&server, "GET", &path, &[]).await.body, NEXT.file());
}

#[tokio::test]
async fn an_absent_or_damaged_store_serves_no_wrong_file() {
    let server = Server::with_policies().await;
    let pool = server.tenants.store().pool();
    let damage = "UPDATE tiergate_policies SET file = x'00' WHERE version = '2.0.0'";
    tiergate_store::sqlx::query(damage).execute(pool).await.unwrap();
    let [path, active] = [&NEXT, &POLICY].map(|it| format!("/policies/{}.wasm", it.digest()));
    let unknown = format!("/policies/{}.wasm", "0".repeat(64));
    let damaged = ask(&server, "GET", &path, &[]).await;
    assert_eq!((damaged.status, &damaged.json()["code"]), (503, &"unavailable".into()));
    assert_eq!(ask(&server, "GET", &unknown, &[]).await.status, 404);
    pool.close().await;
    let both = [(); 2].map(|()| ask(&server, "GET", &unknown, &[]));
    for answer in futures_util::future::join_all(both).await {
        assert_eq!(answer.status, 503, "it is not known to be unknown");
    }
    let deciding = ask(&server, "GET", &active, &[]).await;
    assert_eq!((deciding.status, deciding.body.as_slice()), (200, POLICY.file()));
    let token = token("ann", None, &["system-admin"]);
    for path in ["/v1/policies", "/v1/policies/activations", "/v1/policies/0000"] {
        let bearer = format!("Bearer {token}");
        let answer = ask(&server, "GET", path, &[("authorization", &bearer)]).await;
        assert_eq!((answer.status, &answer.json()["code"]), (503, &"unavailable".into()), "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("database"), "{path}");
    }
}
