//! `tiergate serve`, asked over a socket.

use crate::server::{Server, refused, serve, store, tiergate};
use serde_json::{Value, json};
use tiergate_tests::built::Built;

#[test]
fn a_grant_over_http_decides_the_next_check() {
    let server = Server::with(&[]);
    assert_eq!(server.ask("GET", "/healthz", &Value::Null), (200, json!("ok")));
    assert_eq!(server.ask("GET", "/readyz", &Value::Null).0, 200);
    assert_eq!(server.ask("POST", "/v1/tenants", &json!({"tenant": "acme"})).0, 201);
    assert_eq!(server.ask("PUT", "/v1/tenants/acme/tier", &json!({"tier": "basic"})).0, 200);
    let check = json!({"feature": "export"});
    let (_, denied) = server.ask("POST", "/v1/tenants/acme/check", &check);
    assert_eq!(denied["decision"]["allowed"], false, "{denied}");
    let grant = json!({"tier": "pro", "reason": "they asked"});
    assert_eq!(server.ask("PUT", "/v1/tenants/acme/tier", &grant).0, 200);
    let (_, allowed) = server.ask("POST", "/v1/tenants/acme/check", &check);
    assert_eq!(allowed["decision"]["allowed"], true);
    let (_, history) = server.ask("GET", "/v1/tenants/acme/history", &Value::Null);
    assert_eq!(
        (&history[0]["actor"], &history[0]["reason"]),
        (&json!("ann"), &json!("they asked"))
    );
}

#[test]
fn the_stores_active_policy_decides_and_is_followed() {
    let policy = Built::example("plans").unwrap();
    let it = Server::alone(|command, folder| {
        let publish = |arguments: &[&str]| {
            let mut publish = tiergate();
            publish.arg("policy").args(arguments).args(["--json", "--store", &store(folder)]);
            let output = publish.output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        publish(&["publish", policy.path.to_str().unwrap()]);
        publish(&["activate", tiergate::Policy::from_bytes(&policy.file).unwrap().digest()]);
        command.env_remove("TIERGATE_POLICY");
    });
    assert_eq!(it.ask("POST", "/v1/tenants", &json!({"tenant": "acme"})).0, 201);
    let (status, tiers) = it.ask("GET", "/v1/tiers", &Value::Null);
    assert_eq!((status, &tiers[2]["id"]), (200, &json!("premium")));
}

#[test]
fn a_key_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("secret");
    std::fs::write(&key, "short").unwrap();
    let said = |key: &std::path::Path, algorithm: &str| {
        let mut command = serve(folder.path());
        command.env_remove("TIERGATE_TOKEN_SECRET").args(["--token-algorithm", algorithm]);
        refused(command.arg("--token-key").arg(key))
    };
    assert!(said(&key, "hs256").contains("the secret has only 5 bytes: give at least 32"));
    assert!(said(&key, "eddsa").contains("not the PEM of a public key"));
    assert!(said(&folder.path().join("none"), "hs256").contains("none`"));
}

/// Whoever signs in by a token has a session, where the server has a key for them.
#[test]
fn browsers_sign_in_where_there_is_a_session_key() {
    let it = Server::alone(|command, folder| {
        let key = folder.join("session-key");
        std::fs::write(&key, "a secret of sessions, 32 bytes and more").unwrap();
        command.arg("--session-key").arg(key);
    });
    assert_eq!(it.ask("POST", "/v1/tenants", &json!({"tenant": "acme"})).0, 201);
    let cookie = it.sign_in(Some("acme"));
    let answer = it.send(&format!("GET /session HTTP/1.1\r\ncookie: {cookie}"), "");
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body["tenant"], "acme", "{answer}");
    let file = body["policy"]["url"].as_str().unwrap();
    let answer = it.send(&format!("HEAD {file} HTTP/1.1"), "");
    assert!(answer.contains("content-type: application/wasm"), "{answer}");
    let none = Server::with(&[]).ask("POST", "/session", &Value::Null);
    assert_eq!(none.0, 404, "without a key there are no sessions");
}
