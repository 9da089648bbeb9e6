//! `tiergate serve` as a process, for tests that need more than one.

use jsonwebtoken::{EncodingKey, Header, get_current_timestamp};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const SECRET: &str = "a secret of more than 32 bytes, made for this test";

/// A server that ends with this.
pub struct Server {
    process: Child,
    /// What it says when it listens.
    pub line: String,
}

impl Server {
    /// Starts one, with its files in a folder.
    pub fn start(folder: &Path, store: &str, prepare: impl FnOnce(&mut Command)) -> Self {
        let key = folder.join("secret");
        std::fs::write(&key, SECRET).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiergate"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--token-algorithm", "hs256"])
            .args(["--token-issuer", "test", "--store", store, "--token-key"])
            .arg(key)
            .env("XDG_CACHE_HOME", folder)
            .stdout(Stdio::piped());
        prepare(&mut command);
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, line }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.line.trim_end().rsplit("http://").next().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The `Authorization` of an operator.
pub fn operator() -> String {
    let claims = json!({
        "sub": "ann", "aud": "tiergate", "iss": "test", "roles": ["system-admin"],
        "exp": get_current_timestamp() + 600,
    });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    format!("Bearer {}", jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap())
}
