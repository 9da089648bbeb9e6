//! A server to test, and tokens for it.

use jsonwebtoken::{EncodingKey, Header, get_current_timestamp};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;
use tempfile::TempDir;
use tiergate_tests::built::Built;

pub const SECRET: &str = "a secret of more than 32 bytes, made for this test";

/// The `tiergate` command.
pub fn tiergate() -> Command {
    Command::new(env!("CARGO_BIN_EXE_tiergate"))
}

/// `tiergate serve` with its files in a folder. All is said in the environment, so that flags win
/// over it.
pub fn serve(folder: &Path) -> Command {
    let mut command = tiergate();
    command
        .arg("serve")
        .env("TIERGATE_LISTEN", "127.0.0.1:0")
        .env("TIERGATE_STORE", store(folder))
        .env("TIERGATE_DRAIN", "0")
        .env("TIERGATE_TOKEN_ALGORITHM", "hs256")
        .env("TIERGATE_TOKEN_SECRET", SECRET)
        .env("TIERGATE_TOKEN_ISSUER", "test")
        .env("XDG_CACHE_HOME", folder);
    command
}

/// The store in a folder.
pub fn store(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("tiers.db").display())
}

/// What is said where a command is not to be run so: it exits with 3.
pub fn refused(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(3), "{said}");
    said
}

/// The token of `ann`.
pub fn token(tenant: Option<&str>, roles: &[&str]) -> String {
    let claims = json!({
        "sub": "ann", "aud": "tiergate", "iss": "test", "roles": roles, "tenant": tenant,
        "exp": get_current_timestamp() + 24 * 60 * 60,
    });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap()
}

/// The token of an operator.
pub fn operator() -> String {
    token(None, &["system-admin"])
}

/// Sends the head of a request, and a body, to an address: the whole answer.
pub fn send(address: &str, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{head}\r\nhost: test\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    std::io::read_to_string(stream).unwrap()
}

/// A process that serves; it ends with this.
pub struct Server {
    process: Child,
    /// What it said first: where it listens.
    pub line: String,
    /// The host and the port.
    pub address: String,
    /// All that it writes after it, there until the process ends.
    output: Option<[JoinHandle<String>; 2]>,
    /// Files of its own, there for as long.
    kept: Option<(Built, TempDir)>,
}

impl Server {
    /// One with files of its own, on SQLite and the example policy `plans`, that is prepared in its
    /// folder.
    pub fn alone(prepare: impl FnOnce(&mut Command, &Path)) -> Self {
        let (policy, folder) = (Built::example("plans").unwrap(), tempfile::tempdir().unwrap());
        let mut command = serve(folder.path());
        prepare(command.env("TIERGATE_POLICY", &policy.path), folder.path());
        let mut server = Self::start(&mut command);
        server.kept = Some((policy, folder));
        server
    }

    /// The same with these arguments.
    pub fn with(arguments: &[&str]) -> Self {
        Self::alone(|command, _| {
            command.args(arguments);
        })
    }

    /// Runs a command until it says where it listens.
    pub fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let stderr = process.stderr.take().unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let read = |mut from: Box<dyn Read + Send>| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                from.read_to_end(&mut bytes).unwrap();
                String::from_utf8_lossy(&bytes).into_owned()
            })
        };
        let output = Some([read(Box::new(stdout)), read(Box::new(stderr))]);
        let address = line.trim_end().rsplit("http://").next().unwrap().to_owned();
        Self { process, line, address, output, kept: None }
    }

    /// The folder of its own files.
    pub fn folder(&self) -> &Path {
        self.kept.as_ref().unwrap().1.path()
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends the head of a request, and a body: the whole answer.
    pub fn send(&self, head: &str, body: &str) -> String {
        send(&self.address, head, body)
    }

    /// Asks as an operator: the status and the body.
    pub fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nauthorization: Bearer {}\r\n\
             idempotency-key: {method}{path}{}\r\ncontent-type: application/json",
            operator(),
            body.len()
        );
        let answer = self.send(&head, &body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::String(body.to_owned())))
    }

    /// The session's cookie of someone who signs in, where there are sessions.
    pub fn sign_in(&self, tenant: Option<&str>) -> String {
        let token = token(tenant, &[]);
        let answer =
            self.send(&format!("POST /session HTTP/1.1\r\nauthorization: Bearer {token}"), "");
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn terminate(&self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Whether it says that it is not ready any more.
    pub fn is_ending(&self) -> bool {
        self.send("GET /readyz HTTP/1.1", "").starts_with("HTTP/1.1 503")
    }

    /// Waits for its end: the exit code, and all that it wrote.
    pub fn ended(mut self) -> (Option<i32>, String) {
        let code = self.process.wait().unwrap().code();
        let output = self.output.take().unwrap().map(|thread| thread.join().unwrap());
        (code, format!("{}{}", self.line, output.concat()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
