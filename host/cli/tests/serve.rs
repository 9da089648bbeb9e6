//! `tiergate serve`, asked over a socket.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

use jsonwebtoken::{EncodingKey, Header, get_current_timestamp};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tiergate_tests::built::Built;

const SECRET: &str = "a secret of more than 32 bytes, made for this test";

struct Server {
    process: Child,
    address: String,
    _policy: Built,
    _folder: TempDir,
}

impl Server {
    /// By a policy that is a file.
    fn start() -> Self {
        Self::start_with(|mut command, _, policy| {
            command.arg("--policy").arg(&policy.path);
            command
        })
    }

    fn start_with(prepare: impl FnOnce(Command, &Path, &Built) -> Command) -> Self {
        let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
        let key = folder.path().join("secret");
        std::fs::write(&key, format!("{SECRET}\n")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiergate"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--drain", "0"])
            .args(["--token-algorithm", "hs256", "--token-issuer", "test", "--token-key"])
            .arg(key)
            .arg("--store")
            .arg(format!("sqlite:{}", folder.path().join("tiers.db").display()))
            .env("XDG_CACHE_HOME", folder.path())
            .stdout(Stdio::piped());
        let mut process = prepare(command, folder.path(), &policy).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit("http://").next().unwrap().to_owned();
        Self { process, address, _policy: policy, _folder: folder }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let claims = json!({
            "sub": "ann", "aud": "tiergate", "iss": "test", "roles": ["system-admin"],
            "exp": get_current_timestamp() + 60,
        });
        let key = EncodingKey::from_secret(SECRET.as_bytes());
        let token = jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
             authorization: Bearer {token}\r\nidempotency-key: {method}{path}{}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len(),
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::String(body.to_owned())))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_grant_over_http_decides_the_next_check() {
    let mut server = Server::start();
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
    let pid = server.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(server.process.wait().unwrap().code(), Some(0));
}

#[test]
fn the_stores_active_policy_decides_and_is_followed() {
    let server = Server::start_with(|command, folder, policy| {
        let store = format!("sqlite:{}", folder.join("tiers.db").display());
        let publish = |arguments: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_tiergate"))
                .arg("policy")
                .args(arguments)
                .args(["--json", "--store", &store])
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        publish(&["publish", policy.path.to_str().unwrap()]);
        publish(&["activate", tiergate::Policy::from_bytes(&policy.file).unwrap().digest()]);
        command
    });
    assert_eq!(server.ask("POST", "/v1/tenants", &json!({"tenant": "acme"})).0, 201);
    let (status, tiers) = server.ask("GET", "/v1/tiers", &Value::Null);
    assert_eq!((status, &tiers[2]["id"]), (200, &json!("premium")));
}

#[test]
fn a_key_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("secret");
    std::fs::write(&key, "short").unwrap();
    let policy = Built::example("plans").unwrap();
    let serve = |key: &std::path::Path, algorithm: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_tiergate"))
            .args(["serve", "--token-issuer", "test", "--token-algorithm", algorithm])
            .arg("--token-key")
            .arg(key)
            .arg("--policy")
            .arg(&policy.path)
            .env("TIERGATE_POLICY_CACHE", "")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(serve(&key, "hs256").contains("the secret has 5 bytes: give 32 at least"));
    assert!(serve(&key, "eddsa").contains("no PEM of a public key"));
    assert!(serve(&folder.path().join("none"), "hs256").contains("none`"));
}
