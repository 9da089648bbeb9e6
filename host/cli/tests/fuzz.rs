//! `tiergate serve`, asked by schemathesis, <https://schemathesis.io>: whatever it makes of the
//! OpenAPI document, no answer is a server's error, and none is outside the document.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails so"
)]

use jsonwebtoken::{EncodingKey, Header, get_current_timestamp};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tiergate_tests::built::Built;
use tiergate_tests::dice::{seed, size};

const SECRET: &str = "a secret of more than 32 bytes, made for this test";
const CONFIGURATION: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/schemathesis.toml");

/// How many cases to try of each route, beside those that follow from the document.
fn cases() -> String {
    size(10, 1_000).to_string()
}

/// Those who ask, an operator last: it deletes tenants.
#[test]
fn no_answer_is_outside_the_document() {
    let seed = seed("schemathesis").unwrap().to_string();
    let server = Server::start();
    let token = |tenant: Option<&str>, roles: &[&str]| Some(token(tenant, roles));
    for (who, token) in [
        ("nobody", None),
        ("a tenant's user", token(Some("acme"), &[])),
        ("a tenant's admin", token(Some("acme"), &["tenant-admin"])),
        ("a service", token(None, &["service"])),
        ("an operator", token(None, &["system-admin"])),
    ] {
        println!("schemathesis as {who}");
        let mut command = server.schemathesis(&seed);
        if let Some(token) = token {
            command.args(["--header", &format!("Authorization: Bearer {token}")]);
        }
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "as {who}, with TIERGATE_SEED={seed}:\n{text}");
        println!("{}", text.lines().rev().take(12).collect::<Vec<_>>().join("\n"));
    }
}

/// A server with tenants.
struct Server {
    process: Child,
    address: String,
    _policy: Built,
    folder: TempDir,
}

impl Server {
    fn start() -> Self {
        let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
        let store = format!("sqlite:{}", folder.path().join("tiers.db").display());
        for tenant in ["acme", "other", "third", "fourth", "fifth", "sixth"] {
            let arguments = ["tenant", "create", tenant, "--store", &store, "--policy"];
            let mut create = command();
            assert!(create.args(arguments).arg(&policy.path).status().unwrap().success());
        }
        let key = folder.path().join("secret");
        std::fs::write(&key, SECRET).unwrap();
        let mut serve = command();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--store", &store, "--policy"]);
        serve.arg(&policy.path).args(["--token-algorithm", "hs256", "--token-issuer", "test"]);
        let mut process = serve.arg("--token-key").arg(key).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().rsplit(' ').next().unwrap().to_owned();
        Self { process, address, _policy: policy, folder }
    }

    /// schemathesis, asking this server.
    fn schemathesis(&self, seed: &str) -> Command {
        let mut command = Command::new(program());
        command
            .args(["--config-file", CONFIGURATION, "run"])
            .arg(format!("{}/openapi.json", self.address))
            .args(["--url", &self.address, "--seed", seed, "--max-examples", &cases()])
            .args(["--workers", "2", "--no-color", "--continue-on-failure", "--warnings", "off"])
            .args(["--generation-database", "none"])
            // It writes its cache where it runs.
            .current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_tiergate"))
}

fn token(tenant: Option<&str>, roles: &[&str]) -> String {
    let claims = json!({
        "sub": "ann", "aud": "tiergate", "iss": "test", "roles": roles, "tenant": tenant,
        "exp": get_current_timestamp() + 24 * 60 * 60,
    });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap()
}

/// The one that `TIERGATE_SCHEMATHESIS` names, or one on `PATH`.
fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("TIERGATE_SCHEMATHESIS") {
        return path.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = std::env::split_paths(&path).map(|folder| folder.join("schemathesis"));
    found.find(|path| Path::is_file(path)).expect(
        "there is no schemathesis: `cargo xtask test` gets one, or set TIERGATE_SCHEMATHESIS to \
         the path of one",
    )
}
